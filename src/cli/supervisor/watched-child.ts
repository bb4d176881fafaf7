import type { ChildProcess } from 'node:child_process';
import { endProcess } from '../../platform/embedded/server-process.ts';
import { pause, within } from '../../platform/wait.ts';
import type { ProcessEntry } from './types.ts';

/** A child that has just been started. */
export interface Started {
  readonly child: ChildProcess;
  /** As it stands in processes.json. */
  readonly entry: ProcessEntry;
  /** Resolves when it does its work; rejects where it cannot. */
  readonly ready: Promise<unknown>;
}

export interface Ended {
  readonly name: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Milliseconds. */
  readonly livedMs: number;
  readonly wasReady: boolean;
}

export interface ChildNeeds {
  /** Starts the process; every time on the same port and data. Must not throw after the process exists. */
  start(): Started;
  /** Called whenever the child starts or ends. */
  onChange(): void;
  onEnd(end: Ended, restartInMs: number): void;
}

/** One that died sooner than this after its start counts as a crash loop. */
const QUICK_DEATH_MS = 3_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 30_000;

/** Pause before the next start after so many quick deaths in a row (milliseconds): 0.2, 0.4, 0.8 … 30 s. */
export const restartPause = (quickDeaths: number): number =>
  Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.max(0, quickDeaths - 1));

/** Keeps one child running until it is stopped. */
export class WatchedChild {
  readonly name: string;
  readonly #needs: ChildNeeds;
  #current: Started | null = null;
  #stopping = false;
  #quickDeaths = 0;
  #restart: NodeJS.Timeout | null = null;

  constructor(name: string, needs: ChildNeeds) {
    this.name = name;
    this.#needs = needs;
  }

  /** The living process, or null while there is none. */
  get entry(): ProcessEntry | null {
    return this.#current?.entry ?? null;
  }

  /** Starts it; resolves when it is ready for the first time, whatever number of starts that takes. */
  start(): Promise<void> {
    return new Promise((resolve) => this.#launch(resolve));
  }

  /** Ends it for good: SIGTERM, and SIGKILL after so many milliseconds. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    if (this.#restart !== null) clearTimeout(this.#restart);
    const child = this.#current?.child;
    if (child !== undefined) await endProcess(child, Math.max(50, graceMs));
    await pause(0);
  }

  #launch(onReady: () => void): void {
    const startedAt = Date.now();
    const started = this.#needs.start();
    let wasReady = false;
    this.#current = started;
    this.#needs.onChange();
    started.ready.then(
      () => {
        wasReady = true;
        onReady();
      },
      () => void endProcess(started.child, 1_000),
    );
    const onEnd = (code: number | null, signal: NodeJS.Signals | null): void => {
      if (this.#current !== started) return;
      this.#current = null;
      this.#needs.onChange();
      const livedMs = Date.now() - startedAt;
      this.#onEnd({ name: this.name, code, signal, livedMs, wasReady }, onReady);
    };
    started.child.once('exit', onEnd);
    started.child.once('error', () => onEnd(null, null));
  }

  #onEnd(end: Ended, onReady: () => void): void {
    if (this.#stopping) return;
    this.#quickDeaths = end.livedMs < QUICK_DEATH_MS ? this.#quickDeaths + 1 : 0;
    const restartInMs = restartPause(this.#quickDeaths);
    this.#restart = setTimeout(() => this.#launch(onReady), restartInMs);
    this.#needs.onEnd(end, restartInMs);
  }
}

/** The first message `{ready: true}` of a child; rejects when it ends before. `timeoutMs` null: waits for ever. */
export async function readyMessage(child: ChildProcess, timeoutMs: number): Promise<true> {
  const message = new Promise<true>((resolve, reject) => {
    child.on('message', (said) => {
      if (typeof said === 'object' && 'ready' in said) resolve(true);
    });
    child.once('exit', () => reject(new Error('it ended')));
    child.once('error', reject);
  });
  const answer = await within(timeoutMs, message);
  if (answer === null) throw new Error('it does not become ready');
  return answer;
}
