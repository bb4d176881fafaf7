import { randomUUID } from 'node:crypto';
import type { Hub } from '../src/hub.ts';
import type { JobKey } from '../src/jobs/catalogue.ts';
import { EXIT } from '../src/platform/exit-codes.ts';
import type { Logger } from '../src/platform/logger.ts';
import type { QueueConnection } from './bull-queue.ts';
import { every } from './every.ts';
import type { Pace } from './pace.ts';
import type { Watchdog } from './watchdog.ts';

/** Pauses in milliseconds. */
const SWEEP_RAW_MS = 3_600_000;
const ALIVE_MS = 5_000;
const WATCH_MS = 5_000;

interface Kept {
  readonly connection: QueueConnection;
  readonly watchdog: Watchdog;
  readonly pace: Pace;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** What a worker does by the clock; answers how to take leave. */
export function keepRunning(
  hub: Hub,
  { connection, watchdog, pace, logger, signal }: Kept,
): () => Promise<void> {
  const { steps, clock } = hub;
  const { workers } = hub.stores;
  const _id = randomUUID();
  const startedAt = clock.now();
  const tell = (what: string) => (err: unknown) => logger.warn({ err }, what);
  void every({ signal, onTrouble: tell('no sign of life could be left') }, ALIVE_MS, () =>
    workers.sayAlive({ _id, startedAt, seenAt: clock.now() }),
  );
  void every({ signal, onTrouble: tell('sweeping failed') }, pace.sweepMs, async () => {
    const { requeued, givenUp } = await steps.requeueStranded({ strandedMs: pace.strandedMs });
    if (requeued + givenUp > 0) logger.warn({ requeued, givenUp }, 'asked again for what stopped');
  });
  void every({ signal, onTrouble: tell('sweeping bytes failed') }, SWEEP_RAW_MS, async () => {
    const deleted = await steps.sweepRaw();
    if (deleted > 0) logger.info({ deleted }, 'deleted bytes that became no upload');
  });
  void every({ signal, onTrouble: tell('watching failed') }, WATCH_MS, async () => {
    const health = await connection.health();
    const waiting = health && new Map(health.map(({ name, waiting }) => [name as JobKey, waiting]));
    const fault = watchdog.findsFault(waiting, Date.now());
    if (fault === null || signal.aborted) return;
    logger.fatal({ fault }, 'the worker does not work, it leaves to be started anew');
    process.exit(EXIT.bug);
  });
  return () => workers.leave(_id);
}
