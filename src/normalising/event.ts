import { readStatus, type StatusReading } from '../codes/read-status.ts';
import type { DepotName, EventDraft } from '../domain/draft.ts';
import { classifierOf, type EventClassifier } from '../domain/event.ts';
import { fingerprint } from '../domain/hash.ts';
import type { Where } from '../domain/issue.ts';
import type { EventTelling, ReportedEvent } from '../domain/record.ts';
import { barcodeValue, hasValidCheckDigit, looksLikeSscc } from '../domain/reference.ts';
import { keysOf } from '../matching/keys.ts';
import { findDepot, IssueList, readTime, sides, type NormalisingContext } from './context.ts';
import type { ReadTime } from './context.ts';
import type { RegisteredDepot } from './register.ts';
import { storeReferences } from './references.ts';
import { subjectOf } from './subject.ts';

const DAY = 86_400_000;
const EARLIEST_DATE = '2000-01-01';

export interface NormalisedEvent {
  readonly event: ReportedEvent;
  readonly reading: StatusReading;
  readonly senderKey: string | null;
}

/** An event as it is kept; null where a rule rejects it (the reason stands in `issues`). */
export function normaliseEvent(
  context: NormalisingContext,
  draft: EventDraft,
  { issues, report }: { issues: IssueList; report: ReportedEvent['report'] },
): NormalisedEvent | null {
  const depots = findPair(context, draft, issues);
  const time = readTime(context, draft.time, { depots: depots ?? [], issues });
  const reading = readEventStatus(context, draft, issues);
  const classifier = draft.classifier ?? classifierOf(reading.kind);
  if (!isPlausibleTime(context, { draft, time, classifier, issues })) return null;
  checkBarcode(draft, issues);
  const references = eventReferences(context, draft, issues);
  const subject = subjectOf(draft);
  const event: ReportedEvent = {
    _id: `${subject}:${digestOf(context, draft, time)}`,
    subject,
    keys: keysOf({ references, barcodes: draft.barcode === null ? [] : [draft.barcode] }),
    member: context.feed.member,
    pair: sides(depots),
    barcode: draft.barcode === null ? null : barcodeValue(draft.barcode),
    classifier,
    local: time.local,
    precision: draft.time.precision,
    place: draft.place,
    code: reading.rawCode,
    senderId: draft.senderId,
    tellings: [tellingOf(context, draft, { time, reading, classifier, references })],
    withdrawals: [],
    waiting: false,
    report,
  };
  return { event, reading, senderKey: senderKeyOf(context, draft.senderId) };
}

/** Key of the sender's own id, unique within its feed; null without one. */
export const senderKeyOf = (
  { feed }: NormalisingContext,
  senderId: string | null,
): string | null => (senderId === null ? null : fingerprint('sender', feed.slug, senderId));

export function findPair(
  context: NormalisingContext,
  draft: {
    readonly pair: readonly [DepotName, DepotName] | null;
    readonly partner: DepotName | null;
    readonly network?: string | null;
    readonly time?: EventDraft['time'] | null;
  },
  issues: IssueList,
): readonly [RegisteredDepot | null, RegisteredDepot | null] | null {
  const how = {
    network: draft.network ?? null,
    date: draft.time?.local.slice(0, 10) ?? null,
    issues,
  };
  if (draft.pair !== null)
    return [findDepot(context, draft.pair[0], how), findDepot(context, draft.pair[1], how)];
  return draft.partner === null ? null : [findDepot(context, draft.partner, how), null];
}

function readEventStatus(
  { feed, format }: NormalisingContext,
  draft: EventDraft,
  issues: IssueList,
): StatusReading {
  const reading = readStatus({
    codeList: feed.codeList,
    network: draft.network,
    format,
    status: draft.status,
    text: draft.text,
    ...(draft.status.by === 'code' && draft.status.reason !== undefined
      ? { reason: draft.status.reason }
      : {}),
    additions: feed.codeAdditions,
  });
  const where = draft.status.by === 'kind' ? null : draft.status.where;
  if (reading.outcome === 'unknown') issues.add('UNKNOWN_STATUS', where);
  if (reading.outcome === 'ambiguous') issues.add('AMBIGUOUS_STATUS', where);
  return reading;
}

/**
 * rules.md section 2: what happened lies at most 24 h after its receipt, what is planned or estimated at most a year, nothing
 * before the local day 2000-01-01.
 */
function isPlausibleTime(
  { upload }: NormalisingContext,
  {
    draft,
    time,
    classifier,
    issues,
  }: { draft: EventDraft; time: ReadTime; classifier: EventClassifier; issues: IssueList },
): boolean {
  const { line, record } = draft;
  const where = draft.time.where ?? { line, record, field: 'time', value: time.local };
  const isActual = classifier === 'ACTUAL';
  if (isActual && time.occurredAt.getTime() - upload.receivedAt.getTime() > DAY) {
    issues.add('FUTURE_EVENT', where);
    return false;
  }
  if (
    time.local < EARLIEST_DATE ||
    (!isActual && time.occurredAt > aYearAfter(upload.receivedAt))
  ) {
    issues.add('BAD_DATE', where);
    return false;
  }
  return true;
}

function aYearAfter(instant: Date): Date {
  const later = new Date(instant);
  later.setUTCFullYear(later.getUTCFullYear() + 1);
  return later;
}

function checkBarcode({ barcode, line, record }: EventDraft, issues: IssueList): void {
  if (barcode === null || !looksLikeSscc(barcode) || hasValidCheckDigit(barcodeValue(barcode)))
    return;
  const where: Where = { line, record, field: 'barcode', value: barcode };
  issues.add('BAD_CHECK_DIGIT', where);
}

export const eventReferences = (
  context: NormalisingContext,
  draft: Pick<EventDraft, 'references' | 'line' | 'record'> & {
    readonly network?: string | null;
    readonly time: EventDraft['time'];
  },
  issues: IssueList,
): EventTelling['references'] =>
  storeReferences(context, draft.references, {
    date: draft.time.local.slice(0, 10),
    network: draft.network ?? null,
    line: draft.line,
    record: draft.record,
    issues,
  });

/** The hash of what was reported, never of what the hub made of it (rules.md section 3). */
function digestOf({ feed }: NormalisingContext, draft: EventDraft, time: ReadTime): string {
  const { status, time: reported } = draft;
  const said =
    status.by === 'kind'
      ? ['kind', status.kind, status.reason]
      : status.by === 'scan'
        ? ['scan', status.point, status.code]
        : ['code', status.code, ...(status.reason === undefined ? [] : [status.reason])];
  const when = reported.offsetMinutes === null ? reported.local : time.occurredAt.toISOString();
  const own = draft.senderId === null ? null : [feed.slug, draft.senderId];
  return fingerprint(feed.member, said, draft.classifier, when, draft.place, own);
}

function tellingOf(
  { feed, upload }: NormalisingContext,
  draft: EventDraft,
  {
    time,
    reading,
    classifier,
    references,
  }: {
    time: ReadTime;
    reading: StatusReading;
    classifier: EventClassifier;
    references: EventTelling['references'];
  },
): EventTelling {
  return {
    key: `${upload.id}:${draft.line}`,
    upload: upload.id,
    feed: feed.slug,
    line: draft.line,
    receivedAt: upload.receivedAt,
    takenBackAt: null,
    kind: reading.kind,
    reason: reading.reason,
    classifier,
    local: time.local,
    codeList: reading.codeList,
    occurredAt: time.occurredAt,
    timeZone: time.timeZone,
    text: draft.text,
    signedBy: draft.signedBy,
    position: draft.position,
    references,
  };
}
