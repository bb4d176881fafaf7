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

/** Two values of one type and issuer: these cannot be one consignment (rules.md section 4). `counts`: only types that it names. */
export function numbersContradict(
  a: readonly StoredReference[],
  b: readonly StoredReference[],
  counts: (type: ReferenceType) => boolean = () => true,
): boolean {
  const known = new Map<ReferenceType, StoredReference[]>();
  for (const one of b) if (counts(one.type)) pile(known, one.type, one);
  const own = new Map<ReferenceType, StoredReference[]>();
  for (const one of a) if (known.has(one.type)) pile(own, one.type, one);
  return [...own].some(([type, some]) => differ(some, known.get(type) ?? []));
}

function pile<K, V>(piles: Map<K, V[]>, key: K, value: V): void {
  const known = piles.get(key);
  if (known) known.push(value);
  else piles.set(key, [value]);
}

/** More values of one type than any consignment has: beyond it only the first are compared. */
const MANY = 50;

function differ(a: readonly StoredReference[], b: readonly StoredReference[]): boolean {
  const values = new Set(a.map(({ value }) => withoutLeadingZeros(value)));
  const others = b.slice(0, MANY);
  return a.slice(0, MANY).some((one) => {
    const fitting = others.filter((other) => issuersFit(one, other));
    return (
      fitting.length > 0 && !fitting.some(({ value }) => values.has(withoutLeadingZeros(value)))
    );
  });
}
