import { mkdir, rm, stat, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pause } from '../wait.ts';

const HEARTBEAT_MS = 2_000;
/** A lock whose owner gave no sign of life for so long is taken over. */
const STALE_MS = 15_000;

/**
 * Runs the work while holding a lock folder, which works between processes of one machine. A holder that died is taken
 * over after 15 s. `onWait` is called once where another process holds it.
 */
export async function withFolderLock<T>(
  lock: string,
  work: () => Promise<T>,
  onWait: () => void = () => undefined,
): Promise<T> {
  await mkdir(dirname(lock), { recursive: true });
  for (let waited = false; !(await tryLock(lock)); waited = true) {
    if (!waited) onWait();
    await pause(250);
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(lock, now, now).catch(() => undefined);
  }, HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await rm(lock, { recursive: true, force: true });
  }
}

async function tryLock(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const touched = await stat(lock).catch(() => null);
  if (touched !== null && Date.now() - touched.mtimeMs > STALE_MS) {
    await rm(lock, { recursive: true, force: true });
  }
  return false;
}
