import { afterAll, expect, test } from '@jest/globals';
import type { ConsignmentDoc } from '../../src/store/documents.ts';
import { World, type Setup } from '../support/world.ts';

const SETUP: Setup = {
  members: [
    { slug: 'hamburg', country: 'DE' },
    { slug: 'graz', country: 'AT' },
  ],
  depots: [
    { code: 'HAM', member: 'hamburg', timeZone: 'Europe/Berlin', country: 'DE' },
    { code: 'GRZ', member: 'graz', timeZone: 'Europe/Vienna', country: 'AT' },
  ],
  feeds: [
    { slug: 'hamburg-json', member: 'hamburg' },
    { slug: 'graz-json', member: 'graz' },
  ],
};
const PAIR = { sendingDepot: 'HAM', receivingDepot: 'GRZ' };
const consignment = (number: string, more: object = {}): string =>
  JSON.stringify({
    kind: 'consignment',
    references: [{ type: 'SENDING_NUMBER', value: number }],
    ...PAIR,
    ...more,
  });
const event = (number: string, kind: string, at: string, more: object = {}): string =>
  JSON.stringify({
    kind: 'event',
    reference: { type: 'SENDING_NUMBER', value: number },
    ...PAIR,
    event: kind,
    at,
    ...more,
  });

const worlds: World[] = [];
afterAll(async () => {
  for (const world of worlds) await world.close();
});
const newWorld = async (): Promise<World> => {
  const world = await World.create(SETUP);
  worlds.push(world);
  return world;
};

/** Accepts all files first, then works on all of them at once, as many workers would. */
async function race(world: World, files: readonly (readonly [string, string])[]): Promise<void> {
  const uploads = [];
  for (const [feed, content] of files) uploads.push(await world.receive(feed, content));
  const { signal } = new AbortController();
  await Promise.all(
    uploads.map(({ _id, epoch }) => world.hub.steps.parseUpload({ uploadId: _id, epoch, signal })),
  );
  await world.work();
  for (const { _id } of uploads) expect((await world.upload(_id)).state).toMatch(/^COMPLETED/);
}

/** What a consignment shows, without what depends on when it was written. */
function shown(doc: ConsignmentDoc): unknown {
  const { events, references, status, packages, viewers } = doc;
  return {
    viewers,
    references,
    status,
    packages,
    events: events.map(({ id, kind, at, withdrawnAt }) => ({ id, kind, at, withdrawnAt })),
  };
}

const alive = (world: World): Promise<ConsignmentDoc[]> =>
  world.db
    .collection<ConsignmentDoc>('consignments')
    .find({ viewers: { $ne: [] } })
    .toArray();

test('fifty claims of one set of references at once are one consignment', async () => {
  const world = await newWorld();
  const files = Array.from({ length: 50 }, (_, index): [string, string] => [
    index % 2 === 0 ? 'hamburg-json' : 'graz-json',
    consignment('4711', {
      grossWeightKg: 100 + index,
      packages: [{ barcode: `340123450000000${index}` }],
    }),
  ]);
  await race(world, files);
  const docs = await alive(world);
  expect(docs).toHaveLength(1);
  expect(docs[0]?.packages).toHaveLength(50);
}, 60_000);

test('no event stays orphaned whose consignment exists, whoever comes first', async () => {
  const world = await newWorld();
  for (let round = 0; round < 25; round++) {
    const number = `77${round}`;
    const files: [string, string][] = [
      ['graz-json', event(number, 'DELIVERED', '2026-11-20T10:00')],
      ['hamburg-json', consignment(number)],
      ['graz-json', event(number, 'OUT_FOR_DELIVERY', '2026-11-20T08:00')],
    ];
    await race(world, round % 2 === 0 ? files : [...files].reverse());
  }
  const docs = await alive(world);
  expect(docs.map((doc) => doc.events.length)).toEqual(docs.map(() => 2));
  expect(docs).toHaveLength(25);
  expect(await world.db.collection('events').countDocuments({ waiting: true })).toBe(0);
}, 60_000);

test('folds of one consignment at the same time end where one after the other ends', async () => {
  const files = Array.from({ length: 30 }, (_, index): [string, string] => [
    index % 3 === 0 ? 'hamburg-json' : 'graz-json',
    event('4711', 'HUB_IN', `2026-11-2${index % 3}T${String(index % 24).padStart(2, '0')}:00`),
  ]);
  const all: [string, string][] = [['hamburg-json', consignment('4711')], ...files];
  const raced = await newWorld();
  await race(raced, all);
  const calm = await newWorld();
  for (const [feed, content] of all) await calm.send(feed, content);
  expect((await alive(raced)).map(shown)).toEqual((await alive(calm)).map(shown));
}, 60_000);

test('consignments that one record joins become one, whatever is worked on first', async () => {
  const world = await newWorld();
  for (let round = 0; round < 15; round++) {
    const [sending, receiving] = [`S${round}`, `R${round}`];
    await race(world, [
      ['hamburg-json', consignment(sending)],
      [
        'hamburg-json',
        JSON.stringify({
          kind: 'consignment',
          references: [{ type: 'RECEIVING_NUMBER', value: receiving }],
          ...PAIR,
        }),
      ],
      [
        'hamburg-json',
        consignment(sending, {
          references: [
            { type: 'SENDING_NUMBER', value: sending },
            { type: 'RECEIVING_NUMBER', value: receiving },
          ],
        }),
      ],
    ]);
  }
  const docs = await alive(world);
  expect(docs).toHaveLength(15);
  expect(docs.map(({ references }) => references.length)).toEqual(docs.map(() => 2));
  const joined = await world.db
    .collection<ConsignmentDoc>('consignments')
    .find({ joinedInto: { $exists: true } })
    .toArray();
  const ids = new Set(docs.map(({ _id }) => _id));
  for (const { joinedInto, _id } of joined) {
    expect(ids.has(joinedInto ?? '')).toBe(true);
    expect((joinedInto ?? '') < _id).toBe(true);
  }
}, 60_000);

test('every step may be done by two workers at once', async () => {
  const files: [string, string][] = [
    [
      'hamburg-json',
      [consignment('1'), consignment('2'), event('1', 'PICKED_UP', '2026-11-20T08:00')].join('\n'),
    ],
    [
      'graz-json',
      [
        event('1', 'DELIVERED', '2026-11-21T08:00'),
        event('2', 'LOST', '2026-11-21T09:00'),
        event('3', 'LOST', '2026-11-21'),
      ].join('\n'),
    ],
  ];
  const twice = await newWorld();
  const { signal } = new AbortController();
  for (const [feed, content] of files) {
    const { _id: uploadId, epoch } = await twice.receive(feed, content);
    const work = (): Promise<void> => twice.hub.steps.parseUpload({ uploadId, epoch, signal });
    await Promise.all([work(), work(), work()]);
    await work();
    await twice.work();
  }
  const once = await newWorld();
  for (const [feed, content] of files) await once.send(feed, content);
  expect((await alive(twice)).map(shown)).toEqual((await alive(once)).map(shown));
  const counts = async (world: World): Promise<unknown[]> =>
    (await world.db.collection('uploads').find().sort({ receivedAt: 1 }).toArray()).map(
      (one) => one['counts'] as unknown,
    );
  expect(await counts(twice)).toEqual(await counts(once));
}, 60_000);
