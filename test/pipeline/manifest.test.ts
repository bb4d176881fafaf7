import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ConsignmentDoc, ManifestDoc } from '../../src/store/documents.ts';
import { World } from '../support/world.ts';
import {
  bordero,
  borderoRecords,
  borderos,
  consignment,
  jsonl,
  manifests,
  SETUP,
  unloading,
  withdrawalOf,
} from './trade.ts';

/** rules.md section 6: manifests and unloading reports. Each test has borderos and numbers of its own. */
let world: World;
let names = 0;
beforeAll(async () => {
  world = await World.create({
    ...SETUP,
    feeds: [
      ...SETUP.feeds,
      { slug: 'graz-confirms', member: 'graz', codeList: 'sae/fortras/2019' },
    ],
  });
  const confirms = { $set: { reportConfirmsRest: true } };
  await world.db.collection('feeds').updateOne({ _id: 'graz-confirms' } as never, confirms);
});
afterAll(() => world.close());

const next = (): string => `M${++names}`;
const named = async (name: string): Promise<ManifestDoc[]> =>
  (await manifests(world)).filter(({ number }) => number === name);
const find = async (n: string, viewer = 'hamburg'): Promise<ConsignmentDoc | undefined> =>
  (await world.consignments(viewer)).find(({ find: { references } }) => references.includes(n));
const problems = async (n: string): Promise<string[] | undefined> =>
  (await find(n))?.problems.map(({ code }) => code);
const kinds = async (n: string): Promise<string[] | undefined> =>
  (await find(n))?.events.map(({ kind, withdrawnAt }) =>
    withdrawnAt === null ? kind : `-${kind}`,
  );
const send = async (feed: string, file: string): Promise<string> =>
  (await world.send(feed, file))._id;
const counted = async (feed: string, file: string): Promise<number[]> => {
  const { created, changed, duplicates, rejected } = (await world.send(feed, file)).counts;
  return [created, changed, duplicates, rejected];
};
const sizes = async (name: string): Promise<number[]> =>
  (await named(name)).map(({ consignmentCount }) => consignmentCount);

test('a manifest is sending depot, number and date', async () => {
  const [name, a, b] = [next(), next(), next()];
  await send('hamburg-fortras', bordero(name, [{ number: a }]));
  await send('hamburg-fortras', bordero(name, [{ number: b }], '20261124'));
  expect((await named(name)).map(({ date, consignmentCount }) => [date, consignmentCount])).toEqual(
    [
      ['2026-11-23', 1],
      ['2026-11-24', 1],
    ],
  );
});

test('a bordero makes no event, and its sums are those of its consignments', async () => {
  const [name, a, b] = [next(), next(), next()];
  await send(
    'hamburg-fortras',
    bordero(name, [
      { number: a, kg: 100.5 },
      { number: b, kg: 200 },
    ]),
  );
  const [manifest] = await named(name);
  expect(manifest).toMatchObject({
    consignmentCount: 2,
    packageCount: 2,
    grossWeightKg: 300.5,
    kind: 'BORDERO',
  });
  expect(await kinds(a)).toEqual([]);
});

test('sent again it replaces its list: what fell off keeps its data and loses the link, what is new is on it', async () => {
  const [name, a, b, c] = [next(), next(), next(), next()];
  await send('hamburg-fortras', bordero(name, [{ number: a }, { number: b, kg: 50 }]));
  expect(await counted('hamburg-fortras', bordero(name, [{ number: a }, { number: c }]))).toEqual([
    1, 0, 1, 0,
  ]);
  expect(await sizes(name)).toEqual([2]);
  expect((await find(b))?.manifests).toEqual([]);
  expect((await find(b))?.quantities.grossWeightKg).toBe(50);
  expect([await problems(a), await problems(b), await problems(c)]).toEqual([
    [],
    ['REMOVED_FROM_MANIFEST'],
    [],
  ]);
  expect((await find(c))?.manifests).toHaveLength(1);
});

