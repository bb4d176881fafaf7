import type { Bench } from './harness.ts';
import { peaks } from './memory-peak.ts';
import type { Sample } from './report.ts';

/** Peak of the hub that received a file of 250 MB; limit: with one of 25 MB. */
export const memoryHub = async (bench: Bench): Promise<readonly Sample[]> =>
  (await peaks(bench)).map(({ large, small }) => ({ value: large.hub, baseline: small.hub }));
