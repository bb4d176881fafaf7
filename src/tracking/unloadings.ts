import type { MemberId } from '../domain/consignment.ts';
import {
  firstReceived,
  receivedBefore,
  standing,
  type Difference,
  type ManifestDocument,
  type UnloadingReport,
} from '../domain/record.ts';
import { prevailing } from './reading.ts';

/** Everything that answers the borderos of one bucket. */
export interface Unloadings {
  readonly reports: readonly UnloadingReport[];
  readonly differences: readonly Difference[];
}

/** A manifest as its reports see it. */
export interface AnsweredList {
  readonly bucket: string;
  readonly number: string;
  readonly date: string | null;
  /** Its sending and its receiving partner: only they may answer it. */
  readonly parties: readonly (MemberId | undefined)[];
}

/**
 * Reports that answer a manifest, oldest first (rules.md section 6): those of its partners whose head names it, or of which a
 * difference does. A report with another date than any manifest of this number answers the nearest.
 */
export function reportsAnswering(
  list: AnsweredList,
  { reports, differences }: Unloadings,
  documents: readonly Pick<ManifestDocument, 'date'>[],
): UnloadingReport[] {
  const dates = new Set(documents.map(({ date }) => date));
  const named = new Set(
    differences
      .filter((one) => one.buckets.includes(list.bucket) && standing(one.tellings).length > 0)
      .map(({ report }) => report),
  );
  return reports
    .filter((report) => standing(report.tellings).length > 0)
    .filter((report) => list.parties.includes(report.member))
    .filter((report) => report.number === list.number || named.has(report._id))
    .filter((report) => isOfDate(report.date, list.date, dates))
    .sort((a, b) => endOf(a) - endOf(b) || (a._id < b._id ? -1 : 1));
}

function isOfDate(
  report: string | null,
  own: string | null,
  dates: ReadonlySet<string | null>,
): boolean {
  if (report === own || report === null || own === null) return true;
  if (dates.has(report)) return false;
  const apart = (date: string | null): number =>
    date === null ? Infinity : Math.abs(Date.parse(date) - Date.parse(report));
  return [...dates].every((date) => apart(own) <= apart(date));
}

const endOf = ({ finishedAt, startedAt, arrivedAt, tellings }: UnloadingReport): number =>
  (finishedAt ?? startedAt ?? arrivedAt ?? tellings[0]?.receivedAt ?? new Date(0)).getTime();

/**
 * The differences of a report that concern one manifest and stand, in the order in which they were reported. One difference told
 * again with another count or note is the same: the longer value stands, as with events (section 3).
 */
export function differencesOf(
  report: UnloadingReport,
  { bucket }: Pick<AnsweredList, 'bucket'>,
  { differences }: Unloadings,
): Difference[] {
  const byEvent = new Map<string, Difference>();
  for (const one of differences) {
    if (one.report !== report._id || !one.buckets.includes(bucket)) continue;
    if (standing(one.tellings).length === 0) continue;
    const key = one.event ?? one._id;
    const known = byEvent.get(key);
    byEvent.set(key, known === undefined ? one : together(known, one));
  }
  return [...byEvent.values()].sort(byFirstTelling);
}

function together(a: Difference, b: Difference): Difference {
  const [first, other] = byFirstTelling(a, b) < 0 ? [a, b] : [b, a];
  const counts = [first.packageCount, other.packageCount];
  const count = prevailing(counts.map((one) => (one === null ? null : String(one))));
  return {
    ...first,
    packageCount: count === null ? null : Number(count),
    note: prevailing([first.note, other.note]),
  };
}

function byFirstTelling(a: Difference, b: Difference): number {
  const [one, other] = [firstReceived(standing(a.tellings)), firstReceived(standing(b.tellings))];
  if (one === undefined || other === undefined || one.key === other.key)
    return a._id < b._id ? -1 : 1;
  return receivedBefore(one, other) ? -1 : 1;
}
