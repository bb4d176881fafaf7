import { looksLikeSscc } from '../domain/reference.ts';
import { issuersFit } from './references.ts';
import type { Group } from './group.ts';
import { barcodeKey, referenceKey } from './keys.ts';
import type { Shelf } from './shelf.ts';

/**
 * An onward bordero that names no first sender stands for its reporter's own consignment, until it turns out to name exactly (an
 * SSCC, or a number of another issuer) what its reporter carries on as a handling partner: then it is part of that one, and
 * passes custody on (rules.md section 5). True where something was put together.
 */
export function mergeOnward(shelf: Shelf): boolean {
  let merged = false;
  for (let again = true; again;) {
    again = false;
    const onward = shelf.groups
      .filter(
        (group) => group.kind === 'SENDER' && !group.claims.some((claim) => claim.originNamed),
      )
      .sort((a, b) => (a.smallestClaim < b.smallestClaim ? -1 : 1));
    for (const group of onward) {
      if (shelf.current(group) !== group) continue;
      const carried = carriedBy(group, shelf);
      if (carried === null) continue;
      shelf.merge(carried, group);
      carried.passCustody();
      again = merged = true;
    }
  }
  return merged;
}

/** Of several the one with the nearest document date; an onward bordero is not older than what it hands on. */
function carriedBy(onward: Group, shelf: Shelf): Group | null {
  const day = onward.firstDay;
  let best: Group | null = null;
  for (const group of namedBy(onward, shelf)) {
    if (group === onward || !group.handlers.has(onward.owner)) continue;
    if (!group.isWithinLife(day) || !comesBefore(group, onward)) continue;
    const nearer = best === null ? -1 : group.distance(day) - best.distance(day);
    if (nearer < 0 || (nearer === 0 && best !== null && group.smallestClaim < best.smallestClaim))
      best = group;
  }
  return best;
}

const comesBefore = (a: Group, b: Group): boolean =>
  a.firstDay < b.firstDay ||
  (a.firstDay === b.firstDay && a.smallestClaim < b.smallestClaim) ||
  !b.handlers.has(a.owner);

function namedBy(onward: Group, shelf: Shelf): Set<Group> {
  const named = new Set<Group>();
  for (const barcode of onward.barcodes.keys())
    if (looksLikeSscc(barcode))
      for (const group of shelf.at(barcodeKey(barcode)))
        if (group.barcodes.has(barcode)) named.add(group);
  for (const reference of onward.references) {
    if (reference.issuer === null || reference.issuer === onward.owner) continue;
    for (const group of shelf.at(referenceKey(reference.type, reference.value)))
      if (
        group
          .referencesLike(reference)
          .some((known) => known.value === reference.value && issuersFit(known, reference))
      )
        named.add(group);
  }
  return named;
}
