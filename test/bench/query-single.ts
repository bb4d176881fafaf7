import { z } from 'zod';
import { HubClient } from '../../src/cli/hub-client.ts';
import type { Bench } from './harness.ts';
import { SELECTION } from './plain-answers.ts';
import { queryRate, withConsignments } from './query-rate.ts';
import type { Sample } from './report.ts';

const QUERY = `query Single($id: ID!) { node(id: $id) { ... on Consignment { ${SELECTION} } } }`;
const IDS = 'query Ids { consignments(first: 100) { nodes { id } } }';
const Ids = z.object({ consignments: z.object({ nodes: z.array(z.object({ id: z.string() })) }) });

/** One consignment with its events by its id, a hundred different ones in turn. */
export async function querySingle(bench: Bench): Promise<readonly Sample[]> {
  const { url, keys } = await withConsignments(bench);
  const client = new HubClient({ url, key: keys['graz'] ?? '' });
  const { nodes } = (await client.ask(Ids, IDS)).consignments;
  return queryRate(bench, {
    query: QUERY,
    variables: nodes,
    path: ({ id }) => `/consignments/${String(id)}`,
  });
}
