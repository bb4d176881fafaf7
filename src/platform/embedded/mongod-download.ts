/** The official download of mongod by mongodb-memory-server, tried once and with short patience. */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import type { Environment } from '../config.ts';
import { withFolderLock } from './folder-lock.ts';
import { entryBeside, nodeArguments } from './node-arguments.ts';

/** Without a first byte for so long the host counts as out of reach. */
const FIRST_BYTE_MS = 8_000;
const WHOLE_DOWNLOAD_MS = 15 * 60_000;

export const officialFolder = (cache: string): string => join(cache, 'mongod-official');

/** A binary that an earlier official download left, or null. */
export async function cachedOfficial(cache: string): Promise<string | null> {
  const folder = officialFolder(cache);
  const names = await readdir(folder).catch(() => []);
  const binary = names
    .filter((name) => /^mongod[^.]*-\d+\.\d+\.\d+(\.exe)?$/.test(name))
    .sort()
    .at(-1);
  return binary === undefined ? null : join(folder, binary);
}

/** Path of the downloaded binary, or null where the host cannot be reached or has none for this machine. */
export async function downloadOfficial(needs: {
  cache: string;
  env: Environment;
  say: (line: string) => void;
}): Promise<string | null> {
  const { cache, env, say } = needs;
  const folder = officialFolder(cache);
  await mkdir(folder, { recursive: true });
  return withFolderLock(
    `${folder}.lock`,
    async () => {
      const earlier = await cachedOfficial(cache);
      if (earlier !== null) return earlier;
      say('Fetching mongod from MongoDB (one attempt)');
      const ok = await runDownload(folder, env, say);
      return ok ? cachedOfficial(cache) : null;
    },
    () => say('Another process is fetching mongod, waiting for it'),
  );
}

/** A process of its own, so that the attempt can be ended and its settings reach nobody else. */
function runDownload(
  folder: string,
  env: Environment,
  say: (line: string) => void,
): Promise<boolean> {
  const script = entryBeside(import.meta.url, './mongod-download-process');
  return new Promise((resolve) => {
    const child = spawn(process.execPath, nodeArguments(script, [folder]), {
      stdio: ['ignore', 'ignore', 'ignore'],
      timeout: WHOLE_DOWNLOAD_MS,
      killSignal: 'SIGKILL',
      env: {
        ...env,
        MONGOMS_MAX_RETRIES: '1',
        MONGOMS_MD5_CHECK: '1',
        npm_config_strict_ssl: 'true',
      },
    });
    const startedAt = Date.now();
    const watch = setInterval(() => {
      void bytesArrive(folder).then((arriving) => {
        const waited = Date.now() - startedAt;
        if (!arriving && waited > FIRST_BYTE_MS) child.kill('SIGKILL');
        else if (arriving) say(`  still fetching mongod (${Math.round(waited / 1_000)} s)`);
      });
    }, 4_000);
    const abandon = (): void => void child.kill('SIGKILL');
    process.once('exit', abandon);
    const end = (ok: boolean): void => {
      clearInterval(watch);
      process.off('exit', abandon);
      if (!ok) say('MongoDB’s download host does not give a mongod for this machine');
      resolve(ok);
    };
    child.once('error', () => end(false));
    child.once('exit', (code) => end(code === 0));
  });
}

const bytesArrive = async (folder: string): Promise<boolean> =>
  (await readdir(folder)).some((name) => !name.endsWith('.lock'));
