import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { World } from '../support/world.ts';
import {
  bordero,
  canonical,
  consignment,
  event,
  jsonl,
  SETUP,
  statuses,
  unloading,
  withdrawalOf,
} from './trade.ts';

/** rules.md section 1: a dry run gives the counts and issues that the real thing would give now, and writes nothing canonical. */
let world: World;
beforeAll(async () => {
  world = await World.create(SETUP);
  await world.send('hamburg-fortras', bordero('B1', [{ number: '1' }, { number: '2' }]));
  await world.send('graz-json', jsonl(event('1', 'DELIVERED', '24T10:00', { id: 'S1' })));
  await world.send(
    'graz-json',
    jsonl(event('1', 'REFUSED', '24T09:00', { id: 'S2' }), { kind: 'withdrawal', id: 'S2' }),
  );
});
afterAll(() => world.close());

/** Records enough for two chunks, the second half naming what only the first half knows. */
const large = (): string => {
  const range = Array.from({ length: 1100 }, (_, n) => `9${n}`);
  return jsonl(
    ...range.map((n) => event(n, 'HUB_IN', '23T10:00')),
    ...range.map((n) => consignment(n)),
    ...range.slice(0, 10).map((n) => event(n, 'HUB_IN', '23T10:00')),
    event('80', 'HUB_IN', '23T10:00'),
  );
};

const FILES: readonly (readonly [name: string, feed: string, file: () => string])[] = [
  [
    'orphans',
    'graz-json',
    () => jsonl(event('7', 'DELIVERED', '24T10:00'), event('1', 'HUB_IN', '23T10:00')),
  ],
  ['stored records', 'hamburg-fortras', () => bordero('B1', [{ number: '1' }, { number: '2' }])],
  [
    'one record changed',
    'hamburg-fortras',
    () => bordero('B1', [{ number: '1', kg: 7 }, { number: '2' }]),
  ],
  [
    'a conflict in the file',
    'graz-json',
    () =>
      jsonl(
        event('1', 'HUB_IN', '23T09:00', { id: 'D' }),
        event('2', 'HUB_OUT', '23T09:00', { id: 'D' }),
      ),
  ],
  [
    'a conflict with what is stored',
    'graz-json',
    () => jsonl(event('1', 'HUB_OUT', '23T09:00', { id: 'S1' })),
  ],
  [
    'a repeat of what was withdrawn',
    'graz-json',
    () => jsonl(event('1', 'REFUSED', '24T09:00', { id: 'S2' })),
  ],
  [
    'withdrawals',
    'graz-json',
    () =>
      jsonl(
        { kind: 'withdrawal', id: 'S1' },
        { kind: 'withdrawal', id: 'S2' },
        withdrawalOf('1', 'LOST', '24T09:00'),
      ),
  ],
  [
    "a withdrawal of another member's event",
    'hamburg-json',
    () => jsonl(withdrawalOf('1', 'DELIVERED', '24T10:00')),
  ],
  [
    'an unloading report',
    'graz-fortras',
    () =>
      unloading({
        bordero: 'B1',
        differences: [{ number: '1', code: '001' }],
        surplus: [{ name: 'X', count: 1 }],
      }),
  ],
  [
    'unknown codes and faults',
    'graz-fortras',
    () =>
      statuses(
        { number: '1', code: 'ZZZ', at: '202611241000' },
        { number: '', code: '109', at: '202611241000' },
      ),
  ],
  ['several chunks', 'graz-json', large],
];

test.each(FILES)(
  '%s: the same counts and issues, and nothing written',
  async (_name, feed, file) => {
    const content = file();
    const before = await canonical(world);
    const dry = await world.send(feed, content, { dryRun: true });
    expect((await canonical(world)) === before).toBe(true);
    const wet = await world.send(feed, content);
    const told = async ({ _id, state, counts }: typeof dry): Promise<object> => ({
      state,
      counts,
      issues: await world.issues(_id),
    });
    expect(await told(dry)).toEqual(await told(wet));
    expect(wet.counts.records).toBeGreaterThan(0);
  },
  60_000,
);

test('of a file of several chunks only what really waits is noted, whatever was applied first', async () => {
  const own = await World.create(SETUP);
  const upload = await own.receive('graz-json', large());
  await own.work((waiting) => waiting - 1);
  expect((await own.upload(upload._id)).chunks).toBe(2);
  expect((await own.issues(upload._id)).map(({ code, line }) => [code, line])).toEqual([
    ['ORPHAN', 2211],
  ]);
  await own.close();
}, 60_000);

test('a dry run leaves no database behind', async () => {
  const names = (await world.db.admin().listDatabases({ nameOnly: true })).databases;
  const own = world.db.databaseName.slice(0, 14);
  expect(names.filter(({ name }) => name.startsWith(own))).toHaveLength(1);
});

test('a file that is refused is refused as well', async () => {
  const dry = await world.send('graz-json', '{"kind":"event', { dryRun: true });
  expect(dry.state).toBe('REFUSED');
});
