import { describe, expect, test } from '@jest/globals';
import { EVENT_KINDS, type EventKind } from '../../src/domain/event.ts';
import { travel } from '../../src/tracking/journeys.ts';
import { inOrder } from '../../src/tracking/timeline.ts';
import type { TimelineEvent } from '../../src/domain/consignment.ts';
import { happened, onDay } from './told.ts';

const fold = (events: readonly TimelineEvent[], barcodes: readonly string[] = []) =>
  travel([...events].sort(inOrder), barcodes);
const statusOf = (events: readonly TimelineEvent[], barcodes: readonly string[] = []) => {
  const status = fold(events, barcodes).journeys.at(-1)?.status ?? null;
  return status && [status.kind, status.reason, status.since.toISOString().slice(8, 16)];
};

function* orders<T>(all: readonly T[]): Generator<T[]> {
  if (all.length === 0) yield [];
  for (const [index, one] of all.entries())
    for (const rest of orders(all.toSpliced(index, 1))) yield [one, ...rest];
}

/** rules.md section 7: candidates. */
describe('candidates', () => {
  test.each([
    'INFO',
    'ETA_CHANGED',
    'POD_AVAILABLE',
    'CUSTOMS_IN',
    'CUSTOMS_CLEARED',
    'CONSIGNEE_NOTIFIED',
    'DISCREPANCY',
    'CLOSED_BY_PARTNER',
  ] as const)('%s is never the status', (kind) => {
    expect(statusOf([happened(kind, '10:00')])).toBeNull();
  });

  test('every other kind can be the status', () => {
    const kinds = EVENT_KINDS.filter((kind) => statusOf([happened(kind, '10:00')]) !== null);
    expect(kinds).toHaveLength(EVENT_KINDS.length - 8);
  });

  test.each(['PLANNED', 'ESTIMATED'] as const)('%s events are no candidates', (classifier) => {
    const plan = happened('DELIVERED', '12:00', { classifier });
    expect(statusOf([plan])).toBeNull();
    expect(statusOf([plan, happened('OUT_FOR_DELIVERY', '08:00')])?.[0]).toBe('OUT_FOR_DELIVERY');
  });

  test('without any candidate there is no status, and one journey without end', () => {
    expect(fold([]).journeys).toEqual([
      { number: 1, status: null, startedAt: null, endedAt: null },
    ]);
  });
});

