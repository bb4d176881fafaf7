import type { TimelineEvent } from '../domain/consignment.ts';
import { kindPosition } from '../domain/event.ts';
import {
  positionOf,
  type ContentWithdrawal,
  type EventTelling,
  type ReportedEvent,
} from '../domain/record.ts';
import { prevailing, readingOf, tellingsThatCount } from './reading.ts';
import { withdrawnAt } from './withdrawals.ts';

/** Contract order: occurredAt, position in EventKind, id. */
export const inOrder = (a: TimelineEvent, b: TimelineEvent): number =>
  a.at.getTime() - b.at.getTime() ||
  kindPosition(a.kind) - kindPosition(b.kind) ||
  (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** An event with what all its tellings bring, among the withdrawals and events of its consignment; its journey is decided by the fold. */
export function timelineEvent(
  event: ReportedEvent,
  withdrawals: readonly ContentWithdrawal[],
  events: readonly ReportedEvent[],
): TimelineEvent {
  const reading = readingOf(event);
  const tellings = tellingsThatCount(event);
  const best = (read: (telling: EventTelling) => string | null): string | null =>
    tellings.length === 1 ? read(reading) : prevailing(tellings.map(read));
  return {
    id: event._id,
    kind: reading.kind,
    classifier: reading.classifier ?? event.classifier,
    reason: reading.reason,
    at: reading.occurredAt,
    local: reading.local ?? event.local,
    timeZone: reading.timeZone,
    precision: event.precision,
    member: event.member,
    place: event.place,
    position: positionOf(tellings),
    journey: 1,
    barcode: event.barcode,
    code: event.code,
    codeList: reading.codeList,
    text: best(({ text }) => text),
    signedBy: best(({ signedBy }) => signedBy),
    withdrawnAt: withdrawnAt(event, withdrawals, events),
    upload: reading.upload,
    line: reading.line,
    receivedAt: reading.receivedAt,
  };
}
