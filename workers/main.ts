/** A worker process: does the jobs of the queue, sweeps up what stopped moving, drains when it is asked to stop. */
import { randomUUID } from 'node:crypto';
import { createHub, type Hub } from '../src/hub.ts';
import { announceReady } from '../src/platform/child.ts';
import { readConfig } from '../src/platform/config.ts';
import { ConfigError, EXIT, runMain } from '../src/platform/exit-codes.ts';
import { createLogger, type Logger } from '../src/platform/logger.ts';
import { connectMongo } from '../src/platform/mongo.ts';
import { createShutdown } from '../src/platform/shutdown.ts';
import type { JobKey } from '../src/jobs/catalogue.ts';
import { connectQueue, type QueueConnection } from './bull-queue.ts';
import { startWorkers } from './bull-workers.ts';
import { every } from './every.ts';
import { WORKED } from './index.ts';
import { Watchdog } from './watchdog.ts';

/** Pauses in milliseconds. */
const SWEEP_MS = 5_000;
const SWEEP_RAW_MS = 3_600_000;
const ALIVE_MS = 5_000;
const WATCH_MS = 5_000;

await runMain(async () => {
  const config = readConfig();
  const { mongodbUri, redisUrl, queuePrefix, drainSeconds } = config;
  if (mongodbUri === null || redisUrl === null) {
    throw new ConfigError('A worker process needs MONGODB_URI and REDIS_URL');
  }
  const logger = createLogger({ level: config.logLevel, role: 'worker' });
  const shutdown = createShutdown({ drainSeconds, logger });
  const address = { ...config, redisUrl };
  const connection = connectQueue(address, queuePrefix);
  const mongo = await connectMongo({ uri: mongodbUri, logger, signal: shutdown.signal });
  const hub = createHub({
    db: mongo.db,
    queue: connection.queue,
    announcer: connection.news,
    version: 'worker',
    limits: config,
  });
  const watchdog = new Watchdog(
    new Map(Object.entries(WORKED).map(([key, { slots }]) => [key as JobKey, slots])),
  );
  const { steps } = hub;
  const workers = startWorkers({ address, prefix: queuePrefix, steps, watchdog, logger });
  // What the jobs need longest ends last; a second is kept for the rest.
  shutdown.add('jobs at work', () => workers.stop(Math.max(0, drainSeconds - 2) * 1_000));
  const leave = keepRunning(hub, { connection, watchdog, logger, signal: shutdown.signal });
  shutdown.add('sign of life', leave, 500);
  shutdown.add('queue', () => connection.close(), 1_000);
  shutdown.add('database', () => mongo.close(), 1_000);
  announceReady();
  logger.info('the worker works');
  return forever();
});

interface Kept {
  readonly connection: QueueConnection;
  readonly watchdog: Watchdog;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** What a worker does by the clock; answers how to take leave. */
function keepRunning(
  hub: Hub,
  { connection, watchdog, logger, signal }: Kept,
): () => Promise<void> {
  const { steps, clock } = hub;
  const { workers } = hub.stores;
  const _id = randomUUID();
  const startedAt = clock.now();
  const tell = (what: string) => (err: unknown) => logger.warn({ err }, what);
  void every({ signal, onTrouble: tell('no sign of life could be left') }, ALIVE_MS, () =>
    workers.sayAlive({ _id, startedAt, seenAt: clock.now() }),
  );
  void every({ signal, onTrouble: tell('sweeping failed') }, SWEEP_MS, async () => {
    const { requeued, givenUp } = await steps.requeueStranded();
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

function forever(): Promise<never> {
  return new Promise(() => undefined);
}
