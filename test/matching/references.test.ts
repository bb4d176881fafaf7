import { expect, test } from '@jest/globals';
import {
  ambiguousIds,
  claim,
  event,
  groupsOf,
  isOne,
  resolveAll,
  waitingIds,
} from '../support/builders.ts';

const SSCC = '340123450000000018';
const SSCC_2 = '340123450000000025';
const bordero = claim({ by: 'graz', from: 'graz', to: 'brno', sn: '4711' });

test('an event of the receiving partner attaches by issuer, type and value', () => {
  const arrival = event({ by: 'brno', sn: '4711@graz' });
  expect(isOne([bordero, arrival], [bordero, arrival])).toBe(true);
});

test('a number of another issuer is another number', () => {
  const arrival = event({ by: 'brno', sn: '4711@hamburg' });
  expect(waitingIds(resolveAll([bordero, arrival]))).toEqual([arrival._id]);
});

test('a number of another depot of the same member is another number', () => {
  const second = claim({ by: 'graz', from: 'graz/2', to: 'brno', sn: '4711' });
  const arrival = event({ by: 'brno', sn: '4711@graz/2' });
  expect(isOne([bordero, second, arrival], [second, arrival])).toBe(true);
  expect(isOne([bordero, second, arrival], [bordero])).toBe(true);
});

test('an issuer known only as member fits each of its depots', () => {
  const arrival = event({ by: 'brno', sn: '4711@graz!' });
  expect(isOne([bordero, arrival], [bordero, arrival])).toBe(true);
  const repeat = claim({ by: 'graz', from: 'graz', to: 'brno', sn: '4711@graz!' });
  expect(isOne([bordero, repeat], [bordero, repeat])).toBe(true);
});

test('a record of the member alone, which fits numbers of two of its depots on one day, waits for a person', () => {
  const second = claim({ by: 'graz', from: 'graz/2', to: 'brno', sn: '4711' });
  const open = claim({ by: 'graz', from: 'graz', to: 'brno', sn: '4711@graz!' });
  const resolution = resolveAll([bordero, second, open]);
  expect(ambiguousIds(resolution)).toEqual([open._id]);
  expect(resolution.ambiguous[0]?.candidates).toHaveLength(2);
});

test('an SSCC is its 18 digits, with or without 00 before', () => {
  const packed = claim({ by: 'graz', from: 'graz', to: 'brno', sn: '1', barcodes: [`00${SSCC}`] });
  const scan = event({ by: 'brno', barcode: SSCC });
  const scanWithIdentifier = event({ by: 'brno', barcode: `00${SSCC}`, code: '26' });
  const all = [packed, scan, scanWithIdentifier];
  expect(isOne(all, all)).toBe(true);
});

test('leading zeros are significant first', () => {
  const long = claim({ by: 'graz', from: 'graz', to: 'brno', sn: '004711', on: '2026-03-01' });
  const short = claim({ by: 'graz', from: 'graz', to: 'brno', sn: '4711', on: '2026-10-01' });
  const arrival = event({ by: 'brno', sn: '004711@graz', on: '2026-07-30' });
  expect(isOne([long, short, arrival], [long, arrival])).toBe(true);
});

test('leading zeros are ignored last, and the number that fitted so adds no reference', () => {
  const arrival = event({ by: 'brno', sn: '004711@graz' });
  const { groups } = resolveAll([bordero, arrival]);
  expect(groups).toHaveLength(1);
  expect(groups[0]?.events).toEqual([arrival]);
  expect(groups[0]?.references.map(({ value }) => value)).toEqual(['4711']);
});

test('the ids of the message partners are an unordered pair: the issuer is whichever is the sending partner', () => {
  const one = event({ by: 'brno', sn: '4711', pair: ['graz', 'brno'] });
  const other = event({ by: 'graz', sn: '4711', pair: ['brno', 'graz'] });
  const all = [bordero, one, other];
  expect(isOne(all, all)).toBe(true);
});

test('without a match the event waits under its pair, and attaches when the consignment comes', () => {
  const early = event({ by: 'brno', sn: '4711', pair: ['brno', 'graz'] });
  const stranger = event({ by: 'turku', sn: '4711', pair: ['turku', 'graz'] });
  expect(waitingIds(resolveAll([early, stranger]))).toHaveLength(2);
  expect(waitingIds(resolveAll([early, stranger, bordero]))).toEqual([stranger._id]);
});

test('the tiers in their order: exact before SSCC and pair before leading zeros', () => {
  const a = claim({ by: 'graz', from: 'graz', to: 'brno', sn: '0815' });
  const b = claim({ by: 'hamburg', from: 'hamburg', to: 'brno', sn: '815' });
  const pair = event({ by: 'brno', sn: '815', pair: ['brno', 'hamburg'] });
  expect(isOne([a, b, pair], [b, pair])).toBe(true);
  const packed = claim({ by: 'graz', from: 'graz', to: 'brno', sn: '99', barcodes: [SSCC] });
  const zeros = event({ by: 'brno', sn: '815@graz', barcode: SSCC });
  expect(isOne([a, packed, zeros], [packed, zeros])).toBe(true);
  const byPair = event({ by: 'brno', sn: '0815', pair: ['brno', 'graz'], barcode: SSCC });
  expect(isOne([a, packed, byPair], [packed, byPair])).toBe(true);
});

