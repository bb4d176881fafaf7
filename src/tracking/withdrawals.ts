import {
  firstReceived,
  standing,
  type ContentWithdrawal,
  type ReportedEvent,
  type Withdrawal,
} from '../domain/record.ts';
import { readingOf } from './reading.ts';

export const isStanding = (withdrawal: Withdrawal): boolean => withdrawal.takenBackAt === null;

/** rules.md section 3: the same barcode, the same code or kind, and the same time, as written or as instant. */
export function agrees(withdrawal: ContentWithdrawal, event: ReportedEvent): boolean {
  const { code, kind, reason, local, occurredAt } = withdrawal.withdraws;
  const reading = readingOf(event);
  if (withdrawal.barcode !== event.barcode) return false;
  if (kind !== null && (kind !== reading.kind || (reason !== null && reason !== reading.reason)))
    return false;
  if (code !== null && code !== event.code) return false;
  const written = reading.local ?? event.local;
  return local === written || occurredAt.getTime() === reading.occurredAt.getTime();
}

/** A withdrawal takes back its reporter's own events only. */
export const takesBack = (withdrawal: ContentWithdrawal, event: ReportedEvent): boolean =>
  withdrawal.member === event.member && agrees(withdrawal, event);

/**
 * When an event was withdrawn by id, by mutation or by content; null: it was not. `withdrawals` and `events` are those of its
 * consignment.
 */
export function namedWithdrawnAt(
  event: ReportedEvent,
  withdrawals: readonly ContentWithdrawal[],
  events: readonly ReportedEvent[],
): Date | null {
  const times = event.withdrawals.filter(isStanding).map(({ at }) => at.getTime());
  for (const withdrawal of bindingWithdrawals(event, withdrawals, events)) {
    const told = firstReceived(standing(withdrawal.tellings));
    if (told !== undefined && takesBack(withdrawal, event)) times.push(told.receivedAt.getTime());
  }
  return times.length === 0 ? null : new Date(Math.min(...times));
}

/** When an event ceased to count, withdrawn or taken back with its last upload; null: it counts. */
export function withdrawnAt(
  event: ReportedEvent,
  withdrawals: readonly ContentWithdrawal[],
  events: readonly ReportedEvent[],
): Date | null {
  const named = namedWithdrawnAt(event, withdrawals, events);
  if (named !== null || standing(event.tellings).length > 0) return named;
  return new Date(Math.max(...event.tellings.map((one) => one.takenBackAt?.getTime() ?? 0)));
}

/**
 * A repeat of a withdrawn event stays withdrawn, unless it comes under a new id of the sender (rules.md section 3): a withdrawal by
 * content does not bind what came later under an id of its own, if it had another target before.
 */
function bindingWithdrawals(
  event: ReportedEvent,
  withdrawals: readonly ContentWithdrawal[],
  events: readonly ReportedEvent[],
): readonly ContentWithdrawal[] {
  if (event.senderId === null || withdrawals.length === 0) return withdrawals;
  const came = firstReceipt(event);
  return withdrawals.filter((withdrawal) => {
    const told =
      firstReceived(standing(withdrawal.tellings))?.receivedAt.getTime() ??
      Number.POSITIVE_INFINITY;
    if (came < told || (came === told && !isAfter(event, withdrawal))) return true;
    return !events.some(
      (other) =>
        other !== event && takesBack(withdrawal, other) && isBefore(other, withdrawal, told),
    );
  });
}

const firstReceipt = (event: ReportedEvent): number =>
  Math.min(...event.tellings.map(({ receivedAt }) => receivedAt.getTime()));

/** Of one upload the line decides. */
function isAfter(event: ReportedEvent, withdrawal: ContentWithdrawal): boolean {
  const told = firstReceived(standing(withdrawal.tellings));
  const came = firstReceived(event.tellings);
  return told !== undefined && came?.upload === told.upload && came.line > told.line;
}

const isBefore = (event: ReportedEvent, withdrawal: ContentWithdrawal, told: number): boolean =>
  firstReceipt(event) < told || (firstReceipt(event) === told && !isAfter(event, withdrawal));
