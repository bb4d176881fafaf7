import { EXIT } from './exit-codes.ts';
import type { Logger } from './logger.ts';
import { within } from './wait.ts';

export interface Shutdown {
  /** Aborted as soon as the process is asked to stop: loops look at it, /readyz answers 503. */
  readonly signal: AbortSignal;
  /**
   * Adds a step; steps run one after another in the order in which they were added. Each may take `ms` (default: what is
   * left of the grace); a step that takes longer or throws does not hold up the next.
   */
  add(name: string, step: () => Promise<unknown>, ms?: number): void;
  /** Runs the steps and leaves the process; asked again, it goes on with what it does. */
  stop(reason: string): void;
}

/**
 * What a hub or worker does on SIGTERM and SIGINT, and when its supervisor is gone: drain step by step, then exit 0.
 * One second beyond the grace the process leaves whatever still hangs.
 */
export function createShutdown(needs: { drainSeconds: number; logger: Logger }): Shutdown {
  const { drainSeconds, logger } = needs;
  const steps: { name: string; step: () => Promise<unknown>; ms: number | undefined }[] = [];
  const stopping = new AbortController();

  const run = async (reason: string): Promise<void> => {
    logger.info({ reason }, 'stopping');
    const end = Date.now() + drainSeconds * 1_000;
    setTimeout(() => process.exit(EXIT.done), drainSeconds * 1_000 + 1_000).unref();
    for (const { name, step, ms } of steps) {
      const grace = Math.max(100, Math.min(ms ?? Infinity, end - Date.now()));
      const done = await within(grace, runStep(step)).catch((err: unknown) => {
        logger.error({ err, step: name }, 'a step of stopping failed');
        return true;
      });
      if (done === null) logger.warn({ step: name }, 'a step of stopping took too long');
    }
    process.exit(EXIT.done);
  };
  const stop = (reason: string): void => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    void run(reason);
  };
  process.on('SIGTERM', () => stop('SIGTERM')).on('SIGINT', () => stop('SIGINT'));
  process.on('disconnect', () => stop('the supervisor is gone'));
  return {
    signal: stopping.signal,
    add: (name, step, ms) => void steps.push({ name, step, ms }),
    stop,
  };
}

async function runStep(step: () => Promise<unknown>): Promise<true> {
  await step();
  return true;
}
