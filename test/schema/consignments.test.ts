import { afterAll, expect, test } from '@jest/globals';
import {
  consignmentDoc,
  eventDoc,
  manifestDoc,
  timelineEvent,
  uploadDoc,
} from '../support/documents.ts';
import { Graph } from '../support/graph.ts';

const graph = await Graph.create();
for (const slug of ['graz', 'brno', 'lyon']) await graph.member(slug);
const graz = await graph.key('graz');
const brno = await graph.key('brno');
const lyon = await graph.key('lyon');
afterAll(() => graph.close());

const { consignments, manifests, uploads, events, timelines } = graph.collections;
await uploads.insertMany([uploadDoc('graz-upload', 'graz'), uploadDoc('brno-upload', 'brno')]);
await manifests.insertOne(
  manifestDoc('m1', ['graz', 'brno'], { consignments: ['c2', 'c1'], consignmentCount: 2 }),
);
const scan = timelineEvent('s:2', 'brno', {
  barcode: '340123450000000018',
  at: new Date('2026-11-21T10:00:00Z'),
  kind: 'HUB_IN',
});
const other = timelineEvent('s:3', 'graz', {
  barcode: '000000000000000001',
  withdrawnAt: new Date('2026-11-22T10:00:00Z'),
});
await consignments.insertMany([
  consignmentDoc('c1', ['graz', 'brno'], {
    manifests: ['m1'],
    problems: [{ code: 'CONFLICTING_VALUE', field: 'grossWeightKg', value: '100' }],
    events: [timelineEvent('s:1', 'graz'), other, scan],
  }),
  consignmentDoc('c2', ['graz', 'brno'], {
    references: [{ type: 'SENDING_NUMBER', value: '000815', issuer: 'graz' }],
    find: {
      references: ['815'],
      consigneeName: 'ostra strasse',
      hasProblems: true,
      manifestNumbers: ['100'],
    } as never,
  }),
  consignmentDoc('c2~lyon', ['lyon'], { consignment: 'c2', consignee: null }),
  { ...consignmentDoc('c0', []), viewers: [], joinedInto: 'c1' },
]);
await events.insertMany([
  eventDoc('s:1', 'graz', {
    waiting: false,
    keys: ['SENDING_NUMBER|1'],
    tellings: [
      {
        ...eventDoc('x', 'graz').tellings[0]!,
        references: [{ type: 'SENDING_NUMBER', value: '1', issuer: null, issuerDepot: null }],
      },
    ],
  }),
  eventDoc('o:1', 'graz'),
]);

const list = (filter: string, key = graz) =>
  graph.ask(key, `{ consignments(filter: ${filter}) { totalCount nodes { id } } }`);
const ids = async (filter: string, key = graz) =>
  (await list(filter, key)).data!['consignments'].nodes.map(({ id }: { id: string }) => id).sort();

test('a consignment is shown as the contract shapes it', async () => {
  const { data, errors } = await graph.ask(
    graz,
    `{ node(id: "con_c1") { ... on Consignment {
    id references { type value issuer { slug } } sendingPartner { slug } receivingPartner { slug name }
    consignee { name street place { name postcode country region latitude } } packages { barcode isSscc type weightKg }
    packageCount grossWeightKg loadingMetres palletPlaces volumeM3 status { kind reason since reportedBy { id } }
    journeys { number startedAt endedAt } handlingPartners { slug } problems { severity code message field line }
    manifests { id number } createdAt updatedAt
  } } }`,
  );
  expect(errors).toEqual([]);
  expect(data!['node']).toMatchObject({
    id: 'con_c1',
    references: [{ type: 'SENDING_NUMBER', value: '1', issuer: { slug: 'graz' } }],
    receivingPartner: { slug: 'brno' },
    status: {
      kind: 'PICKED_UP',
      since: '2026-11-20T10:00:00.000Z',
      reportedBy: { id: 'mem_graz' },
    },
    problems: [
      { severity: 'WARNING', code: 'CONFLICTING_VALUE', field: 'grossWeightKg', line: null },
    ],
    manifests: [{ id: 'mft_m1', number: '100' }],
  });
});

