import { afterAll, expect, test } from '@jest/globals';
import { serverAudits } from 'graphql-http';
import { Graph } from '../support/graph.ts';

const graph = await Graph.create();
await graph.member('graz');
const key = await graph.key('graz');
afterAll(() => graph.close());

const audits = serverAudits({
  url: `${graph.url}/graphql`,
  fetchFn: (url: string, init: RequestInit = {}) =>
    fetch(url, {
      ...init,
      headers: { ...(init.headers as object), authorization: `Bearer ${key}` },
    }),
});

test('there are 61 audits of GraphQL over HTTP', () => {
  expect(audits).toHaveLength(61);
});

test.each(audits.map((audit) => [audit.id, audit.name, audit] as const))(
  'audit %s: %s',
  async (_id, _name, audit) => {
    expect(await audit.fn()).toMatchObject({ status: 'ok' });
  },
);
