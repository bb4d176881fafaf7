import type { MemberId } from '../domain/consignment.ts';
import type { Side, StoredReference } from '../domain/record.ts';
import { pairOf, type Borne, type Group } from './group.ts';
import { barcodeKey, isStrongKey, referenceKey } from './keys.ts';
import { issuersFit } from './references.ts';
import type { Shelf } from './shelf.ts';

/**
 * How a record fits a consignment, in order of trust (rules.md section 4). BARCODE: an SSCC. OPEN: the issuer is not known at all,
 * or a barcode that is no SSCC.
 */
export const TIER = { EXACT: 0, BARCODE: 1, PAIR: 2, OPEN: 3, ZEROS: 4 } as const;
export type Tier = (typeof TIER)[keyof typeof TIER];

/** What looks for its consignment. */
export interface Seeker {
  readonly member: MemberId;
  readonly references: readonly StoredReference[];
  readonly barcodes: readonly string[];
  readonly pair: readonly [Side | null, Side | null] | null;
  readonly day: number;
  /** It has no sending number, so that its weak numbers count. */
  readonly floating: boolean;
}

export interface Hit {
  readonly group: Group;
  readonly tier: Tier;
  /** One reference fits several equally well: that does not make them one consignment. */
  readonly tied: boolean;
}

export type MayAdd = (group: Group, tier: Tier) => boolean;

/** What one reference or barcode of a record hits. */
interface Found {
  readonly best: readonly Hit[];
  /** It may stand on many consignments: alone it names none of several. */
  readonly weak: boolean;
  readonly all: readonly Group[];
}

/** Equally good hits beyond these are not followed: more than two are for a person anyway. */
const MOST_HITS = 20;

/**
 * The consignments that a record's references and barcodes hit: one means it belongs there, several that they are one
 * consignment or that a person has to decide. Strong keys (issuer known, barcode) count alone where there are any.
 */
export function findHits(among: Among): readonly Hit[] {
  const { references, barcodes } = among.seeker;
  const [only] = references;
  if (only !== undefined && references.length + barcodes.length === 1)
    return byReference(among, only, 0).best;
  const found = [
    ...references.map((reference, index) => byReference(among, reference, index)),
    ...barcodes.map((barcode) => byBarcode(among, barcode)),
  ].filter(({ best }) => best.length > 0);
  if (found.length <= 1) return found[0]?.best ?? [];
  const strongest = Math.min(...found.map(({ best }) => best[0]?.tier ?? TIER.ZEROS));
  const counted = strongest <= TIER.BARCODE ? TIER.BARCODE : strongest;
  return narrow(found.filter(({ best }) => (best[0]?.tier ?? TIER.ZEROS) <= counted));
}

/** A reference that fits several consignments means the one that another reference of the record has named. */
function narrow(found: readonly Found[]): Hit[] {
  const hits = new Map<Group, Hit>();
  const add = ({ best }: Found): void => {
    for (const hit of best) {
      const known = hits.get(hit.group);
      if (known === undefined || hit.tier < known.tier) hits.set(hit.group, hit);
    }
  };
  const isSingle = ({ best, all, weak }: Found): boolean => (weak ? all : best).length === 1;
  found.filter(isSingle).forEach(add);
  for (const one of found) {
    if (isSingle(one)) continue;
    const named = one.best.some(({ group }) => hits.has(group));
    if (!named && (!one.weak || hits.size === 0)) add(one);
  }
  return [...hits.values()].slice(0, MOST_HITS);
}

/** A consignment that a reference fits, whatever the day. */
interface Candidate {
  readonly group: Group;
  readonly tier: Tier;
  readonly foreign: boolean;
}
/** Candidates by reference or barcode of records that differ in nothing but their day. */
export type Memo = Map<string, readonly Candidate[]>;

interface Among {
  readonly seeker: Seeker;
  readonly shelf: Shelf;
  readonly mayAdd: MayAdd;
  readonly memo?: Memo | undefined;
}

type Fits = (group: Group) => Tier | null;

