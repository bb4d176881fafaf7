import type { MemberId } from '../domain/consignment.ts';
import type { Side, StoredReference } from '../domain/record.ts';
import { issuersFit, pairOf, type Group } from './group.ts';

/** How a record fits a consignment, in order of trust (rules.md section 4). */
export const TIER = { EXACT: 0, BARCODE: 1, PAIR: 2, ZEROS: 3 } as const;
export type Tier = (typeof TIER)[keyof typeof TIER];

/** What looks for its consignment. */
export interface Seeker {
  readonly member: MemberId;
  readonly references: readonly StoredReference[];
  readonly barcodes: readonly string[];
  readonly pair: readonly [Side | null, Side | null] | null;
  readonly day: number;
}

export interface Hit {
  readonly group: Group;
  readonly tier: Tier;
}

export type MayAdd = (group: Group, tier: Tier) => boolean;

/**
 * The consignments that a record's references and barcodes hit: one means it belongs there, several that they are one
 * consignment or that a person has to decide. Strong keys (issuer known, barcode) count alone where there are any.
 */
export function findHits(seeker: Seeker, groups: readonly Group[], mayAdd: MayAdd): Hit[] {
  const hits: Hit[] = [];
  for (const reference of seeker.references) {
    const best = bestGroup(seeker, groups, (group) => tierOf(seeker, group, reference), mayAdd);
    if (best !== null) hits.push(best);
  }
  for (const barcode of seeker.barcodes) {
    const has = (group: Group): Tier | null => (group.barcodes.has(barcode) ? TIER.BARCODE : null);
    const best = bestGroup(seeker, groups, has, mayAdd);
    if (best !== null) hits.push(best);
  }
  const strongest = Math.min(...hits.map((hit) => hit.tier));
  const counted = strongest <= TIER.BARCODE ? TIER.BARCODE : strongest;
  const seen = new Map<Group, Hit>();
  for (const hit of hits) {
    if (hit.tier > counted) continue;
    const known = seen.get(hit.group);
    if (known === undefined || hit.tier < known.tier) seen.set(hit.group, hit);
  }
  return [...seen.values()];
}

/** The best tier first, then what the reporter itself has claimed, then the nearest document date. */
function bestGroup(
  seeker: Seeker,
  groups: readonly Group[],
  fits: (group: Group) => Tier | null,
  mayAdd: MayAdd,
): Hit | null {
  let best: (Hit & { rank: readonly number[] }) | null = null;
  for (const group of groups) {
    const tier = fits(group);
    if (tier === null || !group.isWithinLife(seeker.day) || !mayAdd(group, tier)) continue;
    const rank = [group.claimedBy(seeker.member) ? 0 : 1, tier, group.distance(seeker.day)];
    if (best === null || comesBefore(rank, best.rank)) best = { group, tier, rank };
  }
  return best === null ? null : { group: best.group, tier: best.tier };
}

function comesBefore(a: readonly number[], b: readonly number[]): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return (a[i] ?? 0) < (b[i] ?? 0);
  return false;
}

function tierOf(seeker: Seeker, group: Group, reference: StoredReference): Tier | null {
  const like = group.referencesLike(reference);
  if (like.length === 0) return null;
  const fitting = like.filter((known) => issuerMatches(seeker, group, reference, known));
  if (fitting.length === 0) return null;
  if (!fitting.some((known) => known.value === reference.value)) return TIER.ZEROS;
  return reference.issuer === null && seeker.pair !== null ? TIER.PAIR : TIER.EXACT;
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

/** rules.md section 4 (c): the same pair, one side unknown, or a pair that the sending partner itself has claimed. */
export function pairFits(seeker: Seeker, group: Group, isHub: (member: MemberId) => boolean): boolean {
  if (seeker.pair === null || group.kind === 'STRANGER') return true;
  const [a, b] = seeker.pair.map((side) => side?.member ?? null) as [MemberId | null, MemberId | null];
  if (a === null || b === null) return oneSideFits(a ?? b, group, isHub);
  if (group.custodyPairs.has(pairOf(a, b))) return true;
  const { sender } = group;
  if (sender === null) return a === group.receiver || b === group.receiver;
  if (a !== sender && b !== sender) return false;
  const other = a === sender ? b : a;
  return other === sender || isParty(other, group, isHub) || group.receiver === null;
}

const isParty = (member: MemberId, group: Group, isHub: (member: MemberId) => boolean): boolean =>
  member === group.receiver ||
  group.claimedReceivers.has(member) ||
  group.handlers.has(member) ||
  isHub(member);

const oneSideFits = (
  member: MemberId | null,
  group: Group,
  isHub: (member: MemberId) => boolean,
): boolean =>
  member === null || member === group.sender || group.sender === null || isParty(member, group, isHub);