test('withdrawn events are left out unless asked for, and counted accordingly', async () => {
  const { data } = await graph.ask(
    graz,
    `{ node(id: "con_c1") { ... on Consignment {
    events { totalCount nodes { id } } } } }`,
  );
  expect(data!['node'].events).toEqual({
    totalCount: 2,
    nodes: [{ id: 'evt_s.1' }, { id: 'evt_s.2' }],
  });
  const all = await graph.ask(
    graz,
    `{ node(id: "con_c1") { ... on Consignment {
    events(includeWithdrawn: true, last: 2) { totalCount nodes { id withdrawnAt } pageInfo { hasPreviousPage } } } } }`,
  );
  expect(all.data!['node'].events).toMatchObject({
    totalCount: 3,
    pageInfo: { hasPreviousPage: true },
  });
});

test('the source of an event is told to the member that sent it, to nobody else', async () => {
  const query = `{ node(id: "con_c1") { ... on Consignment { events { nodes {
    reportedBy { slug } package { barcode isSscc type } raw { code } source { line receivedAt upload { id } } } } } } }`;
  const own = await graph.ask(graz, query);
  expect(own.data!['node'].events.nodes[0].source).toMatchObject({
    line: 7,
    upload: { id: 'upl_graz-upload' },
  });
  expect(own.data!['node'].events.nodes[1]).toMatchObject({
    package: { barcode: '340123450000000018', isSscc: true, type: 'FP' },
    source: { line: null, upload: null },
  });
});

test('an event is found by its id through a consignment of the viewer', async () => {
  const query =
    '{ node(id: "evt_s.1") { id ... on ConsignmentEvent { kind reportedBy { slug } } } }';
  expect((await graph.ask(brno, query)).data!['node']).toEqual({
    id: 'evt_s.1',
    kind: 'PICKED_UP',
    reportedBy: { slug: 'graz' },
  });
  expect((await graph.ask(lyon, query)).data!['node']).toBeNull();
});

test('events of the own member that wait for their consignment are listed and found', async () => {
  const { data } = await graph.ask(
    graz,
    '{ orphanedEvents { totalCount nodes { id kind source { line } } } node(id: "evt_o.1") { id } }',
  );
  expect(data).toEqual({
    orphanedEvents: {
      totalCount: 1,
      nodes: [{ id: 'evt_o.1', kind: 'PICKED_UP', source: { line: 7 } }],
    },
    node: { id: 'evt_o.1' },
  });
  const foreign = await graph.ask(
    brno,
    '{ orphanedEvents { totalCount nodes { id } } node(id: "evt_o.1") { id } }',
  );
  expect(foreign.data).toEqual({ orphanedEvents: { totalCount: 0, nodes: [] }, node: null });
});

test('the id of a joined consignment answers its survivor, by the rule of the survivor', async () => {
  expect((await graph.ask(graz, '{ node(id: "con_c0") { id } }')).data!['node']).toEqual({
    id: 'con_c1',
  });
  expect((await graph.ask(lyon, '{ node(id: "con_c0") { id } }')).data!['node']).toBeNull();
});

test('a restricted viewer reads its own document under the common id', async () => {
  const { data } = await graph.ask(
    lyon,
    '{ consignments { totalCount nodes { id consignee { name } } } node(id: "con_c2") { id } }',
  );
  expect(data).toEqual({
    consignments: { totalCount: 1, nodes: [{ id: 'con_c2', consignee: null }] },
    node: { id: 'con_c2' },
  });
});

