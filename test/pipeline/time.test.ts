import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ConsignmentDoc } from '../../src/store/documents.ts';
import { World } from '../support/world.ts';
import {
  bordero,
  consignment,
  event,
  issueCodes,
  jsonl,
  SETUP,
  statuses,
  unloading,
} from './trade.ts';

/** rules.md section 2, through the whole path. "Now" is noon UTC of 24 November 2026 unless a test says otherwise. */
let world: World;
let numbers = 0;
beforeAll(async () => {
  world = await World.create({
    members: [
      ...SETUP.members,
      { slug: 'porto', country: 'PT' },
      { slug: 'athens', country: 'GR' },
      { slug: 'nowhere', country: 'FR' },
    ],
    depots: [
      ...SETUP.depots,
      { code: 'OPO', member: 'porto', timeZone: 'Europe/Lisbon', country: 'PT' },
      { code: 'ATH', member: 'athens', timeZone: 'Europe/Athens', country: 'GR' },
      { code: 'FUN', member: 'porto', timeZone: 'Atlantic/Azores', country: 'PT' },
    ],
    feeds: [
      ...SETUP.feeds,
      { slug: 'porto-json', member: 'porto', timeZone: 'Europe/Lisbon' },
      { slug: 'athens-json', member: 'athens' },
      { slug: 'nowhere-json', member: 'nowhere' },
    ],
  });
});
afterAll(() => world.close());

interface Read {
  readonly at: string | undefined;
  readonly local: string | undefined;
  readonly timeZone: string | undefined;
  readonly precision: string | undefined;
  readonly issues: string[];
}

/** One event between two depots, sent by a member's feed, as its orphan or consignment shows it. */
async function read(feed: string, at: string, more: object = {}): Promise<Read> {
  const value = `T${++numbers}`;
  const upload = await world.send(feed, jsonl(event(value, 'HUB_IN', at, more)));
  const stored = await world.db.collection('events').findOne({ 'tellings.upload': upload._id });
  const told = (stored?.['tellings'] as { occurredAt: Date; timeZone: string }[] | undefined)?.[0];
  return {
    at: told?.occurredAt.toISOString().slice(0, 16),
    timeZone: told?.timeZone,
    local: stored?.['local'] as string | undefined,
    precision: stored?.['precision'] as string | undefined,
    issues: (await issueCodes(world, upload._id)).filter((one) => !one.startsWith('ORPHAN')),
  };
}

test.each([
  ['athens-json', 'ATH', '2026-03-29T03:30', '2026-03-29T01:30', 'NONEXISTENT_TIME'],
  ['athens-json', 'ATH', '2026-10-25T03:30', '2026-10-25T00:30', 'AMBIGUOUS_TIME'],
  ['graz-json', 'GRZ', '2026-03-29T02:30', '2026-03-29T01:30', 'NONEXISTENT_TIME'],
  ['graz-json', 'GRZ', '2026-10-25T02:30', '2026-10-25T00:30', 'AMBIGUOUS_TIME'],
  ['porto-json', 'OPO', '2026-03-29T01:30', '2026-03-29T01:30', 'NONEXISTENT_TIME'],
  ['porto-json', 'OPO', '2026-10-25T01:30', '2026-10-25T00:30', 'AMBIGUOUS_TIME'],
])('%s: %s reads %s in its own zone', async (feed, receivingDepot, local, at, fault) => {
  const found = await read(feed, local, { receivingDepot });
  expect(found).toMatchObject({ local, at, issues: [`${fault}:1`] });
});

test('the zone is that of the reporting depot, of the reporter own among those named, else of the feed', async () => {
  const own = await read('porto-json', '23T10:00', { sendingDepot: 'HAM', receivingDepot: 'FUN' });
  expect(own).toMatchObject({ timeZone: 'Atlantic/Azores', at: '2026-11-23T11:00', issues: [] });
  const others = await read('porto-json', '23T10:00');
  expect(others).toMatchObject({ timeZone: 'Europe/Lisbon', at: '2026-11-23T10:00', issues: [] });
});

test('a time with an offset happens by it, and is shown in the zone of depot or feed', async () => {
  expect(await read('athens-json', '2026-11-23T10:00:30+01:00')).toEqual({
    at: '2026-11-23T09:00',
    local: '2026-11-23T11:00:30',
    timeZone: 'Europe/Athens',
    precision: 'SECOND',
    issues: [],
  });
  const night = await read('graz-json', '2026-10-25T02:30+01:00');
  expect(night).toMatchObject({ at: '2026-10-25T01:30', local: '2026-10-25T02:30', issues: [] });
});

test('a date alone is a DAY from the start of its local day; no time is made up', async () => {
  expect(await read('athens-json', '2026-11-23')).toEqual({
    at: '2026-11-22T22:00',
    local: '2026-11-23',
    timeZone: 'Europe/Athens',
    precision: 'DAY',
    issues: [],
  });
});

