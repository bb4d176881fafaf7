import type { ConsignmentStatus, Journey, TimelineEvent } from '../domain/consignment.ts';
import { canBeStatus, isTerminal } from '../domain/event.ts';
import { candidatesOf, greatest, type Candidate } from './candidates.ts';

export interface Travelled {
  readonly journeys: Journey[];
  /** Start of each journey but the first, ms, ascending. */
  readonly starts: readonly number[];
}

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

const isPickUp = (event: TimelineEvent): boolean => event.kind === 'PICKED_UP';

/** A further journey opens only by a pick-up not before the latest possible instant of the event that ended the one before. */
function findStarts(actual: readonly TimelineEvent[], barcodes: readonly string[]): number[] {
  if (!actual.some(isPickUp) || !actual.some(({ kind }) => isTerminal(kind))) return [];
  const starts: number[] = [];
  for (const pickUp of actual.filter(isPickUp)) {
    const at = pickUp.at.getTime();
    const from = starts.at(-1) ?? -Infinity;
    if (at <= from || !isComplete(pickUp, actual, barcodes)) continue;
    const before = actual.filter((event) => event.at.getTime() >= from && event.at <= pickUp.at);
    const end = greatest(candidatesOf(before, barcodes).filter(isEnd));
    if (end !== null && end.until <= at) starts.push(at);
  }
  return starts;
}

const isEnd = ({ event }: Candidate): boolean => isTerminal(event.kind);

/** Of the whole consignment, or the first of every known package's. */
function isComplete(
  pickUp: TimelineEvent,
  actual: readonly TimelineEvent[],
  barcodes: readonly string[],
): boolean {
  if (pickUp.barcode === null) return true;
  const later = actual.filter((event) => isPickUp(event) && event.at >= pickUp.at);
  return (
    barcodes.includes(pickUp.barcode) &&
    barcodes.every((barcode) => later.some((event) => event.barcode === barcode))
  );
}

/** A terminal candidate beats every other, whatever their times; else the greatest (occurredAt, position of the kind, id). */
function statusOf(candidates: readonly Candidate[]): ConsignmentStatus | null {
  const terminal = candidates.filter(isEnd);
  const best = greatest(terminal.length > 0 ? terminal : candidates);
  if (best === null) return null;
  const { kind, at, member } = best.event;
  return { kind, reason: best.reason, since: at, reportedBy: member };
}
