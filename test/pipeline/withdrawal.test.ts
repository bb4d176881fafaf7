import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { World } from '../support/world.ts';
import { consignment, event, issueCodes, jsonl, SETUP, statuses, withdrawalOf } from './trade.ts';

/** rules.md section 3: withdrawals and repeats. Each test has a consignment of its own. */
let world: World;
let numbers = 0;
beforeAll(async () => {
  world = await World.create(SETUP);
});
afterAll(() => world.close());

const listed = async (): Promise<string> => {
  const n = `W${++numbers}`;
  await world.send('hamburg-json', jsonl(consignment(n)));
  return n;
};
const kinds = async (n: string): Promise<string[]> => {
  const docs = await world.consignments('hamburg');
  const doc = docs.find(({ references }) => references.some(({ value }) => value === n));
  return (doc?.events ?? []).map(({ kind, withdrawnAt }) =>
    withdrawnAt === null ? kind : `-${kind}`,
  );
};
const status = async (n: string): Promise<string | undefined> =>
  (await world.consignments('graz')).find(({ references }) => references[0]?.value === n)?.status
    ?.kind;
const send = async (feed: string, ...records: object[]): Promise<string> => {
  const { _id, counts } = await world.send(feed, jsonl(...records));
  const { created, changed, duplicates, rejected } = counts;
  return [
    `${created}+${changed} ${duplicates} ${rejected}`,
    ...(await issueCodes(world, _id)),
  ].join(' ');
};
const byContent = (n: string, more: object = {}): object =>
  withdrawalOf(n, 'DELIVERED', '24T10:00', more);
const delivered = (n: string, more: object = {}): object => event(n, 'DELIVERED', '24T10:00', more);

test('by id it takes back the event that the same feed reported, whoever comes first', async () => {
  const [a, b] = [await listed(), await listed()];
  await send('graz-json', event(a, 'HUB_IN', '23T10:00'), delivered(a, { id: `${a}-1` }));
  expect(await send('graz-json', { kind: 'withdrawal', id: `${a}-1` })).toBe('0+1 0 0');
  expect([await kinds(a), await status(a)]).toEqual([['HUB_IN', '-DELIVERED'], 'HUB_IN']);
  expect(await send('graz-json', { kind: 'withdrawal', id: `${b}-1` })).toBe('0+1 0 0');
  expect(await send('graz-json', delivered(b, { id: `${b}-1` }))).toBe('1+0 0 0');
  expect(await kinds(b)).toEqual(['-DELIVERED']);
});

test('by content likewise, also in one file', async () => {
  const [a, b, c] = [await listed(), await listed(), await listed()];
  await send('graz-json', delivered(a));
  expect(await send('graz-json', byContent(a))).toBe('0+1 0 0');
  await send('graz-json', byContent(b));
  expect(await send('graz-json', delivered(b))).toBe('1+0 0 0');
  expect(await send('graz-json', byContent(c), delivered(c))).toBe('1+1 0 0');
  expect([await kinds(a), await kinds(b), await kinds(c)]).toEqual([
    ['-DELIVERED'],
    ['-DELIVERED'],
    ['-DELIVERED'],
  ]);
});

test('by content: the time as instant, and the code as well as its meaning', async () => {
  const [a, b] = [await listed(), await listed()];
  await send('graz-json', delivered(a));
  await send('graz-json', withdrawalOf(a, 'DELIVERED', '2026-11-24T09:00:00Z'));
  expect(await kinds(a)).toEqual(['-DELIVERED']);
  await world.send('graz-fortras', statuses({ number: b, code: '125', at: '202611240800' }));
  await world.send(
    'graz-fortras',
    jsonl({ ...withdrawalOf(b, '', '24T08:00'), event: undefined, code: '125' }),
  );
  expect(await kinds(b)).toEqual(['-OUT_FOR_DELIVERY']);
});

test('twice is a duplicate, by whatever way', async () => {
  const a = await listed();
  const byId = { kind: 'withdrawal', id: `${a}-1` };
  await send('graz-json', delivered(a, { id: `${a}-1` }), byId);
  expect(await send('graz-json', byId)).toBe('0+0 1 0');
  expect(await send('graz-json', byContent(a))).toBe('0+0 1 0');
  const b = await listed();
  await send('graz-json', delivered(b, { id: `${b}-1` }), byContent(b));
  expect(await send('graz-json', byContent(b))).toBe('0+0 1 0');
  expect(await send('graz-json', { kind: 'withdrawal', id: `${b}-1` })).toBe('0+0 1 0');
});