/** rules.md section 7: terminal events, and the order of all others. */
describe('within a journey', () => {
  const JOURNEY = [
    happened('PICKED_UP', '21T16:00'),
    happened('DEPARTED_ORIGIN_DEPOT', '21T22:00'),
    happened('ARRIVED_DESTINATION_DEPOT', '22T05:00'),
    happened('OUT_FOR_DELIVERY', '22T08:00'),
    happened('DELIVERED', '22T10:00'),
    happened('DELIVERED', '22T11:00', { reason: 'DAMAGED' }),
  ];

  test('all 720 orders of a journey of six events give the same fold', () => {
    const results = new Set([...orders(JOURNEY)].map((order) => JSON.stringify(fold(order))));
    expect([...orders(JOURNEY)]).toHaveLength(720);
    expect(results.size).toBe(1);
    expect(statusOf(JOURNEY)).toEqual(['DELIVERED', 'DAMAGED', '22T11:00']);
  });

  test.each(['DELIVERED', 'RETURNED', 'CANCELLED'] as const)(
    'a late scan never moves what is %s',
    (end) => {
      expect(statusOf([happened(end, '10:00'), happened('HUB_IN', '15:00')])?.[0]).toBe(end);
    },
  );

  test('of several terminal events the greatest counts: a later "delivered, damaged" brings its reason', () => {
    const clean = happened('DELIVERED', '10:00');
    const damaged = happened('DELIVERED', '10:30', { reason: 'DAMAGED' });
    expect(statusOf([damaged, clean])).toEqual(['DELIVERED', 'DAMAGED', '23T10:30']);
    expect(statusOf([clean, happened('RETURNED', '18:00')])?.[0]).toBe('RETURNED');
  });

  test('LOST gives way to a later scan, and stands after an earlier one', () => {
    const lost = happened('LOST', '10:00');
    expect(statusOf([lost, happened('HUB_IN', '12:00')])?.[0]).toBe('HUB_IN');
    expect(statusOf([lost, happened('HUB_IN', '09:00')])?.[0]).toBe('LOST');
  });

  test('of one instant the later in EventKind counts, then the greater id', () => {
    const kinds: EventKind[] = ['OUT_FOR_DELIVERY', 'ARRIVED_DESTINATION_DEPOT', 'DELIVERY_HELD'];
    expect(statusOf(kinds.map((kind) => happened(kind, '10:00')))?.[0]).toBe('OUT_FOR_DELIVERY');
    const a = happened('DELIVERED', '10:00', { id: 'a', reason: 'WET' });
    const b = happened('DELIVERED', '10:00', { id: 'b', reason: 'OPENED' });
    expect(statusOf([b, a])?.[1]).toBe('OPENED');
  });

  test('the journey starts with its first ACTUAL event and ends with the terminal one', () => {
    const planned = happened('PICKUP_PLANNED', '20T08:00', { classifier: 'PLANNED' });
    const [journey] = fold([planned, ...JOURNEY]).journeys;
    expect(journey?.startedAt).toEqual(JOURNEY[0]?.at);
    expect(journey?.endedAt).toEqual(JOURNEY[5]?.at);
  });
});

/** rules.md section 7: packages. */
describe('package events', () => {
  const BOTH = ['p1', 'p2'];
  const scan = (barcode: string, kind: EventKind, time: string, reason: string | null = null) =>
    happened(kind, time, { barcode, reason });

  test('some packages alone are no candidate', () => {
    expect(statusOf([scan('p1', 'DELIVERED', '10:00')], BOTH)).toBeNull();
  });

  test('once every known package has one of the kind, it counts at the latest of their times', () => {
    const scans = [scan('p1', 'DELIVERED', '10:00'), scan('p2', 'DELIVERED', '10:20')];
    expect(statusOf(scans, BOTH)).toEqual(['DELIVERED', null, '23T10:20']);
    expect(statusOf(scans, [...BOTH, 'p3'])).toBeNull();
  });

  test('packages that nobody announced are none', () => {
    expect(statusOf([scan('p1', 'DELIVERED', '10:00')])).toBeNull();
    expect(statusOf([scan('x', 'HUB_IN', '10:00')], BOTH)).toBeNull();
  });

  test('the kinds are counted one by one, and only what happened', () => {
    const planned = { ...scan('p2', 'HUB_IN', '10:00'), classifier: 'PLANNED' as const };
    expect(
      statusOf([scan('p1', 'HUB_IN', '10:00'), scan('p2', 'HUB_OUT', '10:00')], BOTH),
    ).toBeNull();
    expect(statusOf([scan('p1', 'HUB_IN', '10:00'), planned], BOTH)).toBeNull();
  });

  test('a reason of one package is the reason', () => {
    const scans = [scan('p1', 'DELIVERED', '10:00', 'DAMAGED'), scan('p2', 'DELIVERED', '10:20')];
    expect(statusOf(scans, BOTH)?.[1]).toBe('DAMAGED');
  });

  test('a second tour of all packages counts again, one package scanned twice does not', () => {
    const tour = (day: string) => BOTH.map((one) => scan(one, 'OUT_FOR_DELIVERY', `${day}T08:00`));
    const failed = happened('DELIVERY_FAILED', '22T12:00');
    expect(statusOf([...tour('22'), failed, ...tour('23')], BOTH)?.[0]).toBe('OUT_FOR_DELIVERY');
    const once = scan('p1', 'OUT_FOR_DELIVERY', '23T08:00');
    expect(statusOf([...tour('22'), failed, once], BOTH)?.[0]).toBe('DELIVERY_FAILED');
  });
});

