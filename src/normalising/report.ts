import type { EventDraft, ReportDraft, SurplusDraft, TimeDraft } from '../domain/draft.ts';
import { fingerprint } from '../domain/hash.ts';
import type { Difference, ReportedEvent, Telling, UnloadingReport } from '../domain/record.ts';
import { manifestBucket } from './consignment.ts';
import { IssueList, readTime, type NormalisingContext, type ReadTime } from './context.ts';
import { findPair } from './event.ts';

/** Head of an unloading report. */
export function normaliseReport(
  context: NormalisingContext,
  draft: ReportDraft,
  issues: IssueList,
): UnloadingReport {
  const depots = findPair(context, { ...draft, time: null }, issues);
  const read = (time: TimeDraft | null): ReadTime | null =>
    time === null ? null : readTime(context, time, { depots: depots ?? [], issues });
  const [arrived, started, finished] = [draft.arrivedAt, draft.startedAt, draft.finishedAt].map(
    read,
  );
  const end = finished ?? started ?? arrived ?? null;
  const precision = (draft.finishedAt ?? draft.startedAt ?? draft.arrivedAt)?.precision ?? 'MINUTE';
  const confirms =
    context.feed.reportConfirmsRest === true && end !== null
      ? { at: end.occurredAt, local: end.local, timeZone: end.timeZone, precision }
      : null;
  return {
    _id: reportId(context, draft),
    member: context.feed.member,
    buckets: bucketsOf(context, draft, draft.manifestNumber),
    number: draft.manifestNumber,
    date: draft.manifestDate,
    loadingUnit: draft.loadingUnit,
    arrivedAt: arrived?.occurredAt ?? null,
    startedAt: started?.occurredAt ?? null,
    finishedAt: finished?.occurredAt ?? null,
    tellings: [{ ...tellingAt(context, draft.line), confirms }],
  };
}

/** Of what was reported, as it was written: a zone or an alias that changes makes no other report of it. */
function reportId({ feed }: NormalisingContext, draft: ReportDraft): string {
  const written = (time: TimeDraft | null): unknown =>
    time === null ? null : [time.local, time.offsetMinutes];
  const { pair, partner, manifestNumber, manifestDate, loadingUnit } = draft;
  const names = pair?.map((name) => name.value) ?? [partner?.value ?? null];
  const times = [draft.arrivedAt, draft.startedAt, draft.finishedAt].map(written);
  return fingerprint(
    'report',
    feed.member,
    names,
    [manifestNumber, manifestDate],
    loadingUnit,
    times,
  );
}

/** A report names two depots of which either may be the sender of the bordero. Its head has told already who is not known. */
export function bucketsOf(
  context: NormalisingContext,
  draft: Pick<ReportDraft, 'pair' | 'partner'>,
  number: string,
): string[] {
  const depots = findPair(context, { ...draft, time: null }, new IssueList()) ?? [null, null];
  const names = draft.pair ?? [draft.partner, null];
  const codes = depots.map((depot, side) => depot?.code ?? names[side]?.value ?? null);
  return codes.flatMap((code) => (code === null ? [] : [manifestBucket(code, number)]));
}

interface Answer {
  readonly report: string;
  readonly buckets: readonly string[];
  readonly number: string;
}

/** The difference of a report that an event is. */
export function differenceOf(
  context: NormalisingContext,
  { draft, event, answer }: { draft: EventDraft; event: ReportedEvent; answer: Answer },
): Difference {
  const packageCount = draft.difference?.packageCount ?? null;
  return {
    _id: `${answer.report}:${fingerprint('difference', event._id, answer.number, packageCount, draft.text)}`,
    ...answer,
    event: event._id,
    keys: event.keys,
    reason: event.tellings[0]?.reason ?? 'OTHER',
    packageCount,
    note: draft.text,
    tellings: [tellingAt(context, draft.line)],
  };
}

export function surplusOf(
  context: NormalisingContext,
  draft: SurplusDraft,
  answer: Answer,
): Difference {
  const { packageCount, packageType, note, barcodes } = draft;
  return {
    _id: `${answer.report}:${fingerprint('surplus', packageCount, packageType, note, barcodes)}`,
    ...answer,
    event: null,
    keys: [],
    reason: 'SURPLUS',
    packageCount,
    note,
    tellings: [tellingAt(context, draft.line)],
  };
}

const tellingAt = ({ feed, upload }: NormalisingContext, line: number): Telling => ({
  key: `${upload.id}:${line}`,
  upload: upload.id,
  feed: feed.slug,
  line,
  receivedAt: upload.receivedAt,
  takenBackAt: null,
});