test('listed again it is on it again, which is a change', async () => {
  const [name, a, b] = [next(), next(), next()];
  const both = bordero(name, [{ number: a }, { number: b }]);
  await send('hamburg-fortras', both);
  await send('hamburg-fortras', bordero(name, [{ number: a }]));
  expect(await counted('hamburg-fortras', both)).toEqual([0, 1, 1, 0]);
  expect([await sizes(name), await problems(b)]).toEqual([[2], []]);
  expect(await counted('hamburg-fortras', both)).toEqual([0, 0, 2, 0]);
});

test('the same bordero again changes nothing of its manifest, not even its source', async () => {
  const [name, a] = [next(), next()];
  const first = await send('hamburg-fortras', bordero(name, [{ number: a }]));
  const before = await named(name);
  await send('hamburg-fortras', bordero(name, [{ number: a }]));
  expect(await named(name)).toEqual(before);
  expect(before[0]?.source.upload).toBe(first);
});

test('of two lists in one file the later one counts', async () => {
  const [name, a, b, c] = [next(), next(), next(), next()];
  const lists = [[a, b], [c], [a, c]].map((list) =>
    borderoRecords(
      name,
      list.map((number) => ({ number })),
    ),
  );
  await send('hamburg-fortras', borderos(...lists));
  expect([await sizes(name), await problems(b)]).toEqual([[2], ['REMOVED_FROM_MANIFEST']]);
});

test('records of hub JSON only add to it', async () => {
  const [name, a, b, c] = [next(), next(), next(), next()];
  const manifest = { number: name, date: '2026-11-23' };
  await send('hamburg-json', jsonl(consignment(a, { manifest })));
  await send('hamburg-json', jsonl(consignment(b, { manifest })));
  expect(await sizes(name)).toEqual([2]);
  await send('hamburg-fortras', bordero(name, [{ number: c }]));
  expect(await sizes(name)).toEqual([3]);
});

test('a list whose upload is unfinished replaces nothing yet', async () => {
  const [name, a, b] = [next(), next(), next()];
  await send('hamburg-fortras', bordero(name, [{ number: a }]));
  const { manifests: store } = world.hub.stores;
  const complete = store.completeDocuments.bind(store);
  store.completeDocuments = () => Promise.reject(new Error('not yet'));
  await world.receive('hamburg-fortras', bordero(name, [{ number: b }]));
  await expect(world.work()).rejects.toThrow('not yet');
  store.completeDocuments = complete;
  expect([await problems(a), await problems(b)]).toEqual([[], []]);
  expect((await find(a))?.manifests).toHaveLength(1);
});

test('what others send of it is theirs alone', async () => {
  const [name, a] = [next(), next()];
  await send('hamburg-fortras', bordero(name, [{ number: a }]));
  const manifest = { number: name, date: '2026-11-23' };
  await send('brno-json', jsonl(consignment(a, { manifest })));
  expect((await named(name)).map(({ viewers }) => viewers)).toEqual(
    expect.arrayContaining([['hamburg', 'graz'], ['brno']]),
  );
  await send('brno-json', jsonl(consignment(next(), { manifest })));
  expect(
    (await named(name)).find(({ viewers }) => viewers.includes('graz'))?.consignmentCount,
  ).toBe(1);
});

test('differences are events and UnloadingDifferences; surplus has no consignment; twice is once', async () => {
  const [name, a, b] = [next(), next(), next()];
  await send('hamburg-fortras', bordero(name, [{ number: a }, { number: b }]));
  const report = unloading({
    bordero: name,
    start: '202611240200',
    arrival: '202611240100',
    differences: [{ number: a, code: '001', count: 2, note: 'fehlt' }],
    surplus: [{ name: 'X', count: 3 }],
  });
  await send('graz-fortras', report);
  await send('graz-fortras', report);
  const [manifest] = await named(name);
  expect(manifest?.unloadings.map(({ source, ...one }) => [one, source.line])).toEqual([
    [
      {
        loadingUnit: 'WB 1',
        arrivedAt: new Date('2026-11-24T00:00Z'),
        startedAt: new Date('2026-11-24T01:00Z'),
        finishedAt: new Date('2026-11-24T02:30Z'),
        differences: [
          { consignment: (await find(a))?._id, reason: 'MISSING', packageCount: 2, note: 'fehlt' },
          { consignment: null, reason: 'SURPLUS', packageCount: 3, note: null },
        ],
      },
      2,
    ],
  ]);
  expect([await kinds(a), await kinds(b)]).toEqual([['DISCREPANCY'], []]);
});

