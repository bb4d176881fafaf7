import type { DemoState } from './state.ts';

/** What people read under the url: the keys, and three things that work as they stand. */
export function tips(url: string, state: DemoState, samplePath: string): readonly string[] {
  const { damaged, waiting, returned } = state.highlights ?? {};
  const keys = Object.entries(state.keys).map(([member, key]) => `  ${member.padEnd(10)} ${key}`);
  const graz = state.keys['graz'] ?? '';
  const lines = ['', 'API keys', ...keys, `  ${'(admin)'.padEnd(10)} ${state.admin}`, ''];
  if (damaged === undefined || waiting === undefined || returned === undefined) return lines;
  return [
    ...lines,
    'Three things to try',
    '',
    `1. Ask, as graz, for a consignment of ${damaged.sender} that arrived damaged:`,
    '',
    `   curl -s ${url}/graphql -H 'Authorization: Bearer ${graz}' \\`,
    `     -H 'Content-Type: application/json' -d '${body(damaged.number)}'`,
    '',
    `2. Deliver consignment ${waiting.number}, which waits at graz for its consignee:`,
    '',
    `   npx bordero upload ${quoted(samplePath)} --feed graz-fortras --wait \\`,
    `     --url ${url} --key ${graz}`,
    `   npx bordero consignment ${waiting.number} --url ${url} --key ${graz}`,
    '',
    `3. Explore the graph at ${url}/graphql with the API key`,
    `   ${state.keys[returned.sender] ?? ''}, for example the two`,
    `   journeys of a consignment that ${returned.receiver} returned to ${returned.sender}:`,
    '',
    `   { consignments(filter: { reference: "${returned.number}" }) { nodes {`,
    '       journeys { number status { kind } startedAt endedAt } } } }',
    '',
  ];
}

const QUERY = (number: string): string =>
  `{ consignments(filter: { reference: "${number}" }) { nodes { status { kind reason since } ` +
  'events(first: 50) { nodes { kind reason localTime timeZone reportedBy { slug } } } } } }';

const body = (number: string): string => JSON.stringify({ query: QUERY(number) });

const quoted = (path: string): string =>
  /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
