import { numbersContradict, type Group } from './group.ts';

/**
 * Consignments that one record hits, made into one, unless they contradict each other (rules.md section 4: partners, or two values
 * of one type and issuer) or are more than two. Null: a person has to decide.
 */
export function mergeGroups(
  hits: readonly Group[],
  groups: Group[],
): { group: Group; groups: Group[] } | null {
  const distinct = [...new Set(hits)].filter((group) => groups.includes(group));
  const [first, second] = distinct;
  if (first === undefined || distinct.length > 2) return null;
  if (second === undefined) return { group: first, groups };
  const [stays, goes] = precedence(first, second) <= 0 ? [first, second] : [second, first];
  if (contradictory(stays, goes)) return null;
  stays.absorb(goes);
  return { group: stays, groups: groups.filter((group) => group !== goes) };
}

const KIND_RANK = { SENDER: 0, RECEIVER: 1, STRANGER: 2 } as const;
const smallest = (group: Group): string =>
  group.claims.reduce((least, claim) => (claim._id < least ? claim._id : least), '~');

function precedence(a: Group, b: Group): number {
  return KIND_RANK[a.kind] - KIND_RANK[b.kind] || (smallest(a) < smallest(b) ? -1 : 1);
}

/** Roles claimed by a stranger count for nothing, so that only its numbers can contradict. */
function contradictory(stays: Group, goes: Group): boolean {
  if (numbersContradict(stays.references, goes.references)) return true;
  if (goes.kind === 'STRANGER') return false;
  const differ = (a: string | null, b: string | null): boolean => a !== null && b !== null && a !== b;
  if (differ(stays.sender, goes.sender)) return true;
  const receiver = goes.receiver;
  return (
    differ(stays.receiver, receiver) && !(receiver !== null && stays.claimedReceivers.has(receiver))
  );
}
