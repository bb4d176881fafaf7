import type { Bench } from './harness.ts';
import { SELECTION } from './plain-answers.ts';
import { queryRate } from './query-rate.ts';
import type { Sample } from './report.ts';

const QUERY = `query Page($first: Int!) {
  consignments(first: $first) { nodes { ${SELECTION} } pageInfo { hasNextPage } }
}`;

/** The fifty consignments that changed last, each with its events. */
export const queryPage50 = (bench: Bench): Promise<readonly Sample[]> =>
  queryRate(bench, {
    query: QUERY,
    variables: [{ first: 50 }],
    path: ({ first }) => `/consignments?first=${String(first)}`,
  });