test('what fitted only by a weaker key goes over when a better hit comes', () => {
  const arrival = event({ by: 'brno', sn: '004711@graz', on: '2026-03-20' });
  expect(isOne([bordero, arrival], [bordero, arrival])).toBe(true);
  const better = claim({ by: 'graz', from: 'graz', to: 'brno', sn: '004711', on: '2026-09-10' });
  expect(isOne([bordero, better, arrival], [bordero])).toBe(true);
  expect(isOne([bordero, better, arrival], [better, arrival])).toBe(true);
});

test('a reference that an event brings lets the next event find the consignment', () => {
  const first = event({ by: 'brno', sn: '4711', rn: '900', pair: ['brno', 'graz'] });
  const second = event({ by: 'brno', rn: '900@brno', code: '26' });
  const all = [bordero, first, second];
  expect(isOne(all, all)).toBe(true);
});

test('a record whose references hit two consignments that do not contradict each other joins them', () => {
  const order = claim({ by: 'graz', from: 'graz', to: 'brno', pickup: 'P1@graz!' });
  const both = event({ by: 'graz', sn: '4711@graz', pickup: 'P1@graz!' });
  expect(groupsOf(resolveAll([bordero, order]))).toHaveLength(2);
  const all = [bordero, order, both];
  expect(isOne(all, all)).toBe(true);
});

test('both pairs claimed by the sending partner itself do not contradict: the record joins and it is a re-routing', () => {
  const order = claim({
    by: 'graz',
    from: 'graz',
    to: 'turku',
    pickup: 'P1@graz!',
    on: '2026-03-01',
  });
  const both = event({ by: 'graz', sn: '4711@graz', pickup: 'P1@graz!' });
  const [group, ...others] = resolveAll([bordero, order, both]).groups;
  expect(others).toEqual([]);
  expect(group?.receiver).toBe('brno');
  expect([...(group?.claimedReceivers ?? [])].sort()).toEqual(['brno', 'turku']);
});

test('contradicting consignments are not joined: the record waits as AMBIGUOUS_REFERENCE', () => {
  const other = claim({ by: 'graz', from: 'graz', to: 'brno', sn: '4712', barcodes: [SSCC] });
  const both = event({ by: 'brno', sn: '4711@graz', barcode: SSCC });
  const resolution = resolveAll([bordero, other, both]);
  expect(ambiguousIds(resolution)).toEqual([both._id]);
  expect(waitingIds(resolution)).toEqual([both._id]);
  expect(resolution.ambiguous[0]?.candidates).toHaveLength(2);
});

test('more than two consignments are never joined', () => {
  const packed = claim({ by: 'graz', from: 'graz', to: 'brno', rn: '1@brno', barcodes: [SSCC] });
  const third = claim({ by: 'graz', from: 'graz', to: 'brno', pickup: 'P1@graz!' });
  const all = event({ by: 'graz', sn: '4711@graz', pickup: 'P1@graz!', barcode: SSCC });
  const resolution = resolveAll([bordero, packed, third, all]);
  expect(resolution.groups).toHaveLength(3);
  expect(ambiguousIds(resolution)).toEqual([all._id]);
});

test('a record that was taken back joins nothing', () => {
  const order = claim({ by: 'graz', from: 'graz', to: 'brno', pickup: 'P1@graz!' });
  const both = event({ by: 'graz', sn: '4711@graz', pickup: 'P1@graz!', takenBack: true });
  expect(resolveAll([bordero, order, both]).groups).toHaveLength(2);
});

test('a customer order shared by many consignments merges none of them', () => {
  const order = 'PO-1@graz!';
  const many = ['graz', 'graz/2'].flatMap((from) =>
    ['1', '2', '3'].map((sn) => claim({ by: 'graz', from, to: 'brno', sn, order })),
  );
  expect(resolveAll(many).groups).toHaveLength(6);
  const about = event({ by: 'graz', sn: '2@graz', order });
  const resolution = resolveAll([...many, about]);
  expect(resolution.groups).toHaveLength(6);
  expect(ambiguousIds(resolution)).toEqual([]);
  const floating = event({ by: 'graz', order });
  expect(ambiguousIds(resolveAll([...many, floating]))).toEqual([floating._id]);
});

test('a customer order that only one consignment bears is enough', () => {
  const ordered = claim({ by: 'graz', from: 'graz', to: 'brno', sn: '1', order: 'PO-1@graz!' });
  const about = event({ by: 'graz', order: 'PO-1@graz!' });
  expect(isOne([ordered, about], [ordered, about])).toBe(true);
});

test('two of one sending number of different senders stay apart', () => {
  const other = claim({ by: 'hamburg', from: 'hamburg', to: 'brno', sn: '4711' });
  const arrival = event({ by: 'brno', sn: '4711', pair: ['brno', 'hamburg'] });
  expect(isOne([bordero, other, arrival], [bordero])).toBe(true);
  expect(isOne([bordero, other, arrival], [other, arrival])).toBe(true);
});

test('a barcode that is no SSCC tells no consignment apart from others that have it', () => {
  const one = claim({ by: 'graz', from: 'graz', to: 'brno', sn: '1', barcodes: ['0001', SSCC] });
  const two = claim({ by: 'graz', from: 'graz', to: 'brno', sn: '2', barcodes: ['0001', SSCC_2] });
  const scan = event({ by: 'brno', sn: '2@graz', barcode: '0001' });
  expect(isOne([one, two, scan], [two, scan])).toBe(true);
});
