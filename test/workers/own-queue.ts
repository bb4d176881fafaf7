import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/platform/embedded/free-port.ts';
import { resolveQueue, startQueue } from '../../src/platform/embedded/queue.ts';
import { until } from '../../src/platform/wait.ts';
import type { QueueAddress } from '../../workers/redis.ts';

export const addressOf = (redisUrl: string): QueueAddress => ({
  redisUrl,
  redisCaFile: null,
  redisCertFile: null,
  redisKeyFile: null,
});

/** The queue server that all test files share; each takes a prefix of its own. */
export const sharedAddress = (): QueueAddress => addressOf(process.env['TEST_REDIS_URL'] ?? '');
export const ownPrefix = (): string => `{t-${randomBytes(6).toString('hex')}}`;

export interface OwnQueue {
  readonly address: QueueAddress;
  /** kill -9. */
  kill(): Promise<void>;
  /** Starts it again on the same port, with nothing in it. */
  startEmpty(): Promise<void>;
  remove(): Promise<void>;
}

/** A queue server for a test that kills it. */
export async function startOwnQueue(): Promise<OwnQueue> {
  const binary = await resolveQueue({ env: process.env });
  const port = await freePort();
  const dirs: string[] = [];
  const start = async () => {
    const dir = await mkdtemp(join(tmpdir(), 'bordero-queue-'));
    dirs.push(dir);
    const started = startQueue({ binary, dir, port });
    await started.ready;
    return started;
  };
  let server = await start();
  const kill = async (): Promise<void> => {
    if (server.child.exitCode !== null || server.child.signalCode !== null) return;
    process.kill(server.pid, 'SIGKILL');
    await once(server.child, 'exit');
  };
  return {
    address: addressOf(`redis://127.0.0.1:${port}`),
    kill,
    startEmpty: async () => {
      server = await start();
    },
    remove: async () => {
      await kill();
      for (const dir of dirs) await rm(dir, { recursive: true, force: true });
    },
  };
}

/** A server that takes connections and never says a word. */
export async function startHangingServer(): Promise<{ address: QueueAddress; stop(): void }> {
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer((socket) => sockets.add(socket.on('error', () => undefined)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: addressOf(`redis://127.0.0.1:${port}`),
    stop: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Waits until it holds, at most ten seconds. */
export async function eventually(
  holds: () => Promise<boolean> | boolean,
  milliseconds = 10_000,
): Promise<void> {
  const held = await until(milliseconds, async () => ((await holds()) ? true : null));
  if (held === null) throw new Error(`It did not come true in ${milliseconds} ms`);
}
