/** The document that `npm run bench` prints, and the table for people. */
import { table } from '../../src/cli/table.ts';

/** One measurement; the limit that was measured beside it, null where the figure has none. */
export interface Sample {
  readonly value: number;
  readonly baseline: number | null;
}

export interface FigureReport {
  readonly name: string;
  readonly unit: string;
  /** Median of the repeats. */
  readonly value: number;
  /** Median of the limit, measured alternately; null: there is none. */
  readonly baseline: number | null;
  /** value / baseline. */
  readonly ratio: number | null;
  /** Largest of the values over the smallest. */
  readonly spread: number;
  readonly repeats: number;
}

export interface Circumstances {
  readonly bordero: string;
  readonly node: string;
  readonly cpus: number;
  readonly mongod: string;
  readonly queue: string;
  readonly startedAt: string;
}

export interface BenchReport extends Circumstances {
  readonly figures: readonly FigureReport[];
}

/** What the repeats of one figure come to. @throws Error where there is none */
export function summarise(name: string, unit: string, samples: readonly Sample[]): FigureReport {
  const values = samples.map(({ value }) => value);
  const limits = samples.flatMap(({ baseline }) => baseline ?? []);
  const value = median(values);
  const baseline = limits.length === 0 ? null : median(limits);
  return {
    name,
    unit,
    value: rounded(value),
    baseline: baseline === null ? null : rounded(baseline),
    ratio: baseline === null ? null : toPlaces(value / baseline, 3),
    spread: toPlaces(Math.max(...values) / Math.min(...values), 3),
    repeats: samples.length,
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new Error('Nothing was measured');
  return (lower + upper) / 2;
}

const toPlaces = (value: number, places: number): number => Number(value.toFixed(places));
/** More digits than the machine's noise tell nothing. */
const rounded = (value: number): number => toPlaces(value, value < 1_000 ? 1 : 0);

/** Lines for people. */
export function asTable(report: BenchReport): string {
  const { bordero, node, cpus, mongod, queue, startedAt, figures } = report;
  const rows = figures.map(({ name, unit, value, baseline, ratio, spread, repeats }) => [
    name,
    String(value),
    unit,
    baseline === null ? '-' : String(baseline),
    ratio === null ? '-' : ratio.toFixed(2),
    spread.toFixed(2),
    String(repeats),
  ]);
  const head = ['figure', 'value', 'unit', 'limit', 'ratio', 'spread', 'runs'];
  const where = `node ${node}, ${cpus} cpus, mongod ${mongod}, ${queue}`;
  return `Bordero ${bordero}, ${startedAt}\n${where}\n\n${table(head, rows)}`;
}