test('a time without zone in a feed without depot is noted, an offset or a date needs none', async () => {
  expect((await read('nowhere-json', '23T10:00')).issues).toEqual(['NO_ZONE:1']);
  expect((await read('nowhere-json', '2026-11-23T10:00Z')).issues).toEqual([]);
  expect((await read('nowhere-json', '2026-11-23')).issues).toEqual([]);
});

test.each([
  ['what happened, 23 h ahead', '2026-11-25T12:00', {}, []],
  ['what happened, 25 h ahead', '2026-11-25T14:00', {}, ['FUTURE_EVENT:1']],
  ['what happened, years ahead', '2062-11-25T14:00', {}, ['FUTURE_EVENT:1']],
  ['what is planned, a week ahead', '2026-12-01T12:00', { classifier: 'PLANNED' }, []],
  ['what is planned by its kind', '2026-12-01T12:00', { event: 'DELIVERY_PLANNED' }, []],
  ['what is estimated by its kind', '2026-12-01T12:00', { event: 'ETA_CHANGED' }, []],
  [
    'a plan that happened, a week ahead',
    '2026-12-01T12:00',
    { event: 'DELIVERY_PLANNED', classifier: 'ACTUAL' },
    ['FUTURE_EVENT:1'],
  ],
  ['a plan almost a year ahead', '2027-11-24T12:00', { classifier: 'PLANNED' }, []],
  ['a plan more than a year ahead', '2027-11-24T14:00', { classifier: 'PLANNED' }, ['BAD_DATE:1']],
  ['the first day that counts', '2000-01-01T00:30', {}, []],
  ['the day before', '1999-12-31T23:59', {}, ['BAD_DATE:1']],
])('%s', async (_what, at, more, issues) => {
  const found = await read('graz-json', at, more);
  expect([found.issues, found.at !== undefined]).toEqual([issues, issues.length === 0]);
});

test('a time that happened twice is noted once, at the record where it is written', async () => {
  world.setClock('2026-10-26T12:00:00Z');
  await world.send(
    'hamburg-fortras',
    bordero('TB', [{ number: 'TA' }, { number: 'TC' }], '20261023'),
  );
  const report = unloading({
    bordero: 'TB',
    date: '20261023',
    end: '202610250230',
    differences: [
      { number: 'TA', code: '001' },
      { number: 'TC', code: '001' },
    ],
  });
  const upload = await world.send('graz-fortras', report);
  expect(await issueCodes(world, upload._id)).toEqual(['AMBIGUOUS_TIME:2']);
});

test('an identity does not depend on the zone: the same file after the depot moved is all duplicates', async () => {
  const file = jsonl(consignment('TZ'), event('TZ', 'HUB_IN', '23T10:00'));
  world.setClock('2026-11-24T14:00:00Z');
  await world.send('graz-json', file);
  const stat = statuses({ number: 'TZ', code: '109', at: '202611231100' });
  const lorry = unloading({ bordero: 'TX', differences: [{ number: 'TZ', code: '001' }] });
  await world.send('graz-fortras', stat);
  await world.send('graz-fortras', lorry);
  await world.db
    .collection('depots')
    .updateOne({ code: 'GRZ' }, { $set: { timeZone: 'Europe/Athens' } });
  for (const [feed, again] of [
    ['graz-json', file],
    ['graz-fortras', stat],
    ['graz-fortras', lorry],
  ] as const) {
    const { counts } = await world.send(feed, again);
    expect([counts.duplicates, counts.records]).toEqual([counts.records, counts.records]);
  }
  expect(await world.db.collection('reports').countDocuments({ number: 'TX' })).toBe(1);
});

/** rules.md section 9: at the record, and at the consignment. */
test('an absurd weight and a postcode that its country does not have are noted and kept', async () => {
  const consignee = { name: 'Huber', postcode: '801', city: 'Graz', country: 'AT' };
  const upload = await world.send(
    'hamburg-json',
    jsonl(consignment('TP', { grossWeightKg: 90_000, consignee })),
  );
  expect(upload.state).toBe('COMPLETED_WITH_ISSUES');
  expect(
    (await world.issues(upload._id)).map(({ code, severity, field, value }) => [
      code,
      severity,
      field,
      value,
    ]),
  ).toEqual([
    ['ABSURD_WEIGHT', 'WARNING', 'grossWeightKg', '90000'],
    ['BAD_POSTCODE', 'WARNING', 'consignee.postcode', '801'],
  ]);
  const doc = await world.db
    .collection<ConsignmentDoc>('consignments')
    .findOne({ 'find.references': 'TP' });
  expect(doc?.problems.map(({ code }) => code)).toEqual(['ABSURD_WEIGHT', 'BAD_POSTCODE']);
  expect([doc?.quantities.grossWeightKg, doc?.consignee?.place.postcode]).toEqual([90_000, '801']);
});
