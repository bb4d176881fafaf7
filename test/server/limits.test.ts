import { afterAll, expect, test } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { Graph } from '../support/graph.ts';

const graph = await Graph.create();
await graph.member('graz');
const key = await graph.key('graz');
afterAll(() => graph.close());

const nested = (depth: number) => `${'{a'.repeat(depth)}${'}'.repeat(depth)}`;
const many = (count: number, part: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => part(n)).join(' ');
const bomb = `query { ...f0 } ${many(18, (n) => `fragment f${n} on Query { ...f${n + 1} ...f${n + 1} }`)} fragment f18 on Query { a: __typename }`;

test.each([
  ['10,000 aliases', `{ ${many(10_000, (n) => `a${n}: __typename`)} }`, 'tokens'],
  ['31 aliases of __typename', `{ ${many(31, (n) => `a${n}: __typename`)} }`, 'aliases'],
  ['11 directives', `{ __typename ${many(11, () => '@include(if: true)')} }`, 'directives'],
  ['depth 13', nested(13), 'depth'],
  ['depth 500', nested(500), 'depth'],
  ['depth 20,000', nested(20_000), 'tokens'],
  ['a fragment bomb', bomb, 'aliases'],
  [
    'nested pages',
    '{ consignments(first: 100) { nodes { events(first: 100) { nodes { id } } } } }',
    'cost',
  ],
  [
    'nested plain lists',
    '{ members { depots { member { depots { member { depots { code } } } } } } }',
    'cost',
  ],
])('%s: COST_EXCEEDED that names %3$s', async (_name, query, limit) => {
  const { status, errors, data } = await graph.ask(key, query);
  expect(status).toBe(400);
  expect(data).toBeUndefined();
  expect(errors).toHaveLength(1);
  expect(errors[0]!.extensions).toMatchObject({ code: 'COST_EXCEEDED', limit });
  expect(errors[0]!.extensions['cost']).toBeGreaterThan(0);
});

test('page sizes from variables and defaults count, too', async () => {
  const query =
    'query ($n: Int, $m: Int = 100) { consignments(first: $n) { nodes { events(first: $m) { nodes { id } } } } }';
  expect((await graph.ask(key, query, { n: 100 })).errors[0]!.extensions).toMatchObject({
    limit: 'cost',
    cost: 10_100,
  });
  expect((await graph.ask(key, query, { n: 100, m: 20 })).errors).toEqual([]);
});

test('a whole page of 50 consignments with their events is allowed', async () => {
  const query = `{ consignments { nodes { id sendingPartner { slug } receivingPartner { slug } status { reportedBy { slug } } manifests { number }
    events { nodes { id reportedBy { slug } source { upload { id feed { slug } } } } } } } }`;
  expect((await graph.ask(key, query)).errors).toEqual([]);
});

test.each([100_000, -5, 0])('first: %p is refused before anything is read', async (first) => {
  graph.commands = [];
  const { status, errors } = await graph.ask(
    key,
    `{ consignments(first: ${first}) { nodes { id } } }`,
  );
  expect([status, errors[0]!.extensions['code']]).toEqual([400, 'BAD_USER_INPUT']);
  expect(graph.commands).toEqual(['find']);
});

test('introspection does not count for depth', async () => {
  expect((await graph.ask(key, getIntrospectionQuery())).errors).toEqual([]);
});

test('at most 10 errors are answered', async () => {
  const { errors } = await graph.ask(key, `{ ${many(40, (n) => `no${n}`)} }`);
  expect(errors.length).toBeLessThanOrEqual(10);
});

test.each([
  [
    'a batch',
    JSON.stringify([{ query: '{ __typename }' }]),
    'application/json',
    400,
    'BAD_USER_INPUT',
  ],
  [
    'form fields',
    'query={__typename}',
    'application/x-www-form-urlencoded',
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  ['bare GraphQL', '{ __typename }', 'application/graphql', 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['JSON as text', '{"query":"{ __typename }"}', 'text/plain', 415, 'UNSUPPORTED_MEDIA_TYPE'],
  [
    'a large body',
    JSON.stringify({ query: '{ __typename }', x: 'x'.repeat(1_000_001) }),
    'application/json',
    413,
    'TOO_LARGE',
  ],
  [
    'deep variables',
    `{"query":"{ __typename }","variables":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`,
    'application/json',
    400,
    'BAD_USER_INPUT',
  ],
])('%s is refused', async (_name, body, type, status, code) => {
  const answer = await graph.post(body, { 'content-type': type, authorization: `Bearer ${key}` });
  expect([answer.status, answer.errors[0]?.extensions['code']]).toEqual([status, code]);
});

test('a body with Content-Encoding is refused', async () => {
  const headers = {
    'content-type': 'application/json',
    'content-encoding': 'gzip',
    authorization: `Bearer ${key}`,
  };
  expect((await graph.post('x', headers)).status).toBe(415);
});

test.each(['PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s answers 405', async (method) => {
  const response = await fetch(`${graph.url}/graphql`, {
    method,
    headers: { authorization: `Bearer ${key}`, origin: 'https://evil.example' },
  });
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
  expect(response.headers.get('access-control-allow-origin')).toBeNull();
});

test('a mutation by GET answers 405', async () => {
  const query = encodeURIComponent('mutation { requeueDeadLetters(deadLetters: []) }');
  const response = await fetch(`${graph.url}/graphql?query=${query}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
});

test('where introspection is off it is FORBIDDEN, and no message hints at a name', async () => {
  const closed = await Graph.create({ config: { introspection: 'admin', explorer: 'admin' } });
  await closed.member('graz');
  const [own, admin] = [await closed.key('graz'), await closed.key('graz', ['read', 'admin'])];
  const answer = await closed.ask(own, '{ __schema { types { name } } }');
  expect([answer.status, answer.errors[0]!.extensions['code']]).toEqual([403, 'FORBIDDEN']);
  expect((await closed.ask(admin, '{ __schema { types { name } } }')).errors).toEqual([]);
  const typo = '{ viewr { client } }';
  expect((await closed.ask(own, typo)).errors[0]!.message).not.toMatch(/viewer/);
  expect((await closed.ask(admin, typo)).errors[0]!.message).toMatch(/viewer/);
  const page = await fetch(`${closed.url}/graphql`, { headers: { accept: 'text/html' } });
  expect(page.status).toBe(401);
  await closed.close();
});

test('the explorer loads nothing from anywhere else', async () => {
  const page = await fetch(`${graph.url}/graphql`, { headers: { accept: 'text/html,*/*' } });
  const text = await page.text();
  expect(page.headers.get('content-type')).toMatch('text/html');
  for (const [, path] of text.matchAll(/(?:src|href)="([^"]+)"/g)) {
    expect(path).toMatch(/^\/explorer\./);
    expect((await fetch(`${graph.url}${path!}`)).status).toBe(200);
  }
});

test('a bug is masked and carries a trace id', async () => {
  await graph.collections.feeds.insertOne({ _id: 'broken', member: 'graz' } as never);
  const { status, errors, data } = await graph.ask(key, '{ feeds { slug format } }');
  expect([status, data]).toEqual([200, null]);
  expect(errors[0]).toMatchObject({
    message: 'Something went wrong in the hub',
    extensions: { code: 'INTERNAL' },
  });
  expect(errors[0]!.extensions['traceId']).toMatch(/^[0-9a-f-]{36}$/);
});
