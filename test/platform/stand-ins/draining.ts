/** A process that drains in the way named by its argument; says `ready` when it may be stopped. */
import { createLogger } from '../../../src/platform/logger.ts';
import { createShutdown } from '../../../src/platform/shutdown.ts';

const scenario = process.argv[2];
const logger = createLogger({ level: 'info', role: 'worker' });
if (scenario === 'secrets') {
  logger.info({ key: 's3cret', request: { headers: { authorization: 's3cret' } } }, 'asked');
}
const shutdown = createShutdown({ drainSeconds: 1, logger });
const step = (name: string) => async (): Promise<void> => {
  logger.info(`step ${name}`);
  if (name === 'two') throw new Error('it fails');
};
if (scenario === 'hang') shutdown.add('hang', () => new Promise(() => undefined));
else for (const name of ['one', 'two', 'three']) shutdown.add(name, step(name));
setInterval(() => undefined, 1_000);
process.send?.({ ready: true });
