/** The data folder belongs to one supervisor at a time; it remembers its ports. */
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { EXIT, ExitError } from '../../platform/exit-codes.ts';
import { processStartedAt } from './process-table.ts';

/** What supervisors keep in a data folder; `--reset` deletes nothing else. */
const OURS = ['mongod', 'queue', 'logs', 'ports.json', 'processes.json'];
const isOurs = (name: string): boolean => OURS.includes(name) || name.startsWith('demo-');

interface Owner {
  readonly pid: number;
  /** Tells the process from a later one with the same pid; null where the system does not say. */
  readonly startedAt: string | null;
}

export interface Ports {
  readonly front?: number;
  readonly mongod?: number;
  readonly queue?: number;
  readonly hubs?: readonly number[];
}

export class DataFolder {
  readonly path: string;
  readonly #lock: string;

  /**
   * Takes the folder, creating it where it is missing.
   * @throws ExitError (69) with the pid of the supervisor that has it
   */
  constructor(path: string) {
    this.path = path;
    this.#lock = join(path, 'lock');
    mkdirSync(path, { recursive: true, mode: 0o700 });
    this.#take();
  }

  /** Path of something inside. */
  inside(...names: readonly string[]): string {
    return join(this.path, ...names);
  }

  /** Deletes what supervisors keep here. */
  reset(): void {
    for (const name of readdirSync(this.path).filter(isOurs)) {
      rmSync(this.inside(name), { recursive: true, force: true });
    }
  }

  readPorts(): Ports {
    return (readJson(this.inside('ports.json')) as Ports | null) ?? {};
  }

  writePorts(ports: Ports): void {
    this.write('ports.json', ports);
  }

  /** Replaces a JSON file atomically; only its owner may read it. */
  write(name: string, content: unknown): void {
    const temporary = this.inside(`${name}.new`);
    writeFileSync(temporary, `${JSON.stringify(content)}\n`, { mode: 0o600 });
    chmodSync(temporary, 0o600);
    renameSync(temporary, this.inside(name));
  }

  read(name: string): unknown {
    return readJson(this.inside(name));
  }

  remove(name: string): void {
    rmSync(this.inside(name), { force: true });
  }

  /** Gives the folder back. */
  release(): void {
    rmSync(this.#lock, { force: true });
  }

  /** The lock appears complete (a hard link to a written file), so that nobody reads half an owner. */
  #take(): void {
    const mine = this.inside(`lock.${randomUUID()}`);
    const owner: Owner = { pid: process.pid, startedAt: processStartedAt(process.pid) };
    writeFileSync(mine, JSON.stringify(owner), { mode: 0o600 });
    try {
      for (let attempt = 0; attempt < 3; attempt++) {
        if (tryLink(mine, this.#lock)) return;
        const holder = readJson(this.#lock) as Owner | null;
        if (holder !== null && lives(holder)) throw inUse(this.path, holder.pid);
        rmSync(this.#lock, { force: true });
      }
      throw inUse(this.path, (readJson(this.#lock) as Owner | null)?.pid ?? null);
    } finally {
      rmSync(mine, { force: true });
    }
  }
}

const inUse = (path: string, pid: number | null): ExitError =>
  new ExitError(EXIT.unavailable, `The data folder ${path} is in use by process ${String(pid)}`);

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function lives({ pid, startedAt }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return startedAt === null || startedAt === processStartedAt(pid);
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
