import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { latestInstant, wallClock, zonedInstant } from '../../src/domain/time.ts';

const read = (local: string, zone: string): [string, string | null] => {
  const { instant, fault } = zonedInstant(local, zone);
  return [instant.toISOString().slice(0, 19), fault];
};

/** rules.md section 2: both nights of 2026 on which the clocks change; everywhere in the EU at 01:00 UTC. */
describe.each([
  // zone, gap from, gap to, hours behind and ahead
  { zone: 'Europe/Lisbon', winter: 0, gap: '01:30', shifted: '02:30' },
  { zone: 'Europe/Berlin', winter: 1, gap: '02:30', shifted: '03:30' },
  { zone: 'Europe/Athens', winter: 2, gap: '03:30', shifted: '04:30' },
])('$zone', ({ zone, winter, gap, shifted }) => {
  const utc = (local: string, offset: number): string =>
    new Date(Date.parse(`${local}:00Z`) - offset * 3_600_000).toISOString().slice(0, 19);

  test('a time in the gap is shifted forward by the gap', () => {
    expect(read(`2026-03-29T${gap}`, zone)).toEqual(['2026-03-29T01:30:00', 'NONEXISTENT']);
    expect(read(`2026-03-29T${shifted}`, zone)).toEqual(['2026-03-29T01:30:00', null]);
  });

  test('a time that happens twice is the earlier of the two', () => {
    expect(read(`2026-10-25T${gap}`, zone)).toEqual(['2026-10-25T00:30:00', 'AMBIGUOUS']);
  });

  test('the edges of gap and overlap are ordinary', () => {
    const edge = gap.slice(0, 3);
    const after = `${shifted.slice(0, 3)}00`;
    expect(read(`2026-03-29T${edge}00`, zone)).toEqual(['2026-03-29T01:00:00', 'NONEXISTENT']);
    expect(read(`2026-03-29T${after}`, zone)).toEqual(['2026-03-29T01:00:00', null]);
    expect(read(`2026-10-25T${edge}00`, zone)).toEqual(['2026-10-25T00:00:00', 'AMBIGUOUS']);
    expect(read(`2026-10-25T${after}`, zone)).toEqual(['2026-10-25T02:00:00', null]);
  });

  test('the days before and after, and ordinary days', () => {
    expect(read('2026-03-28T12:00', zone)[0]).toBe(utc('2026-03-28T12:00', winter));
    expect(read('2026-03-30T12:00', zone)[0]).toBe(utc('2026-03-30T12:00', winter + 1));
    expect(read('2026-10-24T12:00', zone)[0]).toBe(utc('2026-10-24T12:00', winter + 1));
    expect(read('2026-10-26T12:00', zone)[0]).toBe(utc('2026-10-26T12:00', winter));
    expect(read('2026-07-01T12:00:30', zone)[0]).toBe(
      `${utc('2026-07-01T12:00', winter + 1).slice(0, 17)}30`,
    );
  });

  test('a date alone is the start of its local day', () => {
    expect(read('2026-10-25', zone)).toEqual([utc('2026-10-25T00:00', winter + 1), null]);
    expect(read('2026-10-26', zone)).toEqual([utc('2026-10-26T00:00', winter), null]);
  });

  test('a day of a clock change has 23 or 25 hours', () => {
    const length = (day: string): number => {
      const start = zonedInstant(day, zone).instant;
      return (latestInstant(start, day, zone, 'DAY').getTime() + 1 - start.getTime()) / 3_600_000;
    };
    expect(['2026-03-29', '2026-10-25', '2026-11-24'].map(length)).toEqual([23, 25, 24]);
  });
});

test('a day that begins at an hour that does not exist begins when it begins', () => {
  expect(read('2026-03-29', 'Atlantic/Azores')[0]).toBe('2026-03-29T01:00:00');
  expect(read('2026-10-25', 'Atlantic/Azores')[0]).toBe('2026-10-25T00:00:00');
});

test('the wall clock of an instant, at its precision', () => {
  const instant = new Date('2026-10-25T00:30:15Z');
  expect(wallClock(instant, 'Europe/Berlin', 'MINUTE')).toBe('2026-10-25T02:30');
  expect(wallClock(instant, 'Europe/Berlin', 'SECOND')).toBe('2026-10-25T02:30:15');
  expect(wallClock(instant, 'America/New_York', 'DAY')).toBe('2026-10-24');
});

test('property: what is no fault reads back as it was written', () => {
  const zones = fc.constantFrom(
    'Europe/Lisbon',
    'Europe/Berlin',
    'Europe/Athens',
    'Asia/Kathmandu',
  );
  const clocks = fc.date({
    min: new Date('2001-01-01T00:00Z'),
    max: new Date('2039-12-31T00:00Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(zones, clocks, (zone, clock) => {
      const local = clock.toISOString().slice(0, 16);
      const { instant, fault } = zonedInstant(local, zone);
      expect(wallClock(instant, zone, 'MINUTE') === local).toBe(fault !== 'NONEXISTENT');
    }),
    { numRuns: 500 },
  );
});
