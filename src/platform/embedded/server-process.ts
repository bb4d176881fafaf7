import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Environment } from '../config.ts';
import { within } from '../wait.ts';

/** An embedded server. `pid` is the server's own. */
export interface ServerProcess {
  readonly role: 'mongod' | 'queue';
  readonly child: ChildProcess;
  readonly pid: number;
  /** Resolves when it serves; rejects, the process ended, where it does not come to that. */
  readonly ready: Promise<void>;
  readonly port: number;
  readonly url: string;
  /** redis 7.0.15, mongod 8.2.0 */
  readonly version: string;
  /** Ends the server: politely for so many milliseconds (5,000), then with SIGKILL. */
  stop(graceMs?: number): Promise<void>;
}

export interface SpawnRequest {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Environment;
  /** Standard output and error are appended here. */
  readonly logFile: string;
  /** With a channel the child notices a lost parent by `disconnect`. */
  readonly channel?: boolean;
}

/**
 * Starts a server in a process group of its own, so that Ctrl-C in a terminal reaches the supervisor alone.
 * Its end is the caller's matter.
 */
export function spawnServer(request: SpawnRequest): ChildProcess {
  mkdirSync(dirname(request.logFile), { recursive: true });
  const log = openSync(request.logFile, 'a', 0o600);
  try {
    return spawn(request.command, request.args, {
      detached: true,
      env: { ...request.env },
      stdio: ['ignore', log, log, ...(request.channel === true ? (['ipc'] as const) : [])],
    });
  } finally {
    closeSync(log);
  }
}

/** Resolves when the child has ended, whatever the reason; at once if it has. */
export function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
    return Promise.resolve();
  }
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

/** SIGTERM, and SIGKILL where it has not ended after the grace. */
export async function endProcess(child: ChildProcess, graceMs: number): Promise<void> {
  const end = ended(child);
  child.kill('SIGTERM');
  const inTime = await within(
    graceMs,
    end.then(() => true),
  );
  if (inTime === null) child.kill('SIGKILL');
  await end;
}

/** Waits for a server to serve; one that does not is ended. `explain` is called for the message of the error. */
export async function servesOrEnds(
  child: ChildProcess,
  serves: (gone: () => boolean) => Promise<boolean>,
  explain: () => Promise<string>,
): Promise<void> {
  let gone = false;
  void ended(child).then(() => (gone = true));
  if (await serves(() => gone)) return;
  await endProcess(child, 1_000);
  throw new Error(await explain());
}
