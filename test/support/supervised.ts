/** A supervisor in a process of its own, as an operator would run it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeArguments } from '../../src/platform/embedded/node-arguments.ts';
import { until } from '../../src/platform/wait.ts';

export interface Entry {
  readonly role: string;
  readonly pid: number;
  readonly url?: string;
}
export interface ReadyLine {
  readonly ready: true;
  readonly url: string;
  readonly processes: readonly Entry[];
}

export interface Supervised {
  readonly child: ChildProcess;
  readonly dir: string;
  /** The ready line; rejects where the process ends before it. */
  readonly ready: Promise<ReadyLine & Record<string, unknown>>;
  /** Exit code; null where a signal ended it. */
  readonly exit: Promise<number | null>;
  stderr(): string;
  /** What processes.json holds now. */
  processes(): readonly Entry[];
  /** Kills what still runs and deletes the folder. */
  cleanUp(): Promise<void>;
}

export interface SupervisedRequest {
  /** Entry to run: src/cli/demo.ts, or a stand-in. */
  readonly entry: URL;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A folder to be used again; else a new one. */
  readonly dir?: string;
}

const NOT_OURS = /^(TEST_|BORDERO_|MONGODB_URI|REDIS_URL|NODE_OPTIONS|JEST_)/;

/** Starts it with `--json --data DIR`, without this process's own Bordero variables. */
export async function supervise(request: SupervisedRequest): Promise<Supervised> {
  const dir = request.dir ?? (await mkdtemp(join(tmpdir(), 'bordero-supervised-')));
  const inherited = Object.entries(process.env).filter(([name]) => !NOT_OURS.test(name));
  const args = ['--json', '--data', dir, ...(request.args ?? [])];
  const child = spawn(process.execPath, nodeArguments(request.entry, args), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...Object.fromEntries(inherited), ...request.env },
  });
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  const ready = new Promise<ReadyLine & Record<string, unknown>>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      if (stdout.endsWith('\n')) resolve(JSON.parse(stdout) as ReadyLine & Record<string, unknown>);
    });
    void exit.then((code) => reject(new Error(`ended with ${String(code)}: ${stderr}`)));
  });
  ready.catch(() => undefined);
  const processes = (): readonly Entry[] => readEntries(join(dir, 'processes.json'));
  return {
    child,
    dir,
    ready,
    exit,
    stderr: () => stderr,
    processes,
    cleanUp: async () => {
      child.kill('SIGTERM');
      if ((await until(12_000, () => (lives(child.pid ?? 0) ? null : true))) === null) {
        child.kill('SIGKILL');
      }
      await rm(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export const standIn = (name: string): URL =>
  new URL(`../platform/stand-ins/${name}.ts`, import.meta.url);

/** A program as it is run: compiled. */
export const programEntry = (path: string): URL =>
  new URL(`../../dist/${path.replace(/\.ts$/, '.js')}`, import.meta.url);

/** True while the process runs; a zombie does not. */
export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

function readEntries(file: string): readonly Entry[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as readonly Entry[];
  } catch {
    return [];
  }
}