test('a report that comes before its bordero answers it as well', async () => {
  const [name, a] = [next(), next()];
  await send(
    'graz-fortras',
    unloading({ bordero: name, differences: [{ number: a, code: '001' }] }),
  );
  await send('hamburg-fortras', bordero(name, [{ number: a }]));
  const [manifest] = await named(name);
  expect(manifest?.unloadings[0]?.differences).toMatchObject([
    { consignment: (await find(a))?._id, reason: 'MISSING' },
  ]);
});

test('one lorry may answer several manifests, each N00 its own', async () => {
  const [one, other, a, b] = [next(), next(), next(), next()];
  await send(
    'hamburg-fortras',
    borderos(borderoRecords(one, [{ number: a }]), borderoRecords(other, [{ number: b }])),
  );
  const report = unloading({
    bordero: one,
    differences: [
      { number: a, code: '001' },
      { number: b, code: '003', bordero: other },
    ],
  });
  const upload = await send('graz-fortras', report);
  const reasons = async (name: string): Promise<string[][] | undefined> =>
    (await named(name))[0]?.unloadings.map(({ differences }) =>
      differences.map(({ reason }) => reason),
    );
  expect([await reasons(one), (await reasons(other))?.length]).toEqual([[['MISSING']], 1]);
  await world.withdraw(upload);
  expect([await reasons(one), await reasons(other)]).toEqual([[], []]);
});

test('one manifest may be answered by several reports', async () => {
  const [name, a, b] = [next(), next(), next()];
  await send('hamburg-fortras', bordero(name, [{ number: a }, { number: b }]));
  await send(
    'graz-fortras',
    unloading({
      bordero: name,
      unit: 'WB 2',
      end: '202611240600',
      differences: [{ number: b, code: '001' }],
    }),
  );
  await send(
    'graz-fortras',
    unloading({
      bordero: name,
      unit: 'WB 1',
      end: '202611240300',
      differences: [{ number: a, code: '001' }],
    }),
  );
  const [manifest] = await named(name);
  expect(
    manifest?.unloadings.map(({ loadingUnit, differences }) => [loadingUnit, differences.length]),
  ).toEqual([
    ['WB 1', 1],
    ['WB 2', 1],
  ]);
  expect(manifest?.hasDifferences).toBe(true);
});

test.each([
  [
    'the end of unloading',
    { end: '202611240330', start: '202611240200', arrival: '202611240100' },
    '2026-11-24T03:30',
  ],
  [
    'else its start',
    { end: '', start: '202611240200', arrival: '202611240100' },
    '2026-11-24T02:00',
  ],
  ['else the arrival', { end: '', arrival: '202611240100' }, '2026-11-24T01:00'],
  ["else the bordero's date", { end: '' }, '2026-11-23'],
])('a difference happened at %s', async (_what, times, local) => {
  const [name, a] = [next(), next()];
  await send('hamburg-fortras', bordero(name, [{ number: a }]));
  await send(
    'graz-fortras',
    unloading({ bordero: name, ...times, differences: [{ number: a, code: '001' }] }),
  );
  const [event] = (await find(a))?.events ?? [];
  expect([event?.local, event?.precision]).toEqual([local, local.length === 10 ? 'DAY' : 'MINUTE']);
});

test('a difference told again with another count is the same one', async () => {
  const [name, a] = [next(), next()];
  await send('hamburg-fortras', bordero(name, [{ number: a }]));
  const report = (count: number): string =>
    unloading({ bordero: name, differences: [{ number: a, code: '001', count }] });
  await send('graz-fortras', report(2));
  expect(await counted('graz-fortras', report(4))).toEqual([0, 1, 0, 0]);
  const [manifest] = await named(name);
  expect(manifest?.unloadings[0]?.differences.map(({ packageCount }) => packageCount)).toEqual([4]);
});

