import type { ReportDraft, TimeDraft } from '../../domain/draft.ts';
import { issueAt, type Issue } from '../../domain/issue.ts';
import type { TextLine } from '../text.ts';
import type { EventHead } from './event.ts';

/** Head of an unloading report of either release, as far as its differences need it. */
export interface Report {
  readonly line: number;
  readonly record: string;
  readonly head: EventHead;
  /** '' where the head names no bordero: then every difference names its own. */
  readonly manifestNumber: string;
  readonly manifestDate: string | null;
  readonly arrivedAt: TimeDraft | null;
  readonly startedAt: TimeDraft | null;
  readonly finishedAt: TimeDraft | null;
}

export function reportDraft(report: Report, loadingUnit: string | null): ReportDraft {
  return {
    type: 'report',
    line: report.line,
    record: report.record,
    pair: report.head.pair,
    partner: report.head.partner,
    manifestNumber: report.manifestNumber,
    manifestDate: report.manifestDate,
    loadingUnit,
    arrivedAt: report.arrivedAt,
    startedAt: report.startedAt,
    finishedAt: report.finishedAt,
  };
}

/**
 * Time of a difference: end of unloading, else its start, else the arrival, else the bordero's date as a day (rules.md section 6).
 * Faults of it are reported at the head, once.
 */
export function differenceTime(report: Report | null): TimeDraft | null {
  if (report === null) return null;
  const stated = report.finishedAt ?? report.startedAt ?? report.arrivedAt;
  if (stated !== null) return { ...stated, where: null };
  const day = report.manifestDate;
  return day === null ? null : { local: day, precision: 'DAY', offsetMinutes: null, where: null };
}

export const noTime = (line: TextLine, recordType: string): Issue =>
  issueAt('BAD_DATE', { line: line.number, record: recordType, field: null, value: null });
