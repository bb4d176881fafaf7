import { afterAll, expect, test } from '@jest/globals';
import type { IncomingMessage } from 'node:http';
import { addressReader } from '../../src/server/address.ts';
import { Allowance } from '../../src/server/allowance.ts';
import { Graph } from '../support/graph.ts';

const graph = await Graph.create();
await graph.member('graz');
afterAll(() => graph.close());
const WHO = '{ viewer { client member { slug } scopes } }';

test('a right key says who asks', async () => {
  const { data } = await graph.ask(await graph.key('graz', ['read', 'upload']), WHO);
  expect(data).toEqual({
    viewer: { client: 'graz client', member: { slug: 'graz' }, scopes: ['read', 'upload'] },
  });
});

test.each([
  ['none', null],
  ['wrong', 'bdo_aaaaaaaa_' + 'A'.repeat(43)],
  ['malformed', 'x'],
])('%s key: 401', async (_name, key) => {
  const { status, errors } = await graph.ask(key, WHO);
  expect([status, errors[0]!.extensions['code']]).toEqual([401, 'UNAUTHENTICATED']);
});

test('an expired key and a revoked key: 401', async () => {
  for (const fields of [{ expiresAt: new Date(Date.now() - 1) }, { revokedAt: new Date() }]) {
    expect((await graph.ask(await graph.key('graz', ['read'], fields), WHO)).status).toBe(401);
  }
});

test('a key anywhere but in the Authorization header counts as none', async () => {
  const key = await graph.key('graz');
  const query = encodeURIComponent(WHO);
  for (const [url, headers] of [
    [`?query=${query}&key=${key}&access_token=${key}`, {}],
    [`?query=${query}`, { 'x-api-key': key, cookie: `key=${key}` }],
    [`?query=${query}`, { authorization: `Basic ${key}` }],
  ] as const) {
    expect((await fetch(`${graph.url}/graphql${url}`, { headers })).status).toBe(401);
  }
});

test('the last use is written to the minute', async () => {
  const key = await graph.key('graz');
  await graph.ask(key, WHO);
  await graph.ask(key, WHO);
  const client = await graph.collections.apiClients.findOne({ _id: key.slice(4, 12) });
  expect(client!.lastUsedAt!.getTime() % 60_000).toBe(0);
});

test('after 60 wrong keys a minute the guesser has to wait, right keys go on working', async () => {
  const right = await graph.key('graz');
  const guess = () => graph.ask('bdo_aaaaaaaa_' + 'B'.repeat(43), WHO);
  const answers = [];
  for (let i = 0; i < 65; i++) answers.push(await guess());
  const last = answers.at(-1)!;
  expect([last.status, last.errors[0]!.extensions['code']]).toEqual([429, 'RATE_LIMITED']);
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(answers.filter(({ status }) => status === 401).length).toBeGreaterThan(50);
  expect((await graph.ask(right, WHO)).status).toBe(200);
});

test('points of a client are used up by what its queries may bring', async () => {
  const poor = await Graph.create({ config: { rateLimit: 20 } });
  await poor.member('graz');
  const [first, second] = [await poor.key('graz'), await poor.key('graz')];
  const dear = '{ consignments(first: 100) { nodes { events(first: 10) { nodes { id } } } } }';
  expect((await poor.ask(first, dear)).status).toBe(200);
  const refused = await poor.ask(first, dear);
  expect([refused.status, refused.errors[0]!.extensions['code']]).toEqual([429, 'RATE_LIMITED']);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await poor.ask(second, WHO)).status).toBe(200);
  await poor.close();
});

test('an allowance is refilled evenly and never holds more than a minute is worth', () => {
  const allowance = new Allowance(60);
  expect(allowance.spend('a', 60, 0)).toBe(0);
  expect(allowance.spend('a', 5, 0)).toBe(5);
  expect(allowance.spend('a', 5, 5_000)).toBe(0);
  expect(allowance.spend('a', 60, 10 * 60_000)).toBe(0);
  expect(allowance.spend('a', 1, 10 * 60_000)).toBe(1);
});

test.each([
  [null, '10.0.0.1', '1.2.3.4', '10.0.0.1'],
  [['10.0.0.0/8'], '10.0.0.1', '6.6.6.6, 1.2.3.4', '1.2.3.4'],
  [['10.0.0.0/8'], '::ffff:10.0.0.1', '1.2.3.4, 10.9.9.9', '1.2.3.4'],
  [['10.0.0.0/8'], '10.0.0.1', 'nonsense', '10.0.0.1'],
  [['10.0.0.0/8'], '9.9.9.9', '1.2.3.4', '9.9.9.9'],
  [['::1'], '::1', '2001:db8::1', '2001:db8::1'],
])(
  'trusted proxies %p, from %s with X-Forwarded-For %s: %s',
  (trusted, remoteAddress, forwarded, expected) => {
    const request = { socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } };
    expect(addressReader(trusted)(request as unknown as IncomingMessage)).toBe(expected);
  },
);
