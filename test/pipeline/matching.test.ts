import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ConsignmentDoc } from '../../src/store/documents.ts';
import { World, type Setup } from '../support/world.ts';

const MEMBERS = ['graz', 'brno', 'hamburg', 'lyon'];
const setup: Setup = {
  members: MEMBERS.map((slug) => ({ slug, country: 'AT' })),
  depots: MEMBERS.map((member) => ({
    code: member.toUpperCase(),
    member,
    timeZone: 'Europe/Vienna',
    country: 'AT',
    centralHub: member === 'lyon',
  })),
  feeds: MEMBERS.map((member) => ({ slug: `${member}-json`, member })),
};
const worlds: World[] = [];
afterAll(async () => {
  for (const world of worlds) await world.close();
});
async function newWorld(): Promise<World> {
  const world = await World.create(setup);
  worlds.push(world);
  return world;
}

interface Told {
  readonly feed: string;
  readonly record: Record<string, unknown>;
}
const file = (records: readonly object[]): string =>
  records.map((one) => JSON.stringify(one)).join('\n') + '\n';

const consignment = (
  by: string,
  from: string,
  to: string,
  words: { sn?: string; pickup?: string; on?: string; barcode?: string },
): Told => ({
  feed: `${by}-json`,
  record: {
    kind: 'consignment',
    references: [
      ...(words.sn === undefined ? [] : [{ type: 'SENDING_NUMBER', value: words.sn }]),
      ...(words.pickup === undefined ? [] : [{ type: 'PICKUP_ORDER', value: words.pickup }]),
    ],
    sendingDepot: from.toUpperCase(),
    receivingDepot: to.toUpperCase(),
    manifest: { number: `${from}${to}`, date: words.on ?? '2026-10-01' },
    ...(words.barcode === undefined ? {} : { packages: [{ barcode: words.barcode }] }),
  },
});

const event = (
  by: string,
  words: {
    sn?: string;
    pickup?: string;
    barcode?: string;
    pair?: [string, string];
    on?: string;
    kind?: string;
  },
): Told => ({
  feed: `${by}-json`,
  record: {
    kind: 'event',
    ...(words.pickup === undefined
      ? {}
      : { reference: { type: 'PICKUP_ORDER', value: words.pickup } }),
    ...(words.sn === undefined ? {} : { reference: { type: 'SENDING_NUMBER', value: words.sn } }),
    ...(words.barcode === undefined ? {} : { barcode: words.barcode }),
    ...(words.pair === undefined
      ? {}
      : { sendingDepot: words.pair[0].toUpperCase(), receivingDepot: words.pair[1].toUpperCase() }),
    event: words.kind ?? 'PICKED_UP',
    at: `${words.on ?? '2026-10-02'}T10:00`,
  },
});

/** Sends the uploads in the order given; the receipt of each is the same in every order. */
async function tell(
  world: World,
  uploads: readonly (readonly Told[])[],
  order: readonly number[],
): Promise<void> {
  for (const index of order) {
    const upload = uploads[index] ?? [];
    const [first] = upload;
    if (first === undefined) continue;
    world.setClock(new Date(Date.parse('2026-11-01T12:00:00Z') + index * 60_000).toISOString());
    await world.send(first.feed, file(upload.map(({ record }) => record)), {
      fileName: `${String(index)}.jsonl`,
    });
  }
}

/** Every document as its viewers see it, bar ids, versions and times of work. */
async function everything(world: World): Promise<unknown[]> {
  const docs = await world.db
    .collection<ConsignmentDoc>('consignments')
    .find({ 'viewers.0': { $exists: true } })
    .toArray();
  const files = new Map<string, string>();
  for (const { _id, fileName } of await world.db
    .collection<{ _id: string; fileName: string }>('uploads')
    .find()
    .toArray())
    files.set(_id, fileName);
  return docs
    .map(({ viewers, events, references, packages, find, quantities, ...doc }) => ({
      viewers: [...viewers].sort(),
      references,
      packages,
      quantities,
      partners: [doc.sendingPartner, doc.receivingPartner, ...doc.handlingPartners],
      depots: [doc.sendingDepot, doc.receivingDepot],
      status: doc.status,
      journeys: doc.journeys,
      problems: doc.problems,
      createdAt: doc.createdAt,
      found: find.references.length,
      manifests: doc.manifests.length,
      events: events.map(({ upload, ...one }) => ({ ...one, upload: files.get(upload) })),
    }))
    .map((one) => JSON.stringify(one))
    .sort()
    .map((one): unknown => JSON.parse(one));
}

