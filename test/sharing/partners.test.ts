import { expect, test } from '@jest/globals';
import {
  claim,
  event,
  isOne,
  resolveAll,
  waitingIds,
  type AnyRecord,
} from '../support/builders.ts';
import { seenBy } from '../support/sight.ts';

const ids = (...records: AnyRecord[]): string[] => records.map(({ _id }) => _id).sort();
const bordero = claim({ by: 'hamburg', from: 'hamburg', to: 'brno', sn: '4711' });

test('sending and receiving partner see all of it', () => {
  const sent = event({ by: 'hamburg', sn: '4711@hamburg' });
  const arrived = event({ by: 'brno', sn: '4711@hamburg', code: '30' });
  for (const member of ['hamburg', 'brno'])
    expect(seenBy(member, [bordero, sent, arrived])).toMatchObject([
      { role: 'PARTNER', records: ids(bordero, sent, arrived) },
    ]);
  expect(seenBy('graz', [bordero, sent, arrived])).toEqual([]);
});

test('Hamburg to Graz sent by Graz alone and Hamburg to Brno sent by Hamburg are two consignments in either order', () => {
  const byGraz = claim({ by: 'graz', from: 'hamburg', to: 'graz', sn: '4711' });
  for (const records of [
    [byGraz, bordero],
    [bordero, byGraz],
  ]) {
    expect(isOne(records, [byGraz])).toBe(true);
    expect(isOne(records, [bordero])).toBe(true);
    expect(seenBy('graz', records)).toMatchObject([{ records: ids(byGraz) }]);
    expect(seenBy('hamburg', records)).toMatchObject([{ records: ids(bordero) }]);
    expect(seenBy('brno', records)).toMatchObject([{ records: ids(bordero) }]);
  }
});

test('a consignment that only the receiving partner claims is seen by the sender whom it names, as long as that has none of its own under the number', () => {
  const byGraz = claim({ by: 'graz', from: 'hamburg', to: 'graz', sn: '4711' });
  expect(seenBy('hamburg', [byGraz])).toMatchObject([{ role: 'PARTNER', records: ids(byGraz) }]);
  const lastYears = claim({
    by: 'hamburg',
    from: 'hamburg',
    to: 'brno',
    sn: '4711',
    on: '2025-03-02',
  });
  expect(seenBy('hamburg', [byGraz, lastYears])).toHaveLength(2);
  const otherDepot = claim({ by: 'hamburg', from: 'hamburg/2', to: 'brno', sn: '4711' });
  expect(seenBy('hamburg', [byGraz, otherDepot])).toHaveLength(2);
});

test("the receiving partner's copy joins the sender's consignment, whoever comes first", () => {
  const copy = claim({ by: 'brno', from: 'hamburg', to: 'brno', sn: '4711' });
  expect(isOne([copy, bordero], [copy, bordero])).toBe(true);
  const open = claim({ by: 'brno', to: 'brno', sn: '4711@hamburg' });
  expect(isOne([open, bordero], [open, bordero])).toBe(true);
});

test('what anybody else claims of roles counts for nothing: it makes a consignment that only its reporter sees', () => {
  const stranger = claim({ by: 'turku', from: 'hamburg', to: 'brno', sn: '4711' });
  const liar = claim({ by: 'turku', from: 'hamburg', to: 'turku', sn: '4711' });
  const before = seenBy('hamburg', [bordero]);
  for (const foreign of [stranger, liar]) {
    expect(seenBy('hamburg', [foreign, bordero])).toEqual(before);
    expect(seenBy('brno', [foreign, bordero])).toEqual(before);
    expect(seenBy('turku', [foreign, bordero])).toMatchObject([{ records: ids(foreign) }]);
  }
});

test("a stranger's event waits, even beside a consignment of its own claiming, and changes nothing for the partners", () => {
  const probe = event({ by: 'turku', sn: '4711@hamburg' });
  expect(waitingIds(resolveAll([bordero, probe]))).toEqual([probe._id]);
  const stranger = claim({ by: 'turku', from: 'hamburg', to: 'brno', sn: '4711' });
  const records = [bordero, probe, stranger];
  expect(seenBy('turku', records)).toMatchObject([{ records: ids(probe, stranger) }]);
  expect(seenBy('hamburg', records)).toEqual(seenBy('hamburg', [bordero]));
});

