import type { JobKey } from '../src/jobs/catalogue.ts';

/** Jobs that wait while this process takes none of them, in milliseconds. */
const IDLE_MS = 30_000;
/** Longer than any job takes that is alive. */
const ENDLESS_MS = 15 * 60_000;

/**
 * Notices that this process stopped working although it looks healthy: after an outage of the queue server a worker may
 * stay connected and take nothing any more. Watches progress, not connections.
 */
export class Watchdog {
  readonly #slots: ReadonlyMap<JobKey, number>;
  readonly #lastSign = new Map<JobKey, number>();
  readonly #running = new Map<object, { key: JobKey; since: number }>();

  constructor(slots: ReadonlyMap<JobKey, number>) {
    this.#slots = slots;
  }

  /** Answers what to call when the job has ended, whatever its end. */
  started(key: JobKey, at: number): (endedAt: number) => void {
    const job = {};
    this.#running.set(job, { key, since: at });
    this.#lastSign.set(key, at);
    return (endedAt) => {
      this.#running.delete(job);
      this.#lastSign.set(key, endedAt);
    };
  }

  /**
   * Asked every few seconds with the number of jobs that wait, null while the queue cannot be reached.
   * @returns why the process should be started anew; null: it works, or has nothing to do
   */
  findsFault(waiting: ReadonlyMap<JobKey, number> | null, now: number): string | null {
    for (const { key, since } of this.#running.values())
      if (now - since > ENDLESS_MS) return `A job of ${key} does not end`;
    for (const [key, slots] of this.#slots) {
      const busy = [...this.#running.values()].filter((job) => job.key === key).length;
      const hasWork = waiting !== null && (waiting.get(key) ?? 0) > 0 && busy < slots;
      const lastSign = this.#lastSign.get(key);
      if (!hasWork || lastSign === undefined) this.#lastSign.set(key, now);
      else if (now - lastSign > IDLE_MS) return `Jobs of ${key} wait and none is taken`;
    }
    return null;
  }
}
