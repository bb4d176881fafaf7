import type { EventDraft, ReportDraft, SurplusDraft, TimeDraft } from '../domain/draft.ts';
import { fingerprint } from '../domain/hash.ts';
import type { Difference, ReportedEvent, Telling, UnloadingReport } from '../domain/record.ts';
import { manifestBucket } from './consignment.ts';
import { readTime, type IssueList, type NormalisingContext } from './context.ts';
import { findPair } from './event.ts';

/** Head of an unloading report. */
export function normaliseReport(
  context: NormalisingContext,
  draft: ReportDraft,
  issues: IssueList,
): UnloadingReport {
  const depots = findPair(context, { ...draft, time: null }, issues);
  const read = (time: TimeDraft | null): Date | null =>
    time === null ? null : readTime(context, time, { depots: depots ?? [], issues }).occurredAt;
  const head = {
    number: draft.manifestNumber,
    date: draft.manifestDate,
    loadingUnit: draft.loadingUnit,
    arrivedAt: read(draft.arrivedAt),
    startedAt: read(draft.startedAt),
    finishedAt: read(draft.finishedAt),
  };
  const names = draft.pair?.map((name) => name.value) ?? [draft.partner?.value ?? null];
  return {
    _id: fingerprint('report', context.feed.member, names, head),
    member: context.feed.member,
    buckets: bucketsOf(context, draft, draft.manifestNumber, issues),
    ...head,
    tellings: [tellingAt(context, draft.line)],
  };
}

/** A report names two depots of which either may be the sender of the bordero. */
export function bucketsOf(
  context: NormalisingContext,
  draft: Pick<ReportDraft, 'pair' | 'partner'>,
  number: string,
  issues: IssueList,
): string[] {
  const depots = findPair(context, { ...draft, time: null }, issues) ?? [null, null];
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
  return {
    _id: `${answer.report}:${fingerprint('difference', event._id, answer.number)}`,
    ...answer,
    event: event._id,
    keys: event.keys,
    reason: event.tellings[0]?.reason ?? 'OTHER',
    packageCount: draft.difference?.packageCount ?? null,
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
