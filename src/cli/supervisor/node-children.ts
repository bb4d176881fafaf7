/** Starting hubs and workers: node processes of our own programs. */
import { type ChildProcess, spawn } from 'node:child_process';
import cluster from 'node:cluster';
import { closeSync, fstatSync, mkdirSync, openSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../../platform/config.ts';
import { nodeOptionsFor } from '../../platform/embedded/node-arguments.ts';
import { readyMessage, type Started } from './watched-child.ts';

export interface NodeChildRequest {
  readonly entry: URL;
  readonly env: Environment;
  /** Where standard output and error go; null: to the supervisor's standard error. */
  readonly logFile: string | null;
}

/** Keeps a process below 300 MB resident together with what lies outside the heap. */
const HEAP_MEGABYTES = 128;
/**
 * A worker makes much that lives as long as one chunk: a large nursery, and marking only when the heap has grown to two and a half
 * times its size, collect it at once instead of copying it around; collecting in its own thread leaves the other cores to other processes.
 * A quarter less CPU a record.
 */
const WORKER_OPTIONS = [
  '--single-threaded-gc',
  '--min-semi-space-size=32',
  '--max-semi-space-size=32',
  '--heap-growing-percent=150',
];
/** glibc keeps freed buffers of files and replies otherwise (40 MB after a file of 250 MB). */
const MALLOC = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '131072' };
const READY_MS = 60_000;
const LOG_BYTES = 20_000_000;

/**
 * Starts a hub on its own port and on the front, whose listening socket all hubs share: connections wait in the kernel
 * and are taken by whichever hub is free, so none passes through the supervisor.
 */
export function startHub(
  request: NodeChildRequest,
  { port, front }: { port: number; front: { host: string; port: number } },
): Started {
  const exec = fileURLToPath(request.entry);
  const { child } = withLog(request.logFile, (log) => {
    cluster.schedulingPolicy = cluster.SCHED_NONE;
    cluster.setupPrimary({
      exec,
      args: ['--port', String(port), '--front', `${front.host}:${front.port}`],
      execArgv: nodeOptions(exec),
      stdio: ['ignore', log, log, 'ipc'],
    });
    return { child: cluster.fork({ ...MALLOC, ...request.env }).process };
  });
  const url = `http://127.0.0.1:${port}`;
  return started(child, { role: 'hub', pid: child.pid ?? 0, url });
}

/** Starts a worker, in a process group of its own, so that Ctrl-C in a terminal reaches the supervisor alone. */
export function startWorker(request: NodeChildRequest): Started {
  const file = fileURLToPath(request.entry);
  const child = withLog(request.logFile, (log) =>
    spawn(process.execPath, [...WORKER_OPTIONS, ...nodeOptions(file), file], {
      detached: true,
      env: { ...MALLOC, ...request.env },
      stdio: ['ignore', log, log, 'ipc'],
    }),
  );
  return started(child, { role: 'worker', pid: child.pid ?? 0 });
}

const started = (child: ChildProcess, entry: Started['entry']): Started => ({
  child,
  entry,
  ready: readyMessage(child, READY_MS),
});

const nodeOptions = (file: string): string[] => [
  `--max-old-space-size=${HEAP_MEGABYTES}`,
  ...nodeOptionsFor(file),
];

/** Opens the log for the time of a start; a long one begins anew. */
function withLog<T>(file: string | null, start: (log: number) => T): T {
  if (file === null) return start(2);
  mkdirSync(dirname(file), { recursive: true });
  const log = openSync(file, 'a', 0o600);
  try {
    if (fstatSync(log).size > LOG_BYTES) truncateSync(file);
    return start(log);
  } finally {
    closeSync(log);
  }
}
