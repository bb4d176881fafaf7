/** A hub that answers every request with its pid. */
import { createServer } from 'node:http';
import { announceReady, listen, readListenOptions } from '../../../src/platform/child.ts';
import { createLogger } from '../../../src/platform/logger.ts';
import { createShutdown } from '../../../src/platform/shutdown.ts';

const logger = createLogger({ level: 'info', role: 'hub' });
const shutdown = createShutdown({ drainSeconds: 8, logger });
const { servers, url } = await listen(
  {
    bind: '127.0.0.1',
    createServer: () =>
      createServer((request, response) => {
        const { MONGODB_URI, BORDERO_INTROSPECTION } = process.env;
        const answer = { pid: process.pid, MONGODB_URI, BORDERO_INTROSPECTION };
        const slow = request.url === '/slow' ? 1_500 : 0;
        setTimeout(() => response.end(JSON.stringify(answer)), slow);
      }),
  },
  readListenOptions(process.argv.slice(2)),
);
shutdown.add('requests in flight', () =>
  Promise.all(
    servers.map(
      (server) =>
        new Promise((resolve) => {
          server.close(resolve);
          server.closeIdleConnections();
        }),
    ),
  ),
);
announceReady(url);