test("another member's event that the reporter may see is NOT_REPORTER, and stays", async () => {
  const a = await listed();
  await send('graz-json', delivered(a));
  expect(await send('hamburg-json', byContent(a))).toBe('0+0 0 1 NOT_REPORTER:1');
  expect(await kinds(a)).toEqual(['DELIVERED']);
});

test('what nobody reported waits', async () => {
  const a = await listed();
  expect(await send('hamburg-json', byContent(a))).toBe('0+1 0 0');
  await send('graz-json', delivered(a));
  expect(await kinds(a)).toEqual(['DELIVERED']);
});

test('both reported it: each takes back its own only', async () => {
  const a = await listed();
  await send('graz-json', delivered(a));
  await send('hamburg-json', delivered(a));
  expect(await send('hamburg-json', byContent(a))).toBe('0+1 0 0');
  expect((await kinds(a)).sort()).toEqual(['-DELIVERED', 'DELIVERED']);
});

test('a repeat of a withdrawn event stays withdrawn, under a new id it stands', async () => {
  const a = await listed();
  await send('graz-json', delivered(a, { id: `${a}-1` }), { kind: 'withdrawal', id: `${a}-1` });
  const again = await send('graz-json', delivered(a, { id: `${a}-1` }));
  expect(again).toBe('0+0 1 0 WITHDRAWN_REPEATED:1');
  expect(await send('graz-json', delivered(a, { id: `${a}-2` }))).toBe('1+0 0 0');
  expect((await kinds(a)).sort()).toEqual(['-DELIVERED', 'DELIVERED']);
  expect(await send('graz-json', delivered(a, { id: `${a}-2` }))).toBe('0+0 1 0');
});

test('the same by content', async () => {
  const a = await listed();
  await send(
    'graz-json',
    delivered(a, { id: `${a}-1` }),
    byContent(a),
    delivered(a, { id: `${a}-2` }),
  );
  expect((await kinds(a)).sort()).toEqual(['-DELIVERED', 'DELIVERED']);
  expect(await send('graz-json', delivered(a, { id: `${a}-2` }))).toBe('0+0 1 0');
  expect(await send('graz-json', delivered(a, { id: `${a}-1` }))).toBe(
    '0+0 1 0 WITHDRAWN_REPEATED:1',
  );
});

test("a withdrawal of one number says nothing about another number's event of the same minute", async () => {
  const [a, b] = [`${await listed()}x`, `${await listed()}x`];
  await send('graz-json', delivered(a), delivered(b), byContent(a));
  const again = await send('graz-json', delivered(a), delivered(b));
  expect(again).toBe('0+0 2 0 ORPHAN:1 WITHDRAWN_REPEATED:1 ORPHAN:2');
});

test('by mutation: the event stays readable, and a repeat withdrawn', async () => {
  const a = await listed();
  await send('graz-json', delivered(a));
  const doc = (await world.consignments('graz')).find(
    ({ references }) => references[0]?.value === a,
  );
  await world.hub.steps.withdrawEvent({ event: doc?.events[0]?.id ?? '', reason: 'mistake' });
  expect([await kinds(a), await status(a)]).toEqual([['-DELIVERED'], undefined]);
  expect(await send('graz-json', delivered(a))).toBe('0+0 1 0 WITHDRAWN_REPEATED:1');
  expect(await send('graz-json', byContent(a))).toBe('0+0 1 0');
});

test('a repeat adds values; the longer stands, of equally long ones the greater', async () => {
  const a = await listed();
  await send('graz-json', delivered(a, { signedBy: 'Huber' }));
  expect(await send('graz-json', delivered(a, { signedBy: 'Maier' }))).toBe('0+1 0 0');
  expect(await send('graz-json', delivered(a, { signedBy: 'Adler' }))).toBe('0+0 1 0');
  expect(await send('graz-json', delivered(a, { signedBy: 'Gruber' }))).toBe('0+1 0 0');
  const doc = (await world.consignments('graz')).find(
    ({ references }) => references[0]?.value === a,
  );
  expect(doc?.events.map(({ signedBy }) => signedBy)).toEqual(['Gruber']);
});

test('an event told by feeds of different lists is read by the upload received first among those that stand', async () => {
  const a = await listed();
  const file = statuses({ number: a, code: '125', at: '202611240800' });
  const first = await world.receive('graz-elv', file);
  await world.receive('graz-fortras', file);
  await world.work((waiting) => waiting - 1);
  expect(await kinds(a)).toEqual(['DELIVERED']);
  await world.withdraw(first._id);
  expect(await kinds(a)).toEqual(['OUT_FOR_DELIVERY']);
});
