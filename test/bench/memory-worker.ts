import type { Bench } from './harness.ts';
import { peaks } from './memory-peak.ts';
import type { Sample } from './report.ts';

/** Peak of the larger of two workers that worked through a file of 250 MB; limit: with one of 25 MB. */
export const memoryWorker = async (bench: Bench): Promise<readonly Sample[]> =>
  (await peaks(bench)).map(({ large, small }) => ({ value: large.worker, baseline: small.worker }));
