import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the range from which systems take ports for outgoing connections, which may otherwise take ours while we restart. */
const LOWEST = 20_000;
const HIGHEST = 32_000;
const ATTEMPTS = 100;

/** True where nothing listens on this port of the address. */
export function portIsFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/**
 * A port of 127.0.0.1 on which nothing listens: `preferred` if it is free and not among `taken`, else a random one.
 * @throws Error where no port is free
 */
export async function freePort(
  preferred: number | null = null,
  taken: ReadonlySet<number> = new Set(),
): Promise<number> {
  if (preferred !== null && !taken.has(preferred) && (await portIsFree(preferred)))
    return preferred;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(LOWEST, HIGHEST);
    if (!taken.has(port) && (await portIsFree(port))) return port;
  }
  throw new Error(`No free port between ${LOWEST} and ${HIGHEST}`);
}
