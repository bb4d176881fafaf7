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
const SSCC = '340123450000000018';
const route = { from: 'hamburg', to: 'porto', sn: '4711' } as const;
const first = claim({ by: 'hamburg', ...route, head: ['hamburg', 'basel'] });
const second = claim({ by: 'basel', ...route, head: ['basel', 'zaragoza'], on: '2026-03-03' });
const third = claim({ by: 'zaragoza', ...route, head: ['zaragoza', 'porto'], on: '2026-03-04' });

test("the sending partner's bordero makes the member that receives it a handling partner", () => {
  const scan = event({ by: 'basel', sn: '4711', pair: ['hamburg', 'basel'] });
  expect(isOne([first, scan], [first, scan])).toBe(true);
  expect(seenBy('basel', [first, scan])).toMatchObject([
    { role: 'HANDLING', records: ids(first, scan), handlers: ['basel'] },
  ]);
  expect(seenBy('porto', [first, scan])).toMatchObject([{ role: 'PARTNER' }]);
});

test('the receiving partner itself is no handling partner', () => {
  const direct = claim({ by: 'hamburg', from: 'hamburg', to: 'porto', sn: '4711' });
  expect(resolveAll([direct]).groups[0]?.handlers.size).toBe(0);
});

test("a handling partner's onward bordero that names the consignment exactly does the same, over two legs and in any order", () => {
  for (const records of [
    [first, second, third],
    [third, second, first],
    [second, third, first],
  ]) {
    expect(isOne(records, records)).toBe(true);
    expect(seenBy('zaragoza', records)).toMatchObject([
      { role: 'HANDLING', handlers: ['basel', 'zaragoza'] },
    ]);
  }
});

test('an onward bordero without its first leg passes no role: it is its reporter’s alone', () => {
  expect(seenBy('zaragoza', [second, third])).toMatchObject([
    { role: 'PARTNER', records: ids(third) },
  ]);
  expect(seenBy('hamburg', [second, third])).toEqual([]);
});

test('a bordero by anyone else passes no role', () => {
  const foreign = claim({ by: 'turku', ...route, head: ['turku', 'verona'] });
  const byReceiver = claim({ by: 'porto', ...route, head: ['porto', 'verona'] });
  const copyOfOnward = claim({ by: 'basel', ...route, head: ['zaragoza', 'verona'] });
  const records = [first, foreign, byReceiver, copyOfOnward];
  expect(seenBy('verona', records)).toEqual([]);
  expect(seenBy('hamburg', records)).toMatchObject([
    { handlers: ['basel'], records: ids(first, byReceiver, copyOfOnward) },
  ]);
});

test('an onward bordero that names the number only without its leading zeros passes no role', () => {
  const loose = claim({ by: 'basel', ...route, sn: '04711', head: ['basel', 'zaragoza'] });
  expect(isOne([first, loose], [first, loose])).toBe(true);
  expect(seenBy('zaragoza', [first, loose])).toEqual([]);
});

test('an onward bordero that names neither first sender nor last receiver belongs to what it names by SSCC', () => {
  const packed = claim({ by: 'hamburg', ...route, head: ['hamburg', 'basel'], barcodes: [SSCC] });
  const onward = claim({
    by: 'basel',
    from: 'basel',
    to: 'zaragoza',
    sn: '99',
    barcodes: [SSCC],
    on: '2026-03-03',
  });
  const last = claim({
    by: 'zaragoza',
    from: 'zaragoza',
    to: 'porto',
    sn: '5',
    barcodes: [SSCC],
    on: '2026-03-04',
  });
  for (const records of [
    [packed, onward, last],
    [last, onward, packed],
  ]) {
    expect(isOne(records, records)).toBe(true);
    expect(seenBy('zaragoza', records)).toMatchObject([{ role: 'HANDLING', sender: 'hamburg' }]);
  }
});

test('an old SSCC on a new bordero of a former handling partner is not the old consignment', () => {
  const packed = claim({ by: 'hamburg', ...route, head: ['hamburg', 'basel'], barcodes: [SSCC] });
  const later = claim({
    by: 'basel',
    from: 'basel',
    to: 'verona',
    sn: '99',
    barcodes: [SSCC],
    on: '2027-03-03',
  });
  expect(isOne([packed, later], [packed])).toBe(true);
});

test('a sending number is looked up under origConsignor first; without a hit its issuer is the sending depot', () => {
  expect(isOne([first, second], [first, second])).toBe(true);
  const own = claim({
    by: 'basel',
    from: 'hamburg',
    to: 'porto',
    sn: '99',
    head: ['basel', 'porto'],
  });
  const byBasel = event({ by: 'basel', sn: '99@basel' });
  const byHamburg = event({ by: 'basel', sn: '99@hamburg', code: '26' });
  const records = [own, byBasel, byHamburg];
  expect(isOne(records, [own, byBasel])).toBe(true);
  expect(waitingIds(resolveAll(records))).toEqual([byHamburg._id]);
});

test("a handling partner's own number on an onward bordero found by SSCC is no second number of the first sender", () => {
  const packed = claim({ by: 'hamburg', ...route, head: ['hamburg', 'basel'], barcodes: [SSCC] });
  const own = claim({
    by: 'basel',
    from: 'hamburg',
    to: 'porto',
    sn: '99',
    barcodes: [SSCC],
    head: ['basel', 'porto'],
  });
  const scan = event({ by: 'porto', sn: '99', pair: ['basel', 'porto'] });
  const records = [packed, own, scan];
  expect(isOne(records, records)).toBe(true);
  const [group] = resolveAll(records).groups;
  expect(group?.sendingNumbers).toMatchObject([
    { value: '4711', issuer: 'hamburg' },
    { value: '99', issuer: 'basel' },
  ]);
});

test('a central hub that is only later found to be a handling partner passes custody on all the same', () => {
  const toLyon = claim({ by: 'basel', ...route, head: ['basel', 'lyon'], on: '2026-03-03' });
  const onward = claim({ by: 'lyon', ...route, head: ['lyon', 'zaragoza'], on: '2026-03-04' });
  const records = [first, onward, toLyon];
  expect(isOne(records, records)).toBe(true);
  expect(seenBy('zaragoza', records)).toMatchObject([{ handlers: ['basel', 'lyon', 'zaragoza'] }]);
  expect(seenBy('zaragoza', [first, onward])).toEqual([]);
});
