/** What all figures share: how often, on what, and what is to be ended when the bench ends. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { install, type Installation } from './installation.ts';
import type { Sample } from './report.ts';

/** A line of progress. */
export const say = (line: string): void => void process.stderr.write(`${line}\n`);

export class Bench {
  readonly quick: boolean;
  /** For files that are sent. */
  readonly dir = mkdtempSync(join(tmpdir(), 'bordero-bench-'));
  readonly #running = new Set<Installation>();
  readonly #results = new Map<string, Promise<unknown>>();
  #shared: Installation | null = null;
  #series = 0;

  constructor({ quick }: { quick: boolean }) {
    this.quick = quick;
  }

  /** A number that no other traffic of this run has. */
  nextSeries(): number {
    return ++this.#series;
  }

  /** The installation that figures of speed are measured on, one after the other. */
  async shared(): Promise<Installation> {
    this.#shared ??= await this.install();
    return this.#shared;
  }

  /** Ends the shared installation, so that the next figure has the machine for itself. */
  async endShared(): Promise<void> {
    if (this.#shared !== null) await this.end(this.#shared);
    this.#shared = null;
  }

  /** A fresh installation, nothing in it but an alliance. */
  async install(): Promise<Installation> {
    const installation = await install();
    this.#running.add(installation);
    return installation;
  }

  async end(installation: Installation): Promise<void> {
    this.#running.delete(installation);
    await installation.end();
  }

  /** What several figures take from one measurement. */
  once<T>(name: string, measure: () => Promise<T>): Promise<T> {
    const result = (this.#results.get(name) as Promise<T> | undefined) ?? measure();
    this.#results.set(name, result);
    return result;
  }

  /** Ends whatever still runs and deletes all files. */
  async close(): Promise<void> {
    await Promise.all([...this.#running].map((installation) => installation.end()));
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Measures value and limit in turn, so that both see the same state of the machine. */
export async function alternately(
  repeats: number,
  measures: {
    readonly unit: string;
    readonly value: (repeat: number) => Promise<number>;
    readonly limit: (repeat: number) => Promise<number>;
  },
): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const value = await measures.value(repeat);
    const baseline = await measures.limit(repeat);
    const ratio = (value / baseline).toFixed(2);
    say(
      `  ${repeat + 1}: ${value.toFixed(0)} of ${baseline.toFixed(0)} ${measures.unit}, ${ratio}`,
    );
    samples.push({ value, baseline });
  }
  return samples;
}
