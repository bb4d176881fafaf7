import {
  standing,
  type Claim,
  type EventTelling,
  type ReportedEvent,
  type Telling,
} from '../../domain/record.ts';
import { dayOfClaim } from '../../matching/group.ts';
import { prevailing } from '../../tracking/timeline.ts';
import type { Outcome } from './entry.ts';

/** Tellings that were applied before this one. */
function earlier<T extends Telling>(tellings: readonly T[], key: string): { before: T[]; own: T | undefined } {
  const index = tellings.findIndex((telling) => telling.key === key);
  return { before: tellings.slice(0, Math.max(index, 0)), own: tellings[index] };
}

/** What telling an event did, derived from the stored event alone, so that a repeated chunk counts the same. */
export function outcomeOfEvent({ tellings }: ReportedEvent, key: string): Outcome {
  const { before, own } = earlier(tellings, key);
  if (before.length === 0 || own === undefined) return 'created';
  const alive = standing(before);
  if (alive.length === 0) return 'changed';
  return bringsSomething(alive, own) ? 'changed' : 'duplicate';
}

/** A value that the stored event lacks, or a longer one (rules.md section 3). */
function bringsSomething(before: readonly EventTelling[], own: EventTelling): boolean {
  const brings = (read: (telling: EventTelling) => string | null): boolean => {
    const known = before.map(read);
    return prevailing([...known, read(own)]) !== prevailing(known);
  };
  if (brings(({ text }) => text) || brings(({ signedBy }) => signedBy)) return true;
  if (own.position !== null && before.every(({ position }) => position === null)) return true;
  const named = new Set(before.flatMap(({ references }) => references.map(nameOf)));
  return own.references.some((reference) => !named.has(nameOf(reference)));
}

const nameOf = ({ type, value }: { type: string; value: string }): string => `${type}|${value}`;

/** A claim told again changes something only where another of the same member had taken its place. */
export function outcomeOfClaim(
  claim: Claim,
  key: string,
  { opened, others }: { opened: boolean; others: readonly Claim[] },
): Outcome {
  const { before, own } = earlier(claim.tellings, key);
  if (before.length === 0 || own === undefined) return opened ? 'created' : 'changed';
  const alive = standing(before);
  if (alive.length === 0) return 'changed';
  const last = Math.max(...alive.map(({ receivedAt }) => receivedAt.getTime()));
  const overtaken = others.some(
    (other) =>
      other._id !== claim._id &&
      other.member === claim.member &&
      dayOfClaim(other) === dayOfClaim(claim) &&
      standing(other.tellings).some(
        ({ receivedAt }) => receivedAt.getTime() > last && receivedAt < own.receivedAt,
      ),
  );
  return overtaken ? 'changed' : 'duplicate';
}

export function outcomeOfTelling({ tellings }: { readonly tellings: readonly Telling[] }, key: string): Outcome {
  const { before } = earlier(tellings, key);
  if (before.length === 0) return 'created';
  return standing(before).length === 0 ? 'changed' : 'duplicate';
}
