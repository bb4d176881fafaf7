import { afterAll, expect, test } from '@jest/globals';
import { consignmentDoc, uploadDoc } from '../support/documents.ts';
import { Graph } from '../support/graph.ts';

const graph = await Graph.create();
for (const slug of ['graz', 'brno']) await graph.member(slug);
const graz = await graph.key('graz');
const brno = await graph.key('brno');
afterAll(() => graph.close());

const { consignments, uploads } = graph.collections;
const at = (second: number) => new Date(Date.UTC(2026, 10, 1, 0, 0, second));
const doc = (n: number, second: number) =>
  consignmentDoc(`p${String(n).padStart(3, '0')}`, ['graz'], {
    createdAt: at(second),
    updatedAt: at(second),
  });
// Ten share each instant, so that pages end within one.
await consignments.insertMany(Array.from({ length: 60 }, (_, n) => doc(n, Math.floor(n / 10))));
await uploads.insertMany(
  Array.from({ length: 7 }, (_, n) => uploadDoc(`u${n}`, 'graz', { receivedAt: at(n) })),
);

const QUERY = `query ($first: Int, $after: String, $last: Int, $before: String, $order: ConsignmentOrder) {
  consignments(first: $first, after: $after, last: $last, before: $before, order: $order) {
    edges { cursor node { id } } nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
const read = async (variables: Record<string, unknown>) =>
  (await graph.ask(graz, QUERY, variables)).data!['consignments'];

async function walk(
  order: string,
  between: (page: number) => Promise<unknown> = () => Promise.resolve(),
) {
  const seen: string[] = [];
  for (let after: string | null = null, page = 0; ; page++) {
    const { nodes, pageInfo } = await read({ first: 7, after, order });
    seen.push(...nodes.map(({ id }: { id: string }) => id));
    if (!pageInfo.hasNextPage) return seen;
    after = pageInfo.endCursor;
    await between(page);
  }
}

test.each(['UPDATED_DESC', 'UPDATED_ASC', 'CREATED_DESC'])(
  '%s: pages meet without a gap',
  async (order) => {
    const seen = await walk(order);
    expect(new Set(seen).size).toBe(60);
    expect(seen).toHaveLength(60);
  },
);

test('rows that are added meanwhile shift no page', async () => {
  const seen = await walk('CREATED_DESC', (page) =>
    consignments.insertOne(doc(100 + page, 1_000 + page)),
  );
  expect(seen.filter((id) => id < 'con_p100')).toHaveLength(60);
  expect(new Set(seen).size).toBe(seen.length);
  await consignments.deleteMany({ _id: { $gte: 'p100' } });
});

test('last and before read from the end', async () => {
  const end = await read({ last: 5 });
  expect(end.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  const before = await read({ last: 5, before: end.pageInfo.startCursor });
  const all = await read({ first: 100 });
  expect([...before.nodes, ...end.nodes]).toEqual(all.nodes.slice(-10));
  expect(all.edges.map(({ node }: { node: unknown }) => node)).toEqual(all.nodes);
});

test('UPDATED_ASC: a change that was stamped before the end of a walk and became readable after it is not missed', async () => {
  const now = Date.now();
  const fresh = (n: number, ms: number) => ({ ...doc(n, 0), updatedAt: new Date(now + ms) });
  await consignments.insertOne(fresh(200, 0));
  const { pageInfo } = await read({ first: 100, order: 'UPDATED_ASC' });
  expect(pageInfo.hasNextPage).toBe(false);
  await consignments.insertOne(fresh(201, -500));
  const next = await read({ first: 100, order: 'UPDATED_ASC', after: pageInfo.endCursor });
  expect(next.nodes.map(({ id }: { id: string }) => id)).toEqual(['con_p201', 'con_p200']);
  await consignments.deleteMany({ _id: { $gte: 'p200' } });
});

test('UPDATED_ASC: what is older than a moment does not come again', async () => {
  const { pageInfo } = await read({ first: 100, order: 'UPDATED_ASC' });
  expect((await read({ order: 'UPDATED_ASC', after: pageInfo.endCursor })).nodes).toEqual([]);
});

const refused = async (key: string, variables: Record<string, unknown>) =>
  (await graph.ask(key, QUERY, variables)).errors[0]?.extensions['code'];

test('a cursor that is forged, of another list or of another member is refused', async () => {
  const { pageInfo } = await read({ first: 3 });
  const after: string = pageInfo.endCursor;
  expect(await refused(brno, { after })).toBe('BAD_USER_INPUT');
  expect(await refused(graz, { after, order: 'CREATED_DESC' })).toBe('BAD_USER_INPUT');
  expect(await refused(graz, { after: 'nonsense' })).toBe('BAD_USER_INPUT');
  const [list] = JSON.parse(Buffer.from(after, 'base64url').toString());
  for (const key of [[{ $gt: '' }, 'x'], [[1]], [[1], 'a', 'b'], [null, null]]) {
    const forged = Buffer.from(JSON.stringify([list, ...key])).toString('base64url');
    expect(await refused(graz, { after: forged })).toBe('BAD_USER_INPUT');
  }
});

test.each([{ first: 0 }, { first: 101 }, { last: -1 }, { first: 1, last: 1 }])(
  '%p is refused',
  async (variables) => {
    expect(await refused(graz, variables)).toBe('BAD_USER_INPUT');
  },
);

test('without first or last a page holds 50', async () => {
  expect((await read({})).nodes).toHaveLength(50);
});

test('totalCount is counted only where it is selected', async () => {
  graph.commands = [];
  await graph.ask(graz, '{ uploads(first: 2) { nodes { id } } }');
  expect(graph.commands).not.toContain('aggregate');
  const { data } = await graph.ask(graz, '{ uploads(first: 2) { totalCount } }');
  expect(data!['uploads'].totalCount).toBe(7);
});

test('uploads are newest first, by state and feed', async () => {
  const { data } = await graph.ask(
    graz,
    '{ uploads(last: 2) { nodes { id } } none: uploads(state: [FAILED]) { totalCount } other: uploads(feed: "brno-feed") { totalCount } }',
  );
  expect(data).toEqual({
    uploads: { nodes: [{ id: 'upl_u1' }, { id: 'upl_u0' }] },
    none: { totalCount: 0 },
    other: { totalCount: 0 },
  });
});