test("where only the receiving partner has claimed it, the sender's record counts only if it names that partner", () => {
  const byGraz = claim({ by: 'graz', from: 'hamburg', to: 'graz', sn: '4711' });
  const silent = event({ by: 'hamburg', sn: '4711@hamburg' });
  const toBrno = event({ by: 'hamburg', sn: '4711', pair: ['hamburg', 'brno'] });
  const toGraz = event({ by: 'hamburg', sn: '4711', pair: ['graz', 'hamburg'] });
  expect(waitingIds(resolveAll([byGraz, silent]))).toEqual([silent._id]);
  expect(waitingIds(resolveAll([byGraz, toBrno]))).toEqual([toBrno._id]);
  expect(isOne([byGraz, toGraz], [byGraz, toGraz])).toBe(true);
});

test('the partners of an event must not contradict those of the consignment', () => {
  const other = event({ by: 'hamburg', sn: '4711', pair: ['hamburg', 'graz'] });
  const oneUnknown = event({ by: 'hamburg', sn: '4711', pair: ['hamburg', null] });
  expect(waitingIds(resolveAll([bordero, other]))).toEqual([other._id]);
  expect(isOne([bordero, oneUnknown], [bordero, oneUnknown])).toBe(true);
});

test('a central hub adds by exact reference or SSCC, not by a number without its leading zeros or without issuer', () => {
  const packed = claim({
    by: 'hamburg',
    from: 'hamburg',
    to: 'brno',
    sn: '4711',
    barcodes: ['340123450000000018'],
  });
  const exact = event({ by: 'lyon', sn: '4711@hamburg' });
  const scan = event({ by: 'lyon', barcode: '340123450000000018' });
  expect(isOne([packed, exact, scan], [packed, exact, scan])).toBe(true);
  const zeros = event({ by: 'lyon', sn: '04711@hamburg' });
  const open = event({ by: 'lyon', sn: '4711' });
  expect(waitingIds(resolveAll([packed, zeros, open]))).toEqual(ids(zeros, open));
  expect(seenBy('lyon', [packed, exact, scan])).toMatchObject([
    { role: 'REPORTER', records: ids(exact, scan) },
  ]);
});

test("a central hub's own consignment record does not hide behind somebody else's barcode", () => {
  const short = claim({ by: 'hamburg', from: 'hamburg', to: 'brno', sn: '4711', barcodes: ['7'] });
  const scan = event({ by: 'lyon', barcode: '7' });
  expect(waitingIds(resolveAll([short, scan]))).toEqual([scan._id]);
});

test('re-routing: two borderos of the sender for one number are one consignment, the later document date decides the receiver', () => {
  const later = claim({ by: 'hamburg', from: 'hamburg', to: 'graz', sn: '4711', on: '2026-03-04' });
  for (const records of [
    [bordero, later],
    [later, bordero],
  ]) {
    expect(isOne(records, records)).toBe(true);
    expect(seenBy('graz', records)).toMatchObject([{ role: 'PARTNER', receiver: 'graz' }]);
  }
});

test('the former receiver sees what it reported itself and no more', () => {
  const later = claim({ by: 'hamburg', from: 'hamburg', to: 'graz', sn: '4711', on: '2026-03-04' });
  const arrived = event({ by: 'brno', sn: '4711', pair: ['hamburg', 'brno'] });
  const copy = claim({ by: 'brno', from: 'hamburg', to: 'brno', sn: '4711' });
  const delivered = event({ by: 'graz', sn: '4711', pair: ['hamburg', 'graz'], on: '2026-03-05' });
  const records = [bordero, later, arrived, copy, delivered];
  expect(isOne(records, records)).toBe(true);
  expect(seenBy('brno', records)).toMatchObject([
    { role: 'REPORTER', records: ids(arrived, copy) },
  ]);
  expect(seenBy('brno', [bordero, later, delivered])).toEqual([]);
});

test('a later document that names no receiver takes none away: absent says nothing', () => {
  const later = claim({ by: 'hamburg', from: 'hamburg', sn: '4711', on: '2026-03-04' });
  expect(seenBy('brno', [bordero, later])).toMatchObject([
    { role: 'PARTNER', receiver: 'brno', records: ids(bordero, later) },
  ]);
});
