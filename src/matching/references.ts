import type { StoredReference } from '../domain/record.ts';
import { withoutLeadingZeros, type ReferenceType } from '../domain/reference.ts';

type Issuer = Pick<StoredReference, 'issuer' | 'issuerDepot'>;

export const sameReference = (a: StoredReference, b: StoredReference): boolean =>
  a.value === b.value && a.issuer === b.issuer && a.issuerDepot === b.issuerDepot;

/** An issuer known only as member fits each of its depots; an unknown one fits any. */
export function issuersFit(a: Issuer, b: Issuer): boolean {
  if (a.issuerDepot !== null && b.issuerDepot !== null) return a.issuerDepot === b.issuerDepot;
  return a.issuer === null || b.issuer === null || a.issuer === b.issuer;
}

/** References by type, for comparing. */
export type ByType = ReadonlyMap<ReferenceType, readonly StoredReference[]>;

export function byType(references: readonly StoredReference[]): ByType {
  const piles = new Map<ReferenceType, StoredReference[]>();
  for (const one of references) {
    const known = piles.get(one.type);
    if (known) known.push(one);
    else piles.set(one.type, [one]);
  }
  return piles;
}

/** Two values of one type and issuer: these cannot be one consignment (rules.md section 4). `counts`: only types that it names. */
export function numbersContradict(
  a: ByType,
  b: ByType,
  counts: (type: ReferenceType) => boolean = () => true,
): boolean {
  for (const [type, some] of a) {
    const others = counts(type) ? b.get(type) : undefined;
    if (others !== undefined && differ(some, others)) return true;
  }
  return false;
}

/** More values of one type than any consignment has: beyond it only the first are compared. */
const MANY = 50;

function differ(a: readonly StoredReference[], b: readonly StoredReference[]): boolean {
  const some = a.length > MANY ? a.slice(0, MANY) : a;
  const others = b.length > MANY ? b.slice(0, MANY) : b;
  return some.some((one) => {
    const fitting = others.filter((other) => issuersFit(one, other));
    return (
      fitting.length > 0 && !fitting.some((other) => some.some((own) => sameNumber(own, other)))
    );
  });
}

const sameNumber = (a: StoredReference, b: StoredReference): boolean =>
  a.value === b.value || withoutLeadingZeros(a.value) === withoutLeadingZeros(b.value);