test('a difference whose event is withdrawn is none any more', async () => {
  const [name, a] = [next(), next()];
  await send('hamburg-fortras', bordero(name, [{ number: a }]));
  await send(
    'graz-fortras',
    unloading({ bordero: name, differences: [{ number: a, code: '001' }] }),
  );
  await world.hub.steps.withdrawEvent({
    event: (await find(a))?.events[0]?.id ?? '',
    reason: 'found',
  });
  expect((await named(name))[0]?.unloadings.map(({ differences }) => differences)).toEqual([[]]);
  expect((await named(name))[0]?.hasDifferences).toBe(false);
});

/** `reportConfirmsRest` of the feed. */
test('a report that confirms the rest: without difference a consignment arrived at the end of unloading', async () => {
  const [name, a, b] = [next(), next(), next()];
  await send('hamburg-fortras', bordero(name, [{ number: a }, { number: b }]));
  const upload = await send(
    'graz-confirms',
    unloading({ bordero: name, differences: [{ number: a, code: '001' }] }),
  );
  expect([await kinds(a), await kinds(b)]).toEqual([
    ['DISCREPANCY'],
    ['ARRIVED_DESTINATION_DEPOT'],
  ]);
  const doc = await find(b, 'graz');
  expect(doc?.status).toMatchObject({ kind: 'ARRIVED_DESTINATION_DEPOT', reportedBy: 'graz' });
  expect(doc?.events[0]).toMatchObject({
    at: new Date('2026-11-24T02:30Z'),
    local: '2026-11-24T03:30',
    timeZone: 'Europe/Vienna',
    precision: 'MINUTE',
    upload,
    line: 2,
  });
});

test('it goes with a later difference and with its report, and comes back as the same event', async () => {
  const [name, a] = [next(), next()];
  await send('hamburg-fortras', bordero(name, [{ number: a }]));
  const report = unloading({ bordero: name });
  const first = await send('graz-confirms', report);
  const id = (await find(a))?.events[0]?.id;
  const difference = await send(
    'graz-fortras',
    unloading({ bordero: name, unit: 'WB 9', differences: [{ number: a, code: '001' }] }),
  );
  expect(await kinds(a)).toEqual(['DISCREPANCY']);
  await send(
    'graz-fortras',
    jsonl({ ...withdrawalOf(a, '', '24T03:30'), event: undefined, code: '001' }),
  );
  expect(await kinds(a)).toEqual(['ARRIVED_DESTINATION_DEPOT', '-DISCREPANCY']);
  await world.withdraw(difference);
  await world.withdraw(first);
  expect(await kinds(a)).toEqual(['-DISCREPANCY']);
  await send('graz-confirms', report);
  expect((await find(a))?.events[0]?.id).toBe(id);
});

test('it follows the list: what falls off has not arrived, what comes on has, and the order does not matter', async () => {
  const [name, a, b] = [next(), next(), next()];
  await send('graz-confirms', unloading({ bordero: name }));
  await send('hamburg-fortras', bordero(name, [{ number: a }]));
  expect(await kinds(a)).toEqual(['ARRIVED_DESTINATION_DEPOT']);
  await send('hamburg-fortras', bordero(name, [{ number: b }]));
  expect([await kinds(a), await kinds(b)]).toEqual([[], ['ARRIVED_DESTINATION_DEPOT']]);
});

test('other feeds confirm nothing, and of two lorries the last one confirms', async () => {
  const [name, a] = [next(), next()];
  await send('hamburg-fortras', bordero(name, [{ number: a }]));
  await send('graz-fortras', unloading({ bordero: name }));
  expect(await kinds(a)).toEqual([]);
  await send('graz-confirms', unloading({ bordero: name, unit: 'WB 2', end: '202611240500' }));
  await send('graz-confirms', unloading({ bordero: name, unit: 'WB 3', end: '202611240400' }));
  expect((await find(a))?.events.map(({ local }) => local)).toEqual(['2026-11-24T05:00']);
});
