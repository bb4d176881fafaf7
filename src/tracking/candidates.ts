import type { TimelineEvent } from '../domain/consignment.ts';
import { latestInstant } from '../domain/time.ts';
import { inOrder } from './timeline.ts';

/** Something that may be the status: an event about the whole consignment, or one kind that every known package has had. */
export interface Candidate {
  readonly event: TimelineEvent;
  readonly reason: string | null;
  /** Latest instant at which it may have happened, ms. */
  readonly until: number;
}

const untilOf = (event: TimelineEvent): number =>
  latestInstant(event.at, event.local, event.timeZone, event.precision).getTime();

/** rules.md section 7. `events` ascending, ACTUAL, of kinds that can be a status; `barcodes` of all known packages. */
export function candidatesOf(
  events: readonly TimelineEvent[],
  barcodes: readonly string[],
): Candidate[] {
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
  for (const ofKind of scans.values()) candidates.push(...rollUp(ofKind, barcodes));
  return candidates;
}

/**
 * Package events count once every known package has one of their kind, at the latest of their times; once more when every package
 * has a second one (the second delivery tour), and so on. A package scanned once more than the others moves nothing.
 */
function rollUp(scans: readonly TimelineEvent[], barcodes: readonly string[]): Candidate[] {
  const perPackage = barcodes.map((barcode) => scans.filter((scan) => scan.barcode === barcode));
  const rounds = Math.min(...perPackage.map((own) => own.length));
  if (barcodes.length === 0 || rounds === 0) return [];
  return Array.from({ length: rounds }, (_, round) =>
    together(perPackage.flatMap((own) => own[round] ?? [])),
  );
}

function together(scans: TimelineEvent[]): Candidate {
  const found = scans.sort(inOrder);
  const event = found.at(-1);
  if (event === undefined) throw new Error('No package was scanned');
  const reason = found.findLast((scan) => scan.reason !== null)?.reason ?? null;
  return { event, reason, until: Math.max(...found.map(untilOf)) };
}

/** The greatest (occurredAt, position of the kind, id). */
export const greatest = (candidates: readonly Candidate[]): Candidate | null =>
  candidates.reduce<Candidate | null>(
    (best, one) => (best === null || inOrder(best.event, one.event) < 0 ? one : best),
    null,
  );
