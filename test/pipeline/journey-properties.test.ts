import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ConsignmentDoc } from '../../src/store/documents.ts';
import { World } from '../support/world.ts';
import {
  bordero,
  consignment,
  event,
  everything,
  jsonl,
  manifests,
  SETUP,
  statuses,
  unloading,
  withdrawalOf,
  without,
} from './trade.ts';

/**
 * The history follows from the set of records, never from their order (head of rules.md): the records of a journey in every
 * partition over files, sent in every order and worked on in every order.
 */
let world: World;
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

const KEPT = new Set(['members', 'depots', 'feeds', 'apiClients']);
async function forget(): Promise<void> {
  for (const { collectionName } of await world.db.collections())
    if (!KEPT.has(collectionName)) await world.db.collection(collectionName).deleteMany({});
}

const BOXES = ['340123450000000018', '340123450000000025'];
const party = (name: string, more: object = {}): object => ({
  name,
  city: 'Graz',
  country: 'AT',
  ...more,
});

/** By the feed that tells them. Each stands for itself, so that they may be cut into files anywhere. */
const RECORDS: Readonly<Record<string, readonly object[]>> = {
  'hamburg-json': [
    consignment('1', {
      manifest: { number: 'J1', date: '2026-11-20' },
      grossWeightKg: 90,
      consignee: party('Huber'),
    }),
    consignment('1', {
      manifest: { number: 'J1', date: '2026-11-22' },
      packageCount: 2,
      packages: BOXES.map((barcode) => ({ barcode })),
    }),
    consignment('2', {
      references: [
        { type: 'SENDING_NUMBER', value: '2' },
        { type: 'CUSTOMER_ORDER', value: 'PO-2' },
      ],
    }),
    event('1', 'PICKED_UP', '21T16:00'),
    event('1', 'DEPARTED_ORIGIN_DEPOT', '21T22:00'),
    event('2', 'PICKED_UP', '21T17:00', { id: 'H2' }),
    { kind: 'withdrawal', id: 'H2' },
    event('2', 'PICKED_UP', '21T18:00', { id: 'H3' }),
  ],
  'graz-json': [
    consignment('1', { grossWeightKg: 95, consignee: party('Huber', { postcode: '8010' }) }),
    event('1', 'ARRIVED_DESTINATION_DEPOT', '22T05:00', { barcode: BOXES[0] }),
    event('1', 'ARRIVED_DESTINATION_DEPOT', '22T05:10', { barcode: BOXES[1] }),
    event('1', 'OUT_FOR_DELIVERY', '22T08:00'),
    event('1', 'DELIVERED', '22T10:00', { text: 'Hof' }),
    event('1', 'DELIVERED', '22T10:00', { signedBy: 'Huber' }),
    event('1', 'DELIVERED', '22T11:00', { reason: 'DAMAGED' }),
    event('2', 'DELIVERED', '22T12:00'),
    withdrawalOf('2', 'DELIVERED', '22T12:00'),
    event('2', 'RETURNED', '22T15:00'),
    event('2', 'PICKED_UP', '23T15:00'),
  ],
  'brno-json': [event('1', 'HUB_IN', '22T01:00'), consignment('1', { sendingDepot: 'BRN' })],
};
const FILES: readonly (readonly [string, string])[] = [
  [
    'hamburg-fortras',
    bordero('F1', [
      { number: '2', kg: 40 },
      { number: '3', kg: 50 },
    ]),
  ],
  ['graz-fortras', statuses({ number: '3', code: '125', at: '202611240800', receiving: 'G3' })],
  [
    'graz-confirms',
    unloading({ bordero: 'F1', end: '202611240330', differences: [{ number: '2', code: '001' }] }),
  ],
];

interface Sent {
  readonly feed: string;
  readonly file: string;
}

/** The records cut into files at random, in random order within each feed, the files in random order. */
const partition: fc.Arbitrary<readonly Sent[]> = fc
  .tuple(
    ...Object.entries(RECORDS).map(([feed, records]) =>
      fc
        .tuple(
          fc.shuffledSubarray([...records], { minLength: records.length }),
          fc.array(fc.integer({ min: 1, max: 4 }), {
            minLength: records.length,
            maxLength: records.length,
          }),
        )
        .map(([order, sizes]) => cut(order, sizes).map((part) => ({ feed, file: jsonl(...part) }))),
    ),
  )
  .map((parts) => [...parts.flat(), ...FILES.map(([feed, file]) => ({ feed, file }))])
  .chain((sent) => fc.shuffledSubarray(sent, { minLength: sent.length }));

function cut<T>(list: readonly T[], sizes: readonly number[]): T[][] {
  const parts: T[][] = [];
  for (let from = 0, turn = 0; from < list.length; turn++) {
    const size = sizes[turn] ?? 1;
    parts.push(list.slice(from, from + size));
    from += size;
  }
  return parts;
}