function byReference(among: Among, reference: StoredReference, index: number): Found {
  const { seeker } = among;
  const key = referenceKey(reference.type, reference.value);
  const weak = !isStrongKey(key);
  const counts = (known: Borne): boolean => !weak || seeker.floating || known.floating;
  const fits: Fits = (group) => tierOf(seeker, group, { key, reference, counts });
  return bestOf(seeker, candidatesAt(among, { key, name: `${String(index)} ${key}`, fits }), weak);
}

function byBarcode(among: Among, barcode: string): Found {
  const { seeker } = among;
  const key = barcodeKey(barcode);
  const weak = !isStrongKey(key);
  const fits: Fits = (group) => {
    const known = group.barcodes.get(barcode);
    if (known === undefined) return null;
    if (!weak) return TIER.BARCODE;
    return seeker.floating || known ? TIER.OPEN : null;
  };
  return bestOf(seeker, candidatesAt(among, { key, name: key, fits }), weak);
}

function candidatesAt(
  { seeker, shelf, mayAdd, memo }: Among,
  { key, name, fits }: { key: string; name: string; fits: Fits },
): readonly Candidate[] {
  const known = memo?.get(name);
  if (known !== undefined) return known;
  const candidates: Candidate[] = [];
  for (const group of shelf.at(key)) {
    const tier = fits(group);
    if (tier === null || !mayAdd(group, tier)) continue;
    candidates.push({ group, tier, foreign: !group.claimedBy(seeker.member) });
  }
  memo?.set(name, candidates);
  return candidates;
}

/** What the reporter itself has claimed first, then the best tier, then the nearest document date; all that are equal in this. */
function bestOf({ day }: Seeker, candidates: readonly Candidate[], weak: boolean): Found {
  let best: Hit[] = [];
  let least: Rank | null = null;
  const all: Group[] = [];
  for (const { group, tier, foreign } of candidates) {
    if (!group.isWithinLife(day)) continue;
    if (weak) all.push(group);
    const rank = { foreign, tier, days: group.distance(day) };
    const order = least === null ? -1 : compare(rank, least);
    if (order > 0) continue;
    if (order < 0) [best, least] = [[], rank];
    best.push({ group, tier, tied: false });
  }
  if (best.length > 1)
    best = best
      .sort((a, b) => (a.group.smallestClaim < b.group.smallestClaim ? -1 : 1))
      .slice(0, MOST_HITS)
      .map((hit) => ({ ...hit, tied: true }));
  return { best, weak, all };
}

interface Rank {
  readonly foreign: boolean;
  readonly tier: Tier;
  readonly days: number;
}

const compare = (a: Rank, b: Rank): number =>
  Number(a.foreign) - Number(b.foreign) || a.tier - b.tier || a.days - b.days;

function tierOf(
  seeker: Seeker,
  group: Group,
  {
    key,
    reference,
    counts,
  }: {
    key: string;
    reference: StoredReference;
    counts: (known: Borne) => boolean;
  },
): Tier | null {
  let fits = false;
  let exactly = false;
  for (const known of group.referencesAt(key)) {
    if (!counts(known) || !issuerMatches(seeker, group, reference, known)) continue;
    fits = true;
    exactly ||= known.value === reference.value;
  }
  if (!fits) return null;
  if (!exactly) return TIER.ZEROS;
  if (reference.issuer !== null) return TIER.EXACT;
  return seeker.pair?.some((side) => side !== null) ? TIER.PAIR : TIER.OPEN;
}

/**
 * A named issuer has to be the reference's. One of a pair: the sending number's issuer is whichever of the two is the sending
 * partner. Neither: any issuer among the reporter's partners, which is whose consignments it may add to.
 */
function issuerMatches(
  { pair }: Seeker,
  group: Group,
  reference: StoredReference,
  known: StoredReference,
): boolean {
  if (reference.issuer !== null || pair === null) return issuersFit(reference, known);
  if (known.issuer === null) return true;
  const sides = pair.filter((side) => side !== null);
  if (sides.some((side) => side.member === known.issuer && depotFits(side, known))) return true;
  return sides.length < 2 || group.custodyPairs.has(pairOfSides(sides));
}

const depotFits = (side: Side, known: StoredReference): boolean =>
  known.issuerDepot === null || known.issuerDepot === side.depot;

const pairOfSides = (sides: readonly Side[]): string =>
  pairOf(sides[0]?.member ?? '', sides[1]?.member ?? '');
