import type { Group } from './group.ts';
import type { Hit } from './hits.ts';
import { byType, numbersContradict } from './references.ts';
import type { Shelf } from './shelf.ts';

/**
 * Consignments that one record hits, made into one, unless they contradict each other (rules.md section 4: partners, or two values
 * of one type and issuer) or are more than two. Null: a person has to decide.
 */
export function mergeHits(hits: readonly Hit[], shelf: Shelf): Group | null {
  const distinct = [...new Set(hits.map(({ group }) => shelf.current(group)))];
  const [first, second] = distinct;
  if (first === undefined || distinct.length > 2) return null;
  if (second === undefined) return first;
  if (hits.some(({ tied }) => tied)) return null;
  const [stays, goes] = precedence(first, second) <= 0 ? [first, second] : [second, first];
  if (contradictory(stays, goes)) return null;
  shelf.merge(stays, goes);
  return stays;
}

const KIND_RANK = { SENDER: 0, RECEIVER: 1, STRANGER: 2 } as const;

const precedence = (a: Group, b: Group): number =>
  KIND_RANK[a.kind] - KIND_RANK[b.kind] || (a.smallestClaim < b.smallestClaim ? -1 : 1);

/** Roles claimed by a stranger count for nothing, and the sending partner may re-route: there only numbers can contradict. */
function contradictory(stays: Group, goes: Group): boolean {
  if (numbersContradict(byType(stays.references), byType(goes.references))) return true;
  if (goes.kind === 'STRANGER') return false;
  if (differ(stays.sender, goes.sender)) return true;
  if (goes.kind === 'SENDER') return false;
  const { receiver } = goes;
  return (
    differ(stays.receiver, receiver) && !(receiver !== null && stays.claimedReceivers.has(receiver))
  );
}

const differ = (a: string | null, b: string | null): boolean => a !== null && b !== null && a !== b;
