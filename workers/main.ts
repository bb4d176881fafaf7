/** A worker process: does the jobs of the queue, sweeps up what stopped moving, drains when it is asked to stop. */
import { createHub } from '../src/hub.ts';
import { announceReady } from '../src/platform/child.ts';
import { readConfig } from '../src/platform/config.ts';
import { ConfigError, runMain } from '../src/platform/exit-codes.ts';
import { createLogger } from '../src/platform/logger.ts';
import { connectMongo } from '../src/platform/mongo.ts';
import { createShutdown } from '../src/platform/shutdown.ts';
import type { JobKey } from '../src/jobs/catalogue.ts';
import { connectQueue } from './bull-queue.ts';
import { startWorkers } from './bull-workers.ts';
import { WORKED } from './index.ts';
import { keepRunning } from './keep-running.ts';
import { readPace } from './pace.ts';
import { Watchdog } from './watchdog.ts';

await runMain(async () => {
  const config = readConfig();
  const pace = readPace(process.argv.slice(2));
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
  const workers = startWorkers({ address, prefix: queuePrefix, steps, watchdog, pace, logger });
  // What the jobs need longest ends last; a second is kept for the rest.
  shutdown.add('jobs at work', () => workers.stop(Math.max(0, drainSeconds - 2) * 1_000));
  const { signal } = shutdown;
  const leave = keepRunning(hub, { connection, watchdog, pace, logger, signal });
  shutdown.add('sign of life', leave, 500);
  shutdown.add('queue', () => connection.close(), 1_000);
  shutdown.add('database', () => mongo.close(), 1_000);
  announceReady();
  logger.info('the worker works');
  return forever();
});

function forever(): Promise<never> {
  return new Promise(() => undefined);
}
