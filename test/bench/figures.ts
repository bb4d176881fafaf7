import type { Bench } from './harness.ts';
import { ingestStat512 } from './ingest-stat512.ts';
import { memoryHub } from './memory-hub.ts';
import { memoryWorker } from './memory-worker.ts';
import { queryPage50 } from './query-page50.ts';
import { querySingle } from './query-single.ts';
import type { Sample } from './report.ts';

/** One figure of the report: how it is measured, and against which limit. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly measure: (bench: Bench) => Promise<readonly Sample[]>;
}

/** All figures, in the order in which they are measured. */
export const FIGURES: readonly Figure[] = [
  { name: 'ingest.stat512', unit: 'records/s', measure: ingestStat512 },
  { name: 'query.single', unit: 'requests/s', measure: querySingle },
  { name: 'query.page50', unit: 'requests/s', measure: queryPage50 },
  { name: 'memory.hub', unit: 'MB', measure: memoryHub },
  { name: 'memory.worker', unit: 'MB', measure: memoryWorker },
];
