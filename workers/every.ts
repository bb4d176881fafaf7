import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Does the work again and again, the first time at once, with a pause of about this many milliseconds (a fifth more or
 * less, so that several processes do not move in step), until the signal is aborted. Trouble is told and does not end it.
 */
export async function every(
  { signal, onTrouble }: { signal: AbortSignal; onTrouble: (error: unknown) => void },
  pauseMs: number,
  work: () => Promise<unknown>,
): Promise<void> {
  while (!signal.aborted) {
    await work().catch(onTrouble);
    await sleep(pauseMs * (0.8 + Math.random() * 0.4), null, { signal, ref: false }).catch(
      () => null,
    );
  }
}