/** rules.md section 7: journeys. */
describe('a second journey', () => {
  const delivered = happened('DELIVERED', '10:00');

  test('opens by a pick-up after the end of the first', () => {
    const again = [delivered, happened('PICKED_UP', '25T09:00'), happened('HUB_IN', '25T15:00')];
    const { journeys, starts } = fold(again);
    expect(journeys.map(({ status }) => status?.kind)).toEqual(['DELIVERED', 'HUB_IN']);
    expect(starts).toEqual([again[1]?.at.getTime()]);
    expect(journeys[1]?.startedAt).toEqual(again[1]?.at);
  });

  test.each(['OUT_FOR_DELIVERY', 'RETURNING', 'PICKUP_STARTED'] as const)(
    'does not open by %s',
    (kind) => {
      expect(fold([delivered, happened(kind, '25T09:00')]).journeys).toHaveLength(1);
    },
  );

  test('does not open by a pick-up that may have been before the end', () => {
    expect(fold([delivered, happened('PICKED_UP', '09:59')]).journeys).toHaveLength(1);
    expect(fold([delivered, happened('PICKED_UP', '10:00')]).journeys).toHaveLength(1);
    expect(fold([delivered, happened('PICKED_UP', '10:01')]).journeys).toHaveLength(2);
  });

  test('a DAY spans its whole local day, in its own zone', () => {
    const day = onDay('DELIVERED', '23');
    expect(fold([day, happened('PICKED_UP', '23T18:00')]).journeys).toHaveLength(1);
    expect(fold([day, happened('PICKED_UP', '24T00:00')]).journeys).toHaveLength(2);
    const inAthens = { ...day, at: new Date('2026-11-22T22:00Z'), timeZone: 'Europe/Athens' };
    expect(fold([inAthens, happened('PICKED_UP', '23T21:59')]).journeys).toHaveLength(1);
    expect(fold([inAthens, happened('PICKED_UP', '23T22:00')]).journeys).toHaveLength(2);
  });

  test('a pick-up known as a DAY begins with it', () => {
    expect(fold([delivered, onDay('PICKED_UP', '23')]).journeys).toHaveLength(1);
    expect(fold([delivered, onDay('PICKED_UP', '24')]).journeys).toHaveLength(2);
  });

  test('does not open without an end before it', () => {
    const twice = [happened('PICKED_UP', '22T16:00'), happened('PICKED_UP', '23T16:00')];
    expect(fold(twice).journeys).toHaveLength(1);
    expect(fold([...twice, happened('DELIVERED', '24T10:00')]).journeys).toHaveLength(1);
  });

  test('a third one follows the second', () => {
    const all = [delivered, happened('PICKED_UP', '25T09:00'), happened('RETURNED', '26T09:00')];
    expect(fold([...all, happened('PICKED_UP', '28T09:00')]).journeys).toHaveLength(3);
  });

  test('of packages it opens once every known one was picked up anew', () => {
    const ends = happened('DELIVERED', '22T10:00');
    const scans = ['p1', 'p2'].map((barcode) => happened('PICKED_UP', '25T09:00', { barcode }));
    expect(fold([ends, ...scans], ['p1', 'p2']).journeys).toHaveLength(2);
    expect(fold([ends, ...scans.slice(1)], ['p1', 'p2']).journeys).toHaveLength(1);
  });

  test('events belong to the latest journey that began not after them', () => {
    const late = happened('HUB_IN', '24T09:00');
    const { journeys } = fold([delivered, late, happened('PICKED_UP', '25T09:00')]);
    expect(journeys.map(({ status }) => status?.kind)).toEqual(['DELIVERED', 'PICKED_UP']);
  });
});
