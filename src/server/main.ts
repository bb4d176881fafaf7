/** A hub process: listens at once, answers 503 until MongoDB is there, works from then on, drains when it is asked to stop. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createHub } from '../hub.ts';
import { announceReady, listen, readListenOptions } from '../platform/child.ts';
import { readConfig, type Config } from '../platform/config.ts';
import { ConfigError, runMain } from '../platform/exit-codes.ts';
import { createLogger, type Logger } from '../platform/logger.ts';
import { connectMongo, type MongoConnection } from '../platform/mongo.ts';
import { onCommand } from '../platform/mongo-busy.ts';
import { createShutdown, type Shutdown } from '../platform/shutdown.ts';
import { connectQueue, type QueueConnection } from '../../workers/bull-queue.ts';
import { createMetricsServer, httpFront } from './http.ts';
import { serverHub } from './server-hub.ts';
import { Service } from './service.ts';
import { readVersion } from './version.ts';

/** Connections that are still busy this long after the last request are cut. */
const LAST_GRACE_MS = 500;

await runMain(async () => {
  const config = readConfig();
  const { mongodbUri, redisUrl } = config;
  if (mongodbUri === null || redisUrl === null) {
    throw new ConfigError('A hub process needs MONGODB_URI and REDIS_URL');
  }
  const logger = createLogger({ level: config.logLevel, role: 'hub' });
  const shutdown = createShutdown({ drainSeconds: config.drainSeconds, logger });
  const service = new Service({ config, logger, version: readVersion() });
  const queue = connectQueue({ ...config, redisUrl }, config.queuePrefix);
  const url = await openListeners(service, config, shutdown);
  shutdown.add('queue', () => queue.close(), 2_000);
  const mongo = await connectMongo({ uri: mongodbUri, logger, signal: shutdown.signal });
  shutdown.add('database', () => mongo.close(), 2_000);
  await attach(service, { mongo, queue, config, logger });
  announceReady(url);
  logger.info({ url }, 'the hub works');
  return forever();
});

async function openListeners(
  service: Service,
  { bind, metricsBind }: Config,
  shutdown: Shutdown,
): Promise<string> {
  const options = readListenOptions(process.argv.slice(2));
  const { servers, url } = await listen({ createServer: httpFront(service), bind }, options);
  const all: Server[] = [...servers];
  if (metricsBind !== null) {
    const metrics = createMetricsServer(service);
    await once(metrics.listen(metricsBind.port, metricsBind.host ?? bind), 'listening');
    all.push(metrics);
  }
  shutdown.add('requests in flight', async () => {
    service.drain();
    await Promise.all(all.map(closeServer));
  });
  return url;
}

/** No new connections; idle ones end at once, busy ones after their answer. */
async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const idle = setInterval(() => server.closeIdleConnections(), LAST_GRACE_MS);
  await closed;
  clearInterval(idle);
}

async function attach(
  service: Service,
  needs: { mongo: MongoConnection; queue: QueueConnection; config: Config; logger: Logger },
): Promise<void> {
  const { mongo, queue, config } = needs;
  onCommand(mongo.client, (milliseconds) => service.metrics.commanded(milliseconds));
  const hub = createHub({
    db: mongo.db,
    queue: queue.queue,
    announcer: queue.news,
    version: service.version,
    limits: config,
  });
  await hub.prepare();
  service.attach(serverHub(hub, queue, config));
}

function forever(): Promise<never> {
  return new Promise(() => undefined);
}
