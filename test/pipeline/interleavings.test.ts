import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ConsignmentDoc } from '../../src/store/documents.ts';
import { World } from '../support/world.ts';

/**
 * While one worker is at its work, another one does all of its own at one single point of it: before the first, the second, … the
 * last store operation of the first. Whatever the point, both records must end in one consignment.
 */
let world: World;
beforeAll(async () => {
  world = await World.create({
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
  });
});
afterAll(() => world.close());

const GUARDED = ['records', 'references', 'consignments', 'senderIds', 'manifests'] as const;

/** Runs `first`, and `second` as a whole before its kth store operation. False: it has fewer operations. */
async function interleave(
  first: () => Promise<unknown>,
  second: () => Promise<unknown>,
  k: number,
): Promise<boolean> {
  let calls = 0;
  const state = { done: false };
  const restore: (() => void)[] = [];
  for (const name of GUARDED) {
    const store = world.hub.stores[name] as unknown as Record<string, unknown>;
    for (const method of methodsOf(store)) {
      const real = store[method] as (...args: unknown[]) => Promise<unknown>;
      store[method] = async (...args: unknown[]): Promise<unknown> => {
        if (!state.done && calls++ === k) {
          state.done = true;
          await second();
        }
        return real.apply(store, args);
      };
      restore.push(() => Reflect.deleteProperty(store, method));
    }
  }
  await first();
  restore.forEach((undo) => undo());
  if (!state.done) await second();
  return state.done;
}

const methodsOf = (store: object): string[] =>
  Object.getOwnPropertyNames(Object.getPrototypeOf(store)).filter((name) => name !== 'constructor');

const send =
  (feed: string, ...records: object[]) =>
  async (): Promise<void> => {
    const upload = await world.receive(
      feed,
      records.map((record) => JSON.stringify(record)).join('\n'),
    );
    const asked = {
      uploadId: upload._id,
      epoch: upload.epoch,
      signal: new AbortController().signal,
    };
    await world.hub.steps.parseUpload(asked);
  };

const DEPOTS = { sendingDepot: 'HAM', receivingDepot: 'GRZ' };
const refs = (...values: [string, string][]): object[] =>
  values.map(([type, value]) => ({ type, value }));
const consignment = (references: object[], more: object = {}): object => ({
  kind: 'consignment',
  references,
  ...DEPOTS,
  ...more,
});
const event = (value: string, kind: string, at: string): object => ({
  kind: 'event',
  reference: { type: 'SENDING_NUMBER', value },
  ...DEPOTS,
  event: kind,
  at,
});

interface Pair {
  readonly name: string;
  before(n: string): (() => Promise<void>)[];
  first(n: string): () => Promise<void>;
  second(n: string): () => Promise<void>;
  readonly events: number;
  readonly references: number;
}

const PAIRS: readonly Pair[] = [
  {
    name: 'an event and its consignment',
    before: () => [],
    first: (n) => send('graz-json', event(n, 'DELIVERED', '2026-11-20T10:00')),
    second: (n) => send('hamburg-json', consignment(refs(['SENDING_NUMBER', n]))),
    events: 1,
    references: 1,
  },
  {
    name: 'a consignment and its event',
    before: () => [],
    first: (n) => send('hamburg-json', consignment(refs(['SENDING_NUMBER', n]))),
    second: (n) => send('graz-json', event(n, 'DELIVERED', '2026-11-20T10:00')),
    events: 1,
    references: 1,
  },
  {
    name: 'two events of one consignment',
    before: (n) => [send('hamburg-json', consignment(refs(['SENDING_NUMBER', n])))],
    first: (n) => send('graz-json', event(n, 'OUT_FOR_DELIVERY', '2026-11-20T08:00')),
    second: (n) => send('graz-json', event(n, 'DELIVERED', '2026-11-20T10:00')),
    events: 2,
    references: 1,
  },
  {
    name: 'the claims of both partners',
    before: () => [],
    first: (n) => send('hamburg-json', consignment(refs(['SENDING_NUMBER', n]))),
    second: (n) =>
      send('graz-json', consignment(refs(['SENDING_NUMBER', n], ['RECEIVING_NUMBER', `G${n}`]))),
    events: 0,
    references: 2,
  },
  {
    name: 'a consignment and the record that joins it with another',
    before: (n) => [send('hamburg-json', consignment(refs(['RECEIVING_NUMBER', `G${n}`])))],
    first: (n) => send('hamburg-json', consignment(refs(['SENDING_NUMBER', n]))),
    second: (n) =>
      send(
        'hamburg-json',
        consignment(refs(['SENDING_NUMBER', n], ['RECEIVING_NUMBER', `G${n}`]), {
          packageCount: 2,
        }),
      ),
    events: 0,
    references: 2,
  },
];

test.each(PAIRS)(
  '$name meet, wherever one comes in between',
  async ({ name, before, first, second, events, references }) => {
    const base = `${PAIRS.findIndex((pair) => pair.name === name) + 1}`;
    let points = 0;
    for (let k = 0, more = true; more; k++) {
      const number = `${base}${String(k).padStart(4, '0')}`;
      for (const step of before(number)) await step();
      more = await interleave(first(number), second(number), k);
      const docs = await world.db
        .collection<ConsignmentDoc>('consignments')
        .find({ 'find.references': number, viewers: { $ne: [] } })
        .toArray();
      expect({ k, docs: docs.length }).toEqual({ k, docs: 1 });
      expect({ k, events: docs[0]?.events.length, references: docs[0]?.references.length }).toEqual(
        { k, events, references },
      );
      points++;
    }
    expect(points).toBeGreaterThan(8);
    expect(await world.db.collection('events').countDocuments({ waiting: true })).toBe(0);
  },
  60_000,
);
