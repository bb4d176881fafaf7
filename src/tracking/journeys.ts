import type { ConsignmentStatus, Journey, TimelineEvent } from '../domain/consignment.ts';
import { canBeStatus, isTerminal, kindPosition } from '../domain/event.ts';
import { latestInstant } from '../domain/time.ts';
import { inOrder } from './timeline.ts';

/** Something that may be the status: an event about the whole consignment, or one kind that every known package has had. */
interface Candidate {
  readonly event: TimelineEvent;
  readonly reason: string | null;
  /** Latest instant at which it may have happened, ms. */
  readonly until: number;
}

export interface Travelled {
  readonly journeys: Journey[];
  /** Start of each journey but the first, ms, ascending. */
  readonly starts: readonly number[];
}

const untilOf = (event: TimelineEvent): number =>
  latestInstant(event.at, event.local, event.timeZone, event.precision).getTime();

/** rules.md section 7. `events` ascending and not withdrawn, `barcodes` of all known packages. */
export function travel(events: readonly TimelineEvent[], barcodes: readonly string[]): Travelled {
  const actual = events.filter((event) => event.classifier === 'ACTUAL' && canBeStatus(event.kind));
  const starts = findStarts(actual, barcodes);
  const journeys: Journey[] = [];
  for (let number = 1; number <= starts.length + 1; number++) {
    const own = actual.filter((event) => journeyAt(event.at, starts) === number);
    const all = events.filter((event) => journeyAt(event.at, starts) === number);
    const status = statusOf(candidatesOf(own, barcodes));
    const begun = starts[number - 2] ?? firstActual(all);
    journeys.push({
      number,
      status,
      startedAt: begun === null ? null : new Date(begun),
      endedAt: status !== null && isTerminal(status.kind) ? status.since : null,
    });
  }
  return { journeys, starts };
}

const firstActual = (events: readonly TimelineEvent[]): number | null =>
  events.find((event) => event.classifier === 'ACTUAL')?.at.getTime() ?? null;

/** Events belong to the latest journey that began not after them. */
export const journeyAt = (at: Date, starts: readonly number[]): number =>
  1 + starts.filter((start) => start <= at.getTime()).length;

/** A further journey opens only by a pick-up not before the latest possible instant of a terminal event of the one before. */
function findStarts(actual: readonly TimelineEvent[], barcodes: readonly string[]): number[] {
  if (!actual.some((event) => event.kind === 'PICKED_UP') || !actual.some((e) => isTerminal(e.kind)))
    return [];
  const starts: number[] = [];
  for (;;) {
    const from = starts.at(-1) ?? -Infinity;
    const own = actual.filter((event) => event.at.getTime() >= from);
    const ends = candidatesOf(own, barcodes)
      .filter(({ event }) => isTerminal(event.kind))
      .map(({ until }) => until);
    const end = Math.min(...ends);
    const later = own.filter((event) => event.at.getTime() >= end && event.at.getTime() > from);
    const next = firstPickUp(later, barcodes);
    if (next === null) return starts;
    starts.push(next);
  }
}

/** Of the whole consignment, or of every known package: then the journey begins with the first of them. */
function firstPickUp(events: readonly TimelineEvent[], barcodes: readonly string[]): number | null {
  const pickUps = events.filter((event) => event.kind === 'PICKED_UP');
  const whole = pickUps.find((event) => event.barcode === null);
  const rolledUp = candidatesOf(pickUps.filter((event) => event.barcode !== null), barcodes).length > 0;
  const first = rolledUp ? pickUps.find((event) => event.barcode !== null) : undefined;
  const times = [whole, first].flatMap((event) => (event === undefined ? [] : [event.at.getTime()]));
  return times.length === 0 ? null : Math.min(...times);
}

function candidatesOf(events: readonly TimelineEvent[], barcodes: readonly string[]): Candidate[] {
  const candidates: Candidate[] = [];
  const scans = new Map<string, TimelineEvent[]>();
  for (const event of events) {
    if (event.barcode === null) {
      candidates.push({ event, reason: event.reason, until: untilOf(event) });
      continue;
    }
    const known = scans.get(event.kind);
    if (known) known.push(event);
    else scans.set(event.kind, [event]);
  }
  for (const ofKind of scans.values()) {
    const rolledUp = rollUp(ofKind, barcodes);
    if (rolledUp !== null) candidates.push(rolledUp);
  }
  return candidates;
}

/** A package event counts once every known package has one of its kind, at the latest of their times. */
function rollUp(scans: readonly TimelineEvent[], barcodes: readonly string[]): Candidate | null {
  if (barcodes.length === 0) return null;
  const first = new Map<string, TimelineEvent>();
  for (const scan of scans)
    if (scan.barcode !== null && !first.has(scan.barcode)) first.set(scan.barcode, scan);
  const needed = barcodes.map((barcode) => first.get(barcode));
  if (needed.includes(undefined)) return null;
  const found = needed.filter((event) => event !== undefined).sort(inOrder);
  const latest = found.at(-1);
  if (latest === undefined) return null;
  const reason = found.findLast((event) => event.reason !== null)?.reason ?? null;
  return { event: latest, reason, until: Math.max(...found.map(untilOf)) };
}

/** A terminal candidate beats every other, whatever their times; else the greatest (occurredAt, position of the kind, id). */
function statusOf(candidates: readonly Candidate[]): ConsignmentStatus | null {
  const terminal = candidates.filter(({ event }) => isTerminal(event.kind));
  const best = (terminal.length > 0 ? terminal : candidates).reduce<Candidate | null>(
    (greatest, one) => (greatest === null || inOrder(greatest.event, one.event) < 0 ? one : greatest),
    null,
  );
  if (best === null) return null;
  const { kind, at, member } = best.event;
  return { kind, reason: best.reason, since: at, reportedBy: member };
}

export const isLaterKind = (a: TimelineEvent, b: TimelineEvent): boolean =>
  kindPosition(a.kind) !== kindPosition(b.kind) && a.at.getTime() > b.at.getTime();
