import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { nodeArguments } from '../../src/platform/embedded/node-arguments.ts';
import { within } from '../../src/platform/wait.ts';
import { programEntry } from '../support/supervised.ts';

/** A hub or worker process under test. */
export interface Child {
  readonly pid: number;
  /** Own address; null for a worker. */
  readonly url: string | null;
  /** kill -9; answers when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM, SIGKILL after ten seconds; answers the exit code. */
  stop(): Promise<number | null>;
}

export interface ChildRequest {
  /** Path inside the repository. */
  readonly entry: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const NOT_OURS = /^(TEST_|BORDERO_|MONGODB_URI|REDIS_|NODE_OPTIONS|JEST_)/;
const READY_MS = 30_000;

/** Starts it and waits until it says that it works. */
export async function startChild({ entry, args, env }: ChildRequest): Promise<Child> {
  const inherited = Object.entries(process.env).filter(([name]) => !NOT_OURS.test(name));
  const child = spawn(process.execPath, nodeArguments(programEntry(entry), args), {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...Object.fromEntries(inherited), ...env },
  });
  let log = '';
  child.stderr?.on('data', (data: Buffer) => (log = (log + data.toString()).slice(-10_000)));
  const ready = await within(READY_MS, firstMessage(child));
  if (ready === null) {
    child.kill('SIGKILL');
    throw new Error(`${entry} does not get ready: ${log}`);
  }
  const gone = once(child, 'exit');
  return {
    pid: child.pid ?? 0,
    url: ready.url ?? null,
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
    stop: async () => {
      child.kill('SIGTERM');
      if ((await within(10_000, gone)) === null) child.kill('SIGKILL');
      await gone;
      return child.exitCode;
    },
  };
}

async function firstMessage(child: ChildProcess): Promise<{ url?: string } | null> {
  return Promise.race([
    once(child, 'message').then(([message]) => message as { url?: string }),
    once(child, 'exit').then(() => null),
  ]);
}
