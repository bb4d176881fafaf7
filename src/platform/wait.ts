/** Waiting with an end: nothing in a process that shuts down may wait for ever. */
import { setTimeout as sleep } from 'node:timers/promises';

export const pause = (milliseconds: number): Promise<void> => sleep(milliseconds);

/** The promise's value, or null after so many milliseconds; the work itself is not ended. A rejection passes through. */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | null> {
  const timer = new AbortController();
  const limit = sleep(milliseconds, null, { signal: timer.signal }).catch(() => null);
  try {
    return await Promise.race([work, limit]);
  } finally {
    timer.abort();
  }
}

/** Asks again until the answer is not null, or answers null after so many milliseconds. */
export async function until<T>(
  milliseconds: number,
  ask: () => Promise<T | null> | T | null,
  everyMs = 50,
): Promise<T | null> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const answer = await ask();
    if (answer !== null || Date.now() >= end) return answer;
    await pause(everyMs);
  }
}