test.each([
  ['{ reference: " 0815 " }', ['con_c2']],
  ['{ reference: "00340123450000000018" }', ['con_c1']],
  ['{ reference: "340123450000000018" }', ['con_c1']],
  ['{ reference: "81" }', []],
  ['{ consigneeName: "MÜL" }', ['con_c1']],
  ['{ consigneeName: "Östra  " }', ['con_c2']],
  ['{ consigneeName: ".*" }', []],
  ['{ hasProblems: true }', ['con_c2']],
  ['{ manifestNumber: "100" }', ['con_c2']],
  ['{ sendingPartner: "graz", receivingPartner: "mem_brno" }', ['con_c1', 'con_c2']],
  ['{ sendingPartner: "nobody" }', []],
  ['{ statusKinds: [DELIVERED] }', []],
  [
    '{ statusKinds: [PICKED_UP, DELIVERED], statusFrom: "2026-11-20T10:00:00Z" }',
    ['con_c1', 'con_c2'],
  ],
  ['{ statusUntil: "2026-11-20T10:00:00Z" }', []],
  ['{ destinationCountry: "cz", destinationPostcodePrefix: "602" }', ['con_c1', 'con_c2']],
  ['{ destinationPostcodePrefix: "." }', []],
  ['{ updatedSince: "2026-11-20T10:00:00.001Z" }', []],
])('filter %s', async (filter, expected) => {
  expect(await ids(filter)).toEqual(expected);
  expect((await list(filter)).data!['consignments'].totalCount).toBe(expected.length);
});

test('a manifest lists its consignments in its order and is read by its partners', async () => {
  const query = `{ manifests(filter: { number: "100", dateFrom: "2026-11-20", dateUntil: "2026-11-20" }) { totalCount nodes {
    id source { line upload { id } } consignments(first: 1) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } } } }`;
  const { data } = await graph.ask(graz, query);
  const [manifest] = data!['manifests'].nodes;
  expect(manifest).toMatchObject({
    source: { line: 1, upload: { id: 'upl_graz-upload' } },
    consignments: { totalCount: 2, nodes: [{ id: 'con_c2' }], pageInfo: { hasNextPage: true } },
  });
  expect((await graph.ask(brno, query)).data!['manifests'].nodes[0].source).toEqual({
    line: null,
    upload: null,
  });
  expect((await graph.ask(lyon, query)).data!['manifests']).toEqual({ totalCount: 0, nodes: [] });
  const after = manifest.consignments.pageInfo.endCursor;
  const next = await graph.ask(
    graz,
    `query ($after: String) { node(id: "mft_m1") { ... on Manifest {
    consignments(after: $after) { nodes { id } } } } }`,
    { after },
  );
  expect(next.data!['node'].consignments.nodes).toEqual([{ id: 'con_c1' }]);
});

test('events beyond the document are read from the pages of its version', async () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 10, minute));
  const later = [1, 2, 3].map((n) => timelineEvent(`long:${n}`, 'graz', { at: at(n) }));
  await consignments.insertOne({
    ...consignmentDoc('c9', ['graz'], { events: [timelineEvent('long:0', 'graz')] }),
    eventCount: 4,
    version: 3,
  });
  await timelines.insertMany([
    { _id: 'c9:3:1', document: 'c9', version: 3, page: 1, events: later.slice(0, 2) },
    { _id: 'c9:3:2', document: 'c9', version: 3, page: 2, events: later.slice(2) },
    { _id: 'c9:2:1', document: 'c9', version: 2, page: 1, events: [] },
  ]);
  const { data } = await graph.ask(
    graz,
    '{ node(id: "con_c9") { ... on Consignment { events { totalCount nodes { id } } } } }',
  );
  expect(data!['node'].events.totalCount).toBe(4);
  expect(data!['node'].events.nodes.at(-1)).toEqual({ id: 'evt_long.3' });
});

test.each([
  'con_zzz',
  'nonsense',
  '',
  'con_',
  'evt_%00',
  'xyz_1',
  'con_c1~',
  'mem_nobody',
  'dea_1',
  'rev_1',
  'cli_1',
])('the id %p is unknown', async (id) => {
  const { data, errors } = await graph.ask(graz, 'query ($id: ID!) { node(id: $id) { id } }', {
    id,
  });
  expect({ data, errors }).toEqual({ data: { node: null }, errors: [] });
});

test('messages come in the language that Accept-Language prefers', async () => {
  const query = '{ node(id: "con_c1") { ... on Consignment { problems { message } } } }';
  const german = await graph.ask(graz, query, {}, { 'accept-language': 'de-AT,en;q=0.5' });
  expect(german.data!['node'].problems[0].message).toMatch(/^Die Werte/);
  const english = await graph.ask(graz, query, {}, { 'accept-language': 'fr, en;q=0.8, de;q=0.5' });
  expect(english.data!['node'].problems[0].message).toMatch(/^The values/);
});
