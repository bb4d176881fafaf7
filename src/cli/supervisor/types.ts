/**
 * What the commands `demo` and `start` and their supervisor say to each other.
 *
 *     const code = await runSupervisor({ mode: 'demo', options, env: process.env, onReady });
 *
 * `onReady` is called once, when every process works and before the ready line is printed; the demo seeds there. It may
 * take its time; while it runs, children are watched and restarted as always. A stop (SIGTERM) meanwhile aborts
 * `ready.signal` and ends the command with 0 without waiting for it.
 */
import type { Environment } from '../../platform/config.ts';

export type Role = 'hub' | 'worker' | 'mongod' | 'queue';

/** One operating-system process that does its role's work: an entry of the ready line and of processes.json. */
export interface ProcessEntry {
  readonly role: Role;
  readonly pid: number;
  /** Absent for a worker. */
  readonly url?: string;
}

export interface SupervisorOptions {
  readonly hubs: number;
  readonly workers: number;
  /** Port of the common url; null: the one used last with this data folder, else a free one. */
  readonly port: number | null;
  /** Absolute path of the data folder. */
  readonly data: string;
  /** One JSON line on standard output instead of lines for people. */
  readonly json: boolean;
  /** Empty the data folder first. */
  readonly reset: boolean;
}

export interface Ready {
  /** The common url of all hubs, without a slash at its end. */
  readonly url: string;
  readonly mongodbUri: string;
  readonly redisUrl: string;
  readonly dataDir: string;
  /** Name a file that the caller keeps in the data folder; it goes with `--reset`. */
  file(name: `demo-${string}`): string;
  /** A line of progress on standard error. */
  say(line: string): void;
  /** Aborted when the supervisor is asked to stop. */
  readonly signal: AbortSignal;
}

export interface ReadyExtras {
  /** Further fields of the ready line, between `url` and `processes`: keys, admin, users. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** Lines for people, printed after the url where `--json` is not given. */
  readonly lines?: readonly string[];
}

export interface SupervisorRequest {
  readonly mode: 'demo' | 'start';
  readonly options: SupervisorOptions;
  readonly env: Environment;
  readonly onReady?: (ready: Ready) => Promise<ReadyExtras>;
  /** Programs of hub and worker; the real ones unless a test brings others. */
  readonly entries?: { readonly hub: URL; readonly worker: URL };
}
