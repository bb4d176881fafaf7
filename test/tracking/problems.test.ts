import { describe, expect, test } from '@jest/globals';
import type { TimelineEvent } from '../../src/domain/consignment.ts';
import { eventProblems } from '../../src/tracking/problems.ts';
import { inOrder } from '../../src/tracking/timeline.ts';
import { happened, onDay } from './told.ts';

const codes = (events: readonly TimelineEvent[], barcodes: readonly string[] = []): string[] =>
  eventProblems([...events].sort(inOrder), barcodes).map(({ code }) => code);

/** rules.md section 7: announced and scanned packages differ. */
describe('CONTRADICTION of packages', () => {
  const scan = (barcode: string, time: string, kind: TimelineEvent['kind'] = 'HUB_IN') =>
    happened(kind, time, { barcode });
  const later = happened('OUT_FOR_DELIVERY', '12:00');

  test('one kind names some of the packages, not all, and another kind followed', () => {
    expect(codes([scan('p1', '10:00'), later], ['p1', 'p2'])).toEqual(['CONTRADICTION']);
  });

  test('not while nothing of another kind followed', () => {
    expect(codes([scan('p1', '10:00')], ['p1', 'p2'])).toEqual([]);
    expect(codes([scan('p1', '10:00'), happened('PICKED_UP', '08:00')], ['p1', 'p2'])).toEqual([]);
  });

  test('not where all are named, and not of packages that nobody announced', () => {
    expect(codes([scan('p1', '10:00'), scan('p2', '10:05'), later], ['p1', 'p2'])).toEqual([]);
    expect(codes([scan('x', '10:00'), later], ['p1', 'p2'])).toEqual([]);
    expect(codes([scan('x', '10:00'), later])).toEqual([]);
  });

  test('only of kinds that can be a status, and of what happened', () => {
    expect(codes([scan('p1', '10:00', 'DISCREPANCY'), later], ['p1', 'p2'])).toEqual([]);
    const planned = { ...scan('p1', '10:00'), classifier: 'PLANNED' as const };
    expect(codes([planned, later], ['p1', 'p2'])).toEqual([]);
  });
});

/** rules.md section 7: two partners report opposite outcomes. */
describe('CONTRADICTION of outcomes', () => {
  test('delivered says the one, returned the other', () => {
    const delivered = happened('DELIVERED', '10:00', { member: 'graz' });
    const returned = happened('RETURNED', '12:00', { member: 'hamburg' });
    expect(codes([delivered, returned])).toEqual(['CONTRADICTION']);
    expect(codes([delivered, { ...returned, member: 'graz' }])).toEqual([]);
    expect(codes([delivered, { ...returned, kind: 'DELIVERED' }])).toEqual([]);
    expect(codes([delivered, { ...returned, journey: 2 }])).toEqual([]);
  });
});

describe('DELIVERED_BEFORE_LOADED', () => {
  const loaded = happened('DEPARTED_ORIGIN_DEPOT', '22T20:00', { member: 'hamburg' });

  test('delivered before it left its depot', () => {
    expect(codes([loaded, happened('DELIVERED', '22T10:00')])).toEqual(['DELIVERED_BEFORE_LOADED']);
    expect(codes([loaded, happened('DELIVERED', '23T10:00')])).toEqual([]);
  });

  test('a day that may still be later is none', () => {
    expect(codes([loaded, onDay('DELIVERED', '22')])).toEqual([]);
    expect(codes([loaded, onDay('DELIVERED', '21')])).toEqual(['DELIVERED_BEFORE_LOADED']);
  });
});
