import type { MemberId } from '../domain/consignment.ts';
import { looksLikeSscc } from '../domain/reference.ts';
import type { Borne, Group } from './group.ts';
import { barcodeKey, isStrongKey, referenceKey } from './keys.ts';
import { issuersFit } from './references.ts';
import type { Shelf } from './shelf.ts';

/**
 * An onward bordero that names no first sender stands for its reporter's own consignment, until it turns out to name exactly (an
 * SSCC, or a partner's number of another issuer) what its reporter carries on as a handling partner: then it is part of that one,
 * and passes custody on (rules.md section 5). True where something was put together.
 */
export function mergeOnward(shelf: Shelf): boolean {
  let merged = false;
  for (let again = true; again;) {
    again = false;
    for (const onward of onwardGroups(shelf)) {
      if (shelf.current(onward) !== onward) continue;
      const carried = carriedBy(onward, shelf);
      if (carried === null) continue;
      shelf.merge(carried, onward);
      carried.passCustody();
      again = merged = true;
    }
  }
  return merged;
}

function onwardGroups({ groups }: Shelf): Group[] {
  const handlers = new Set<MemberId>();
  for (const group of groups) for (const member of group.handlers) handlers.add(member);
  if (handlers.size === 0) return [];
  return groups
    .filter(({ kind, owner }) => kind === 'SENDER' && handlers.has(owner))
    .filter(({ claims }) => !claims.some((claim) => claim.originNamed))
    .sort((a, b) => (a.smallestClaim < b.smallestClaim ? -1 : 1));
}

/** Of several the one with the nearest document date; of two that carry each other on the older one stays. */
function carriedBy(onward: Group, shelf: Shelf): Group | null {
  const day = onward.firstDay;
  let best: Group | null = null;
  let least = Infinity;
  for (const group of namedBy(onward, shelf)) {
    if (!group.isWithinLife(day) || !isOlder(group, onward)) continue;
    const distance = group.distance(day);
    if (distance > least) continue;
    if (distance === least && best !== null && best.smallestClaim < group.smallestClaim) continue;
    [best, least] = [group, distance];
  }
  return best;
}

function isOlder(a: Group, b: Group): boolean {
  if (!b.handlers.has(a.owner)) return true;
  return (
    a.firstDay < b.firstDay || (a.firstDay === b.firstDay && a.smallestClaim < b.smallestClaim)
  );
}

/** What the reporter of an onward bordero carries on, and names exactly. */
function namedBy(onward: Group, shelf: Shelf): Set<Group> {
  const named = new Set<Group>();
  const add = (key: string, names: (group: Group) => boolean): void => {
    for (const group of shelf.at(key))
      if (group !== onward && group.handlers.has(onward.owner) && names(group)) named.add(group);
  };
  for (const barcode of onward.barcodes.keys())
    if (looksLikeSscc(barcode)) add(barcodeKey(barcode), (group) => group.barcodes.has(barcode));
  for (const reference of onward.references) {
    const key = referenceKey(reference.type, reference.value);
    if (reference.issuer === null || reference.issuer === onward.owner || !isStrongKey(key))
      continue;
    add(key, (group) => group.referencesAt(key).some((known) => isSame(known, reference)));
  }
  return named;
}

const isSame = (known: Borne, reference: Borne): boolean =>
  known.value === reference.value && issuersFit(known, reference);
