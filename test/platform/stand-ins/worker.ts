/** A worker without work. WORKER_EXIT makes it end at once with that code. */
import { announceReady } from '../../../src/platform/child.ts';
import { createLogger } from '../../../src/platform/logger.ts';
import { createShutdown } from '../../../src/platform/shutdown.ts';

const code = process.env['WORKER_EXIT'];
if (code !== undefined) process.exit(Number(code));
createShutdown({ drainSeconds: 8, logger: createLogger({ level: 'info', role: 'worker' }) });
setInterval(() => undefined, 1_000);
announceReady();
