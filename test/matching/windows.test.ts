import { expect, test } from '@jest/globals';
import { ambiguousIds, claim, event, isOne, resolveAll, waitingIds } from '../support/builders.ts';

const on = (date: string) => claim({ by: 'graz', from: 'graz', to: 'brno', sn: '4711', on: date });
const march = on('2026-03-02');

test('a record belongs to a consignment within 180 days of its life', () => {
  const inside = event({ by: 'brno', sn: '4711@graz', on: '2026-08-29' });
  const outside = event({ by: 'brno', sn: '4711@graz', on: '2026-08-30' });
  const before = event({ by: 'brno', sn: '4711@graz', on: '2025-09-03' });
  const tooEarly = event({ by: 'brno', sn: '4711@graz', on: '2025-09-02' });
  expect(isOne([march, inside], [march, inside])).toBe(true);
  expect(waitingIds(resolveAll([march, outside]))).toEqual([outside._id]);
  expect(isOne([march, before], [march, before])).toBe(true);
  expect(waitingIds(resolveAll([march, tooEarly]))).toEqual([tooEarly._id]);
});

test('an event lengthens the life of its consignment, one that was taken back does not', () => {
  const late = { by: 'brno', sn: '4711@graz', on: '2026-08-01' } as const;
  const later = event({ by: 'brno', sn: '4711@graz', on: '2026-12-01' });
  const all = [march, event(late), later];
  expect(isOne(all, all)).toBe(true);
  expect(waitingIds(resolveAll([march, event({ ...late, takenBack: true }), later]))).toEqual([
    later._id,
  ]);
});

test("numbers recur: next year's 4711 is another consignment", () => {
  const next = on('2027-03-02');
  expect(isOne([march, next], [march])).toBe(true);
  expect(isOne([march, next], [next])).toBe(true);
});

test('a bordero sent again within the window is the same consignment', () => {
  const again = on('2026-03-04');
  expect(isOne([march, again], [march, again])).toBe(true);
});

test('of several the nearest document date: two borderos 230 days apart and an event between', () => {
  const october = on('2026-10-18');
  const nearMarch = event({ by: 'brno', sn: '4711@graz', on: '2026-06-20' });
  const nearOctober = event({ by: 'brno', sn: '4711@graz', on: '2026-07-01' });
  const all = [march, october, nearMarch, nearOctober];
  expect(isOne(all, [march, nearMarch])).toBe(true);
  expect(isOne(all, [october, nearOctober])).toBe(true);
});

test('an event as near to the one as to the other waits for a person', () => {
  const october = on('2026-10-18');
  const between = event({ by: 'brno', sn: '4711@graz', on: '2026-06-25' });
  expect(ambiguousIds(resolveAll([march, october, between]))).toEqual([between._id]);
});

test('without a document date the day of receipt counts', () => {
  const undated = claim({
    by: 'graz',
    from: 'graz',
    to: 'brno',
    sn: '4711',
    on: null,
    receivedAt: '2027-03-02T08:00:00Z',
  });
  expect(isOne([march, undated], [march])).toBe(true);
});

test('consignments that the reporter itself has claimed come before all others', () => {
  const copy = claim({ by: 'brno', from: 'graz', to: 'brno', sn: '4711', on: '2026-03-03' });
  const october = on('2026-08-30');
  const arrival = event({ by: 'brno', sn: '4711', pair: ['brno', 'graz'], on: '2026-08-20' });
  expect(isOne([march, october, copy, arrival], [march, copy, arrival])).toBe(true);
  expect(isOne([march, october, arrival], [october, arrival])).toBe(true);
});
