import { setTimeout as pause } from 'node:timers/promises';
import { EXIT } from '../../platform/exit-codes.ts';
import { CommandError } from '../command-error.ts';

const AWAY_MS = 30_000;
const PAUSE_MS = 300;

/** Repeats what is safe to repeat while the hub is away, for instance between a crash and its next start. */
export async function patiently<Result>(
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  const end = Date.now() + AWAY_MS;
  for (;;) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      const away = error instanceof CommandError && error.exitCode === EXIT.unavailable;
      if (!away || Date.now() > end) throw error;
      await pause(PAUSE_MS);
    }
  }
}
