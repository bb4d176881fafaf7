/** All children of one supervisor, from the servers up to the hubs. */
import { readFileSync } from 'node:fs';
import type { Guardian } from '../../platform/embedded/guardian.ts';
import { EXIT, ExitError, type ExitCode } from '../../platform/exit-codes.ts';
import { pause } from '../../platform/wait.ts';
import type { DataFolder } from './data-folder.ts';
import type { ProcessEntry, Role } from './types.ts';
import { type Ended, type Started, WatchedChild } from './watched-child.ts';

export interface CrewNeeds {
  readonly folder: DataFolder;
  readonly guardian: Guardian;
  readonly say: (line: string) => void;
  /** Log of a child where it has a file of its own, else null. */
  readonly logOf: (name: string) => string | null;
}

const ORDER: readonly Role[] = ['hub', 'worker', 'mongod', 'queue'];
/** Starts that may fail before the whole is given up, as long as it has never been ready. */
const START_ATTEMPTS = 5;
/** Milliseconds from the request to stop: hubs and workers have until the first, everything until the second. */
const DRAIN_MS = 8_000;
const END_MS = 9_400;
/** Head start of the hubs: they stop accepting before workers stop. */
const HEAD_START_MS = 150;

interface Member {
  readonly role: Role;
  readonly child: WatchedChild;
}

export class Crew {
  readonly #needs: CrewNeeds;
  readonly #members: Member[] = [];
  #complete = false;
  #stopped = false;
  #giveUp: (error: Error) => void = () => undefined;
  /** Rejects when a child cannot be started at all; never resolves. */
  readonly hopeless: Promise<never>;

  constructor(needs: CrewNeeds) {
    this.#needs = needs;
    this.hopeless = new Promise((_, reject) => (this.#giveUp = reject));
    this.hopeless.catch(() => undefined);
    this.#publish();
  }

  /** Log of a child where it has a file of its own, else null. */
  logOf(name: string): string | null {
    return this.#needs.logOf(name);
  }

  /** The living processes: hubs, workers, mongod, queue. */
  get processes(): readonly ProcessEntry[] {
    return ORDER.flatMap((role) =>
      this.#members
        .filter((member) => member.role === role)
        .flatMap(({ child }) => child.entry ?? []),
    );
  }

  /** Adds a child and starts it; resolves when it is ready for the first time. */
  async add(role: Role, name: string, start: () => Started): Promise<void> {
    if (this.#stopped) throw new Error('The supervisor stops');
    let failures = 0;
    const child = new WatchedChild(name, {
      start: () => {
        const started = start();
        this.#needs.guardian.watch(started.child);
        return started;
      },
      onChange: () => this.#publish(),
      onEnd: (end, restartInMs) => {
        failures = end.wasReady ? 0 : failures + 1;
        this.#onEnd(end, restartInMs, failures);
      },
    });
    this.#members.push({ role, child });
    await child.start();
  }

  /** From here on a child that ends is started again for ever, whatever its exit code. */
  complete(): void {
    this.#complete = true;
  }

  /** Ends all children: hubs first, then workers, then the servers; within ten seconds. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const began = Date.now();
    const left = (until: number): number => began + until - Date.now();
    const hubs = this.#stop('hub', left(DRAIN_MS));
    await Promise.race([hubs, pause(HEAD_START_MS)]);
    await Promise.all([hubs, this.#stop('worker', left(DRAIN_MS))]);
    await this.#stop('queue', Math.min(1_000, left(END_MS)));
    await this.#stop('mongod', left(END_MS));
  }

  async #stop(role: Role, graceMs: number): Promise<void> {
    const members = this.#members.filter((member) => member.role === role);
    await Promise.all(members.map(({ child }) => child.stop(graceMs)));
  }

  #publish(): void {
    this.#needs.folder.write('processes.json', this.processes);
  }

  #onEnd(end: Ended, restartInMs: number, failures: number): void {
    const { say, logOf } = this.#needs;
    const how =
      end.signal === null ? `ended with code ${String(end.code)}` : `ended by ${end.signal}`;
    const final = end.code === EXIT.config || end.code === EXIT.usage || failures >= START_ATTEMPTS;
    if (!this.#complete && !end.wasReady && final) {
      const code: ExitCode = end.code === EXIT.config ? EXIT.config : EXIT.refused;
      const tail = tailOf(logOf(end.name));
      this.#giveUp(new ExitError(code, `The ${end.name} cannot be started: it ${how}${tail}`));
      return;
    }
    say(`The ${end.name} ${how}, it starts again in ${(restartInMs / 1_000).toFixed(1)} s`);
  }
}

/** The last lines of a log, for the message of a start that failed. */
function tailOf(file: string | null): string {
  if (file === null) return '';
  try {
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n').slice(-8);
    return `; the end of ${file}:\n${lines.join('\n')}`;
  } catch {
    return '';
  }
}
