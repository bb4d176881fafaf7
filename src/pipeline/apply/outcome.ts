import {
  receivedBefore,
  standing,
  type Claim,
  type EventTelling,
  type ManifestDocument,
  type ReportedEvent,
  type Telling,
} from '../../domain/record.ts';
import { dayOfClaim } from '../../matching/days.ts';
import { currentDocument, makerOf } from '../../tracking/manifests.ts';
import { prevailing } from '../../tracking/reading.ts';
import type { Outcome } from './entry.ts';

/** Tellings that were applied before this one. */
function earlier<T extends Telling>(
  tellings: readonly T[],
  key: string,
): { before: T[]; own: T | undefined } {
  const index = tellings.findIndex((telling) => telling.key === key);
  return { before: tellings.slice(0, Math.max(index, 0)), own: tellings[index] };
}

/** What telling an event did, derived from the stored event alone, so that a repeated chunk counts the same. */
export function outcomeOfEvent({ tellings }: ReportedEvent, key: string): Outcome {
  const { before, own } = earlier(tellings, key);
  if (before.length === 0 || own === undefined) return 'created';
  const alive = standing(before);
  if (alive.length === 0) return 'changed';
  return bringsSomething(alive, own) || readsOtherwise(alive, own) ? 'changed' : 'duplicate';
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

/** It was received first, though it came to be applied later, and its feed's list says something else. */
function readsOtherwise(before: readonly EventTelling[], own: EventTelling): boolean {
  const first = before.reduce((best, one) => (receivedBefore(one, best) ? one : best));
  const same =
    first.kind === own.kind &&
    first.reason === own.reason &&
    first.occurredAt.getTime() === own.occurredAt.getTime();
  return !same && receivedBefore(own, first);
}

interface KnownOfClaim {
  readonly opened: boolean;
  /** Claims about the same consignment. */
  readonly others: readonly Claim[];
  /** Lists of the manifest's bucket. */
  readonly documents: readonly ManifestDocument[];
}

/**
 * A claim told again changes something only where another of the same member had taken its place, or where it had fallen off its
 * manifest.
 */
export function outcomeOfClaim(claim: Claim, key: string, known: KnownOfClaim): Outcome {
  const { before, own } = earlier(claim.tellings, key);
  if (before.length === 0 || own === undefined) return known.opened ? 'created' : 'changed';
  const alive = standing(before);
  if (alive.length === 0) return 'changed';
  const last = Math.max(...alive.map(({ receivedAt }) => receivedAt.getTime()));
  const overtaken = known.others.some(
    (other) =>
      other._id !== claim._id &&
      other.member === claim.member &&
      dayOfClaim(other) === dayOfClaim(claim) &&
      standing(other.tellings).some(
        ({ receivedAt }) => receivedAt.getTime() > last && receivedAt < own.receivedAt,
      ),
  );
  return overtaken || hadFallenOff(claim, { before: alive, own }, known.documents)
    ? 'changed'
    : 'duplicate';
}

/** The list that counted when this telling was received did not hold the claim any more. */
function hadFallenOff(
  { manifest, ...claim }: Claim,
  { before, own }: { before: readonly { document: string | null }[]; own: Telling },
  documents: readonly ManifestDocument[],
): boolean {
  if (manifest?.replaces !== true) return false;
  const earlierLists = documents.filter(({ tellings }) =>
    tellings.some((one) => one.upload !== own.upload && receivedBefore(one, own)),
  );
  const current = currentDocument(earlierLists, makerOf({ ...claim, manifest }));
  return current !== null && before.every(({ document }) => document !== current._id);
}

export function outcomeOfTelling(
  { tellings }: { readonly tellings: readonly Telling[] },
  key: string,
): Outcome {
  const { before } = earlier(tellings, key);
  if (before.length === 0) return 'created';
  return standing(before).length === 0 ? 'changed' : 'duplicate';
}
