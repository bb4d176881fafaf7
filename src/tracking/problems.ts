import type { Problem, TimelineEvent } from '../domain/consignment.ts';
import { canBeStatus, isTerminal } from '../domain/event.ts';
import { latestInstant } from '../domain/time.ts';

/** Problems that follow from the events alone (rules.md section 7). `events` ascending, not withdrawn, with their journeys. */
export function eventProblems(
  events: readonly TimelineEvent[],
  barcodes: readonly string[],
): Problem[] {
  const problems: Problem[] = [];
  const journeys = new Set(events.map((event) => event.journey));
  const inEach = [...journeys].map((number) => events.filter((event) => event.journey === number));
  if (inEach.some((own) => someScansMissing(own, barcodes) || hasOppositeOutcomes(own)))
    problems.push({ code: 'CONTRADICTION', field: null, value: null });
  if (inEach.some(wasDeliveredBeforeLoaded))
    problems.push({ code: 'DELIVERED_BEFORE_LOADED', field: null, value: null });
  return problems;
}

/** Announced and scanned packages differ: one kind names some of the known packages, not all, and it went on all the same. */
function someScansMissing(events: readonly TimelineEvent[], barcodes: readonly string[]): boolean {
  const known = new Set(barcodes);
  const scans = events.filter(
    (event) => event.barcode !== null && event.classifier === 'ACTUAL' && canBeStatus(event.kind),
  );
  for (const kind of new Set(scans.map((scan) => scan.kind))) {
    const ofKind = scans.filter((scan) => scan.kind === kind && known.has(scan.barcode ?? ''));
    const named = new Set(ofKind.map((scan) => scan.barcode));
    const last = ofKind.at(-1);
    if (last === undefined || named.size >= known.size) continue;
    if (events.some((event) => event.kind !== kind && event.at > last.at)) return true;
  }
  return false;
}

/** Two partners report opposite ends of one journey. */
function hasOppositeOutcomes(events: readonly TimelineEvent[]): boolean {
  const ends = events.filter(
    (event) => event.classifier === 'ACTUAL' && event.barcode === null && isTerminal(event.kind),
  );
  return ends.some((one) =>
    ends.some((other) => one.kind !== other.kind && one.member !== other.member),
  );
}

function wasDeliveredBeforeLoaded(events: readonly TimelineEvent[]): boolean {
  const actual = events.filter((event) => event.classifier === 'ACTUAL');
  const delivered = actual.find((event) => event.kind === 'DELIVERED');
  const loaded = actual.find((event) => event.kind === 'DEPARTED_ORIGIN_DEPOT');
  if (delivered === undefined || loaded === undefined) return false;
  const { at, local, timeZone, precision } = delivered;
  return latestInstant(at, local, timeZone, precision) < loaded.at;
}
