/** What the system says about processes (Linux: /proc; elsewhere nothing is known and nothing is assumed). */
import { readFileSync } from 'node:fs';
import { until } from '../../platform/wait.ts';
import type { ProcessEntry } from './types.ts';

/** A word that changes when a pid is given to another process; null where the system does not say. */
export function processStartedAt(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

/** True where the process runs and names this folder among its arguments. */
function worksIn(pid: number, folder: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
  } catch {
    return false;
  }
}

/** Its guardian ends the servers of a supervisor that was killed within this time. */
const GUARDIAN_MS = 9_000;

/**
 * Waits for servers that a killed supervisor left on this folder, and ends those that stay: two mongods cannot share
 * their data.
 */
export async function endLeftovers(left: unknown, folder: string): Promise<void> {
  const entries = Array.isArray(left) ? (left as readonly ProcessEntry[]) : [];
  const pids = entries.map(({ pid }) => pid).filter((pid) => worksIn(pid, folder));
  const stillThere = (): number[] => pids.filter((pid) => worksIn(pid, folder));
  await until(GUARDIAN_MS, () => (stillThere().length === 0 ? true : null));
  for (const pid of stillThere()) process.kill(pid, 'SIGKILL');
  await until(2_000, () => (stillThere().length === 0 ? true : null));
}