async function history(): Promise<unknown> {
  const lists = await manifests(world);
  const docs = await world.db.collection<ConsignmentDoc>('consignments').find().toArray();
  const numberOf = (id: string | null): string | undefined =>
    docs.find(({ _id }) => _id === id)?.references[0]?.value;
  const shown = lists.map((manifest) => ({
    ...without(manifest, ['source', 'createdAt', 'version', 'hash']),
    consignments: manifest.consignments.map(numberOf),
    unloadings: manifest.unloadings.map((report) => ({
      ...without(report, ['source']),
      differences: report.differences.map((each) => ({
        ...each,
        consignment: numberOf(each.consignment),
      })),
    })),
  }));
  return {
    consignments: await everything(world),
    manifests: shown,
    waiting: await world.db.collection('events').countDocuments({ waiting: true }),
  };
}

const IN_ORDER: readonly Sent[] = [
  ...Object.entries(RECORDS).map(([feed, records]) => ({ feed, file: jsonl(...records) })),
  ...FILES.map(([feed, file]) => ({ feed, file })),
];
async function sendAll(
  sent: readonly Sent[],
  pick?: (waiting: number) => number,
): Promise<string[]> {
  const ids: string[] = [];
  for (const { feed, file } of sent) ids.push((await world.receive(feed, file))._id);
  await world.work(pick);
  return ids;
}

let expected: unknown;
beforeAll(async () => {
  await sendAll(IN_ORDER);
  expected = await history();
});

test('the journey is what it should be', () => {
  const { consignments, waiting } = expected as {
    consignments: {
      viewers: string[];
      status: { kind: string } | null;
      references: { value: string }[];
      journeys: object[];
      events: { kind: string; withdrawn: boolean }[];
    }[];
    waiting: number;
  };
  const shown = consignments
    .filter(({ viewers }) => viewers.includes('graz'))
    .map(({ references, status, journeys, events }) => [
      references[0]?.value,
      status?.kind,
      journeys.length,
      events.length,
    ]);
  expect(shown).toEqual([
    ['1', undefined, 1, 0],
    ['1', 'DELIVERED', 1, 7],
    ['2', 'PICKED_UP', 2, 6],
    ['3', 'OUT_FOR_DELIVERY', 1, 2],
  ]);
  expect(waiting).toBe(1);
});

test('any partition over files, any order of sending and of work gives the identical history', async () => {
  await fc.assert(
    fc.asyncProperty(partition, fc.infiniteStream(fc.nat()), async (sent, picks) => {
      await forget();
      await sendAll(sent, (waiting) => (picks.next().value as number) % waiting);
      expect(await history()).toEqual(expected);
    }),
    { numRuns: 6 },
  );
}, 180_000);

const raw = async (): Promise<string> =>
  JSON.stringify([
    await world.db.collection('consignments').find().sort({ _id: 1 }).toArray(),
    await world.db.collection('manifests').find().sort({ _id: 1 }).toArray(),
  ]);

test('the same bytes twice change nothing, not even updatedAt', async () => {
  await fc.assert(
    fc.asyncProperty(partition, async (sent) => {
      await forget();
      await sendAll(sent);
      const before = await raw();
      for (const id of await sendAll(sent))
        expect((await world.upload(id)).counts.accepted).toBe(0);
      expect((await raw()) === before).toBe(true);
    }),
    { numRuns: 3 },
  );
}, 120_000);

test('withdrawing and sending again equals never having withdrawn', async () => {
  const some = partition.chain((sent) =>
    fc.tuple(
      fc.constant(sent),
      fc.subarray(
        sent.map((_, index) => index),
        { minLength: 1 },
      ),
    ),
  );
  await fc.assert(
    fc.asyncProperty(some, async ([sent, chosen]) => {
      await forget();
      const ids = await sendAll(sent);
      for (const index of chosen) await world.withdraw(ids[index] ?? '');
      await sendAll(chosen.flatMap((index) => sent[index] ?? []));
      expect(await history()).toEqual(expected);
    }),
    { numRuns: 4 },
  );
}, 180_000);

/** But for the sending partner's claims: a consignment stays as long as an event of it stands (section 6). */
test('what is withdrawn for good equals never having been sent', async () => {
  const others = IN_ORDER.flatMap(({ feed }, index) => (feed.startsWith('hamburg') ? [] : [index]));
  const some = fc.subarray(others, { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(some, async (chosen) => {
      await forget();
      const ids = await sendAll(IN_ORDER);
      for (const index of chosen) await world.withdraw(ids[index] ?? '');
      const withdrawn = await statusesNow();
      await forget();
      await sendAll(IN_ORDER.filter((_, index) => !chosen.includes(index)));
      expect(withdrawn).toEqual(await statusesNow());
    }),
    { numRuns: 4 },
  );
}, 120_000);

/** Withdrawn events stay readable: but for them, everything is the same. */
async function statusesNow(): Promise<unknown> {
  const docs = (await everything(world)) as {
    references: unknown;
    status: unknown;
    journeys: unknown;
    problems: unknown;
    viewers: string[];
    events: { id: string; withdrawn: boolean }[];
  }[];
  const shown = docs.map(({ references, status, journeys, problems, viewers, events }) => [
    references,
    viewers,
    status,
    journeys,
    problems,
    events.filter(({ withdrawn }) => !withdrawn).map(({ id }) => id),
  ]);
  return [
    shown,
    (await manifests(world)).map(({ number, consignmentCount, unloadings }) => [
      number,
      consignmentCount,
      unloadings.length,
    ]),
  ];
}
