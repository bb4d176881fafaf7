import type { TimelineEvent } from '../domain/consignment.ts';
import { kindPosition } from '../domain/event.ts';
import {
  firstReceived,
  standing,
  type ContentWithdrawal,
  type EventTelling,
  type ReportedEvent,
  type Withdrawal,
} from '../domain/record.ts';

/** Contract order: occurredAt, position in EventKind, id. */
export const inOrder = (a: TimelineEvent, b: TimelineEvent): number =>
  a.at.getTime() - b.at.getTime() ||
  kindPosition(a.kind) - kindPosition(b.kind) ||
  (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Of differing values the longer stands, of equally long ones the greater by code points (rules.md section 3). */
export function prevailing(values: readonly (string | null)[]): string | null {
  let best: string | null = null;
  for (const value of values) {
    if (value === null || value === '' || value === best) continue;
    if (best === null || value.length > best.length || (value.length === best.length && value > best))
      best = value;
  }
  return best;
}

/** The telling that gives an event its reading: received first among those that stand, else among all. */
export function readingOf(event: ReportedEvent): EventTelling {
  const alive = standing(event.tellings);
  const reading = firstReceived(alive.length > 0 ? alive : event.tellings);
  if (reading === undefined) throw new Error(`Event ${event._id} was told by nobody`);
  return reading;
}

/** An event with what all its tellings bring; its journey is decided by the fold. */
export function timelineEvent(
  event: ReportedEvent,
  withdrawals: readonly ContentWithdrawal[],
): TimelineEvent {
  const reading = readingOf(event);
  const alive = standing(event.tellings);
  const tellings = alive.length > 0 ? alive : event.tellings;
  const one = tellings.length === 1;
  return {
    id: event._id,
    kind: reading.kind,
    classifier: event.classifier,
    reason: reading.reason,
    at: reading.occurredAt,
    local: event.local,
    timeZone: reading.timeZone,
    precision: event.precision,
    member: event.member,
    place: event.place,
    journey: 1,
    barcode: event.barcode,
    code: event.code,
    codeList: reading.codeList,
    text: one ? reading.text : prevailing(tellings.map((telling) => telling.text)),
    signedBy: one ? reading.signedBy : prevailing(tellings.map((telling) => telling.signedBy)),
    withdrawnAt: withdrawnAt(event, withdrawals),
    upload: reading.upload,
    line: reading.line,
    receivedAt: reading.receivedAt,
  };
}

/** When the event was withdrawn, by id, by content or with its last upload; null: it counts. */
function withdrawnAt(event: ReportedEvent, withdrawals: readonly ContentWithdrawal[]): Date | null {
  const times = event.withdrawals.filter(isStanding).map(({ at }) => at.getTime());
  for (const withdrawal of withdrawals) {
    const told = firstReceived(standing(withdrawal.tellings));
    if (told !== undefined && takesBack(withdrawal, event)) times.push(told.receivedAt.getTime());
  }
  if (times.length > 0) return new Date(Math.min(...times));
  if (standing(event.tellings).length > 0) return null;
  return new Date(Math.max(...event.tellings.map((one) => one.takenBackAt?.getTime() ?? 0)));
}

export const isStanding = (withdrawal: Withdrawal): boolean => withdrawal.takenBackAt === null;

/** rules.md section 3: the same barcode, the same code or kind, and the same time, as written or as instant. */
export function agrees(withdrawal: ContentWithdrawal, event: ReportedEvent): boolean {
  const { code, kind, reason, local, occurredAt } = withdrawal.withdraws;
  const reading = readingOf(event);
  if (withdrawal.barcode !== event.barcode) return false;
  if (kind !== null && (kind !== reading.kind || (reason !== null && reason !== reading.reason)))
    return false;
  if (code !== null && code !== event.code) return false;
  return local === event.local || occurredAt.getTime() === reading.occurredAt.getTime();
}

/**
 * The reporter's own event. A repeat under a new id of the sender, received after a withdrawal that had something to take back,
 * is a new report and stands; that exception is decided where the withdrawal's targets are known.
 */
const takesBack = (withdrawal: ContentWithdrawal, event: ReportedEvent): boolean =>
  withdrawal.member === event.member && agrees(withdrawal, event);

/** Withdrawals that still bind an event: not those that had another target before the event came under its own new id. */
export function bindingWithdrawals(
  event: ReportedEvent,
  withdrawals: readonly ContentWithdrawal[],
  events: readonly ReportedEvent[],
): readonly ContentWithdrawal[] {
  if (event.senderId === null || withdrawals.length === 0) return withdrawals;
  const came = firstReceipt(event);
  return withdrawals.filter((withdrawal) => {
    const told = firstReceived(standing(withdrawal.tellings))?.receivedAt.getTime() ?? Infinity;
    if (came <= told) return true;
    return !events.some(
      (other) =>
        other !== event && takesBack(withdrawal, other) && firstReceipt(other) <= told,
    );
  });
}

const firstReceipt = (event: ReportedEvent): number =>
  Math.min(...event.tellings.map(({ receivedAt }) => receivedAt.getTime()));