const numbers = fc.constantFrom('1', '01', '2');
const members = fc.constantFrom(...MEMBERS);
const days = fc.constantFrom('2026-01-05', '2026-08-01', '2026-10-01');
const barcodes = fc.constantFrom('340123450000000018', '340123450000000025');
const own = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined, freq: 6 });
const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined, freq: 1 });
const said = <T extends object>(words: { [K in keyof T]?: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined)) as T;
/** With a sending number, or floating: with a pickup order or a barcode alone. */
const words = fc
  .record({
    sn: own(numbers),
    pickup: maybe(fc.constantFrom('P', 'Q')),
    barcode: maybe(barcodes),
    on: days,
  })
  .filter(({ sn, pickup, barcode }) => (sn ?? pickup ?? barcode) !== undefined)
  .map((some) => said<{ sn?: string; pickup?: string; barcode?: string; on: string }>(some));
const records: fc.Arbitrary<Told> = fc.oneof(
  fc
    .tuple(members, members, members, fc.boolean(), words)
    .map(([by, from, to, owns, some]) => consignment(by, owns ? by : from, to, some)),
  fc
    .tuple(members, fc.tuple(members, members), words)
    .map(([by, pair, some]) => event(by, { pair, ...some })),
);

test('uploads applied in any order give the same documents', async () => {
  const worldsOfUploads = fc.array(records, { minLength: 3, maxLength: 7 }).chain((some) => {
    const order = some.map((_, index) => index);
    return fc.tuple(
      fc.constant(some.map((one) => [one])),
      fc.shuffledSubarray(order, { minLength: order.length }),
    );
  });
  await fc.assert(
    fc.asyncProperty(worldsOfUploads, async ([uploads, order]) => {
      const [one, other] = [await World.create(setup), await World.create(setup)];
      try {
        await tell(
          one,
          uploads,
          uploads.map((_, index) => index),
        );
        await tell(other, uploads, order);
        expect(await everything(other)).toEqual(await everything(one));
      } finally {
        await Promise.all([one.close(), other.close()]);
      }
    }),
    { numRuns: Number(process.env['RUNS'] ?? 6) },
  );
}, 300_000);

test('the consignment that was joined answers the survivor, whose id is the smaller one, in any order', async () => {
  const a = consignment('graz', 'graz', 'brno', { sn: '1' });
  const b = consignment('graz', 'graz', 'brno', { pickup: 'P1' });
  const both = consignment('graz', 'graz', 'brno', { sn: '1', pickup: 'P1' });
  const results = [];
  for (const order of [
    [0, 1, 2],
    [1, 0, 2],
  ]) {
    const world = await newWorld();
    await tell(world, [[a], [b], [both]], order.slice(0, 2));
    const before = (await world.consignments('graz')).map(({ _id }) => _id).sort();
    expect(before).toHaveLength(2);
    await tell(world, [[a], [b], [both]], [2]);
    const [survivor, ...others] = await world.consignments('brno');
    expect(others).toEqual([]);
    expect(survivor?._id).toBe(before[0]);
    const gone = await world.db
      .collection<ConsignmentDoc>('consignments')
      .findOne({ _id: before[1] ?? '' });
    expect(gone).toMatchObject({ joinedInto: before[0], viewers: [] });
    results.push(await everything(world));
  }
  expect(results[1]).toEqual(results[0]);
});

test('a record that names two consignments which contradict each other waits as AMBIGUOUS_REFERENCE', async () => {
  const world = await newWorld();
  const uploads = [
    [consignment('graz', 'graz', 'brno', { sn: '1' })],
    [consignment('graz', 'graz', 'brno', { sn: '2', barcode: '340123450000000018' })],
    [event('brno', { sn: '1', pair: ['graz', 'brno'], barcode: '340123450000000018' })],
  ];
  await tell(world, uploads, [0, 1, 2]);
  const issues = await world.db
    .collection('issues')
    .find({ code: 'AMBIGUOUS_REFERENCE' })
    .toArray();
  expect(issues).toHaveLength(1);
  expect((await world.consignments('brno')).flatMap(({ events }) => events)).toEqual([]);
});

test('an event waits under its pair and attaches when the consignment comes', async () => {
  const world = await newWorld();
  const uploads = [
    [event('brno', { sn: '1', pair: ['graz', 'brno'] })],
    [event('hamburg', { sn: '1', pair: ['graz', 'hamburg'] })],
    [consignment('graz', 'graz', 'brno', { sn: '1' })],
  ];
  await tell(world, uploads, [0, 1]);
  expect(await world.consignments('brno')).toEqual([]);
  expect(await world.db.collection('events').countDocuments({ waiting: true })).toBe(2);
  await tell(world, uploads, [2]);
  const [doc] = await world.consignments('brno');
  expect(doc?.events.map(({ member }) => member)).toEqual(['brno']);
  expect(await world.db.collection('events').countDocuments({ waiting: true })).toBe(1);
});
