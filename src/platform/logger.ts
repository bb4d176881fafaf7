import { pino } from 'pino';

/** What rooms need of a logger: fields first, then a short message. */
export type Logger = pino.Logger;

const SECRETS = ['authorization', 'cookie', 'key', 'apiKey', 'password', 'secret', 'token'];

/**
 * JSON lines on standard error, one an event; times are UTC. Secrets one or two levels deep are blanked by name, but
 * payloads and keys are not to be logged in the first place. `role` and `pid` are on every line.
 */
export function createLogger({ level, role }: { level: string; role: string }): Logger {
  return pino(
    {
      level,
      base: { role, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.headers.${name}`]),
        censor: '[redacted]',
      },
    },
    pino.destination({ fd: 2, sync: true }),
  );
}
