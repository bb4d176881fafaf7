import {
  QUANTITY_NAMES,
  type MemberId,
  type Package,
  type Party,
  type Problem,
  type Quantities,
  type Reference,
} from '../domain/consignment.ts';
import type { Claim, StoredReference } from '../domain/record.ts';
import { referenceRank, withoutLeadingZeros } from '../domain/reference.ts';

/** Claims in the order in which their values are served (rules.md section 8), grouped nowhere: the first that says something wins. */
export function inPrecedence(
  claims: readonly Claim[],
  roleRank: (member: MemberId) => number,
  byDocument: (a: Claim, b: Claim) => number,
): Claim[] {
  return [...claims].sort(
    (a, b) =>
      roleRank(a.member) - roleRank(b.member) || byDocument(a, b) || (a._id < b._id ? -1 : 1),
  );
}

const first = <T>(claims: readonly Claim[], read: (claim: Claim) => T | null): T | null => {
  for (const claim of claims) {
    const value = read(claim);
    if (value !== null && value !== '') return value;
  }
  return null;
};

export function servedQuantities(claims: readonly Claim[]): Quantities {
  const served = (name: keyof Quantities): number | null =>
    first(claims, ({ quantities }) => quantities[name]);
  return {
    packageCount: served('packageCount'),
    grossWeightKg: served('grossWeightKg'),
    volumeM3: served('volumeM3'),
    loadingMetres: served('loadingMetres'),
    palletPlaces: served('palletPlaces'),
  };
}

export interface ServedParty {
  readonly party: Party | null;
  /** The claim that gives the postcode; null: none. */
  readonly postcodeBy: Claim | null;
}

/**
 * The first claim that names the party; what it leaves out comes from the next ones that say nothing else about it. So an absent
 * field overwrites nothing, and no address is put together from two.
 */
export function servedParty(claims: readonly Claim[], role: 'shipper' | 'consignee'): ServedParty {
  let party: Party | null = null;
  let postcodeBy: Claim | null = null;
  for (const claim of claims) {
    const said = claim[role];
    if (said === null || (party !== null && !isSameParty(party, said))) continue;
    if (postcodeBy === null && said.place.postcode !== null) postcodeBy = claim;
    party = fillParty(party, said);
  }
  return { party, postcodeBy };
}

const FIELDS: readonly ((party: Party) => string | null)[] = [
  ({ name }) => name,
  ({ street }) => street,
  ({ place }) => place.name,
  ({ place }) => place.postcode,
  ({ place }) => place.country,
];

/** Nothing that both state differs. */
const isSameParty = (a: Party, b: Party): boolean =>
  FIELDS.every((read) => {
    const [one, other] = [read(a), read(b)];
    return !one || !other || fold(one) === fold(other);
  });

function fillParty(known: Party | null, said: Party): Party {
  if (known === null) return said;
  const place = {
    name: known.place.name ?? said.place.name,
    postcode: known.place.postcode ?? said.place.postcode,
    country: known.place.country ?? said.place.country,
  };
  return { name: known.name ?? said.name, street: known.street ?? said.street, place };
}

/** The union by barcode; packages without barcode are those of the served document. */
export function servedPackages(claims: readonly Claim[]): Package[] {
  const byBarcode = new Map<string, Package>();
  const bare = claims.find((claim) => claim.packages.length > 0)?.packages ?? [];
  for (const claim of claims)
    for (const item of claim.packages) {
      if (item.barcode === null) continue;
      const known = byBarcode.get(item.barcode);
      byBarcode.set(item.barcode, known === undefined ? item : fill(known, item));
    }
  const sorted = [...byBarcode.keys()].sort().flatMap((code) => byBarcode.get(code) ?? []);
  return [...sorted, ...bare.filter((item) => item.barcode === null)];
}

const fill = (known: Package, other: Package): Package =>
  (known.type !== null || other.type === null) &&
  (known.weightKg !== null || other.weightKg === null)
    ? known
    : { ...known, type: known.type ?? other.type, weightKg: known.weightKg ?? other.weightKg };

/** One reference for every type, value and issuer; a value that differs by leading zeros only adds none. */
export function servedReferences(
  references: readonly StoredReference[],
  claims: readonly Claim[],
): Reference[] {
  const claimed = claims.flatMap((claim) => claim.references);
  const ordered = [...claimed, ...references.filter((one) => !claimed.includes(one))];
  const kept = new Map<string, Reference>();
  for (const { type, value, issuer } of ordered) {
    const loose = `${type}|${withoutLeadingZeros(value)}`;
    const key = `${loose}|${issuer ?? ''}`;
    if (issuer === null && [...kept.keys()].some((one) => one.startsWith(`${loose}|`))) continue;
    if (!kept.has(key)) kept.set(key, { type, value, issuer });
  }
  return [...kept.values()].sort(
    (a, b) => referenceRank(a.type) - referenceRank(b.type) || (a.value < b.value ? -1 : 1),
  );
}

/** The values that two members stand by and that differ: CONFLICTING_VALUE, one problem a field. */
export function conflictingValues(claims: readonly Claim[]): Problem[] {
  const byMember = new Map<MemberId, Claim[]>();
  for (const claim of claims) {
    const own = byMember.get(claim.member);
    if (own) own.push(claim);
    else byMember.set(claim.member, [claim]);
  }
  if (byMember.size < 2) return [];
  return COMPARED.flatMap(([field, read]) => {
    const values = [...byMember.values()].flatMap((own) => first(own, read) ?? []);
    const differ = new Set(values.map(fold)).size > 1;
    return differ ? [{ code: 'CONFLICTING_VALUE' as const, field, value: values.join(' / ') }] : [];
  });
}

const fold = (value: string | number): string => String(value).trim().toLowerCase();

const COMPARED: readonly (readonly [string, (claim: Claim) => string | number | null])[] = [
  ...QUANTITY_NAMES.map((name) => [name, (claim: Claim) => claim.quantities[name]] as const),
  ...(['shipper', 'consignee'] as const).flatMap((role) => [
    [`${role}.name`, (claim: Claim) => claim[role]?.name ?? null] as const,
    [`${role}.street`, (claim: Claim) => claim[role]?.street ?? null] as const,
    [`${role}.city`, (claim: Claim) => claim[role]?.place.name ?? null] as const,
    [`${role}.postcode`, (claim: Claim) => claim[role]?.place.postcode ?? null] as const,
    [`${role}.country`, (claim: Claim) => claim[role]?.place.country ?? null] as const,
  ]),
];
