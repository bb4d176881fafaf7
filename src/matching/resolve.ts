import type { MemberId } from '../domain/consignment.ts';
import { standing, type Claim, type ContentWithdrawal, type ReportedEvent } from '../domain/record.ts';
import { attachEvents } from './attach-events.ts';
import { clusterClaims } from './cluster.ts';
import { dayOfClaim, Group, type GroupKind } from './group.ts';
import { findHits, TIER, type Hit, type Seeker } from './hits.ts';
import { mergeGroups } from './join.ts';
import type { Ambiguity, Resolution } from './resolution.ts';
import { mayAddClaim, roleOf, type IsHub } from './roles.ts';

interface Records {
  readonly claims: readonly Claim[];
  readonly events: readonly ReportedEvent[];
  readonly withdrawals: readonly ContentWithdrawal[];
}

/**
 * Which records are one consignment: a function of the set of records alone (rules.md sections 4 and 5), so that neither the order
 * of arrival nor the order of work can matter. The sending partner's claims come first, then the receiving partner's, then those
 * of the chain of custody; what is left stays with its reporter; then events.
 */
export function resolve(records: Records, isHub: IsHub): Resolution {
  const isAlive = (claim: Claim): boolean => standing(claim.tellings).length > 0;
  const alive = resolveClaims({ ...records, claims: records.claims.filter(isAlive) }, isHub);
  const ghosts = records.claims.filter((claim) => !isAlive(claim));
  if (ghosts.length === 0 || alive.waiting.length === 0) return alive;
  return withGhosts(alive, { ...records, claims: ghosts }, isHub);
}

/** A consignment whose claims were all taken back is gone only with its last event that stands (rules.md section 6). */
function withGhosts(alive: Resolution, ghosts: Records, isHub: IsHub): Resolution {
  const { groups, waiting } = resolveClaims({ ...ghosts, events: alive.waiting }, isHub);
  const kept = groups.filter((group) => group.events.some(isReported));
  const gone = groups.filter((group) => !kept.includes(group)).flatMap((group) => group.events);
  return {
    groups: [...alive.groups, ...kept],
    waiting: [...waiting, ...gone],
    ambiguous: alive.ambiguous,
  };
}

const isReported = ({ tellings, withdrawals }: ReportedEvent): boolean =>
  standing(tellings).length > 0 && withdrawals.every(({ takenBackAt }) => takenBackAt !== null);

function resolveClaims(records: Records, isHub: IsHub): Resolution {
  const { claims } = records;
  const ambiguous: Ambiguity[] = [];
  const gather = (some: readonly Claim[], kind: GroupKind): Group[] =>
    gatherGroups(some, kind, ambiguous);
  const senders = gather(claims.filter((claim) => roleOf(claim) === 'SENDER'), 'SENDER');
  const others = claims.filter((claim) => roleOf(claim) !== 'SENDER').sort(byId);
  const { groups, left } = attachClaims({ groups: senders, claims: others, isHub, ambiguous });
  const all = [
    ...mergeOnward(groups),
    ...gather(left.filter((claim) => roleOf(claim) === 'RECEIVER'), 'RECEIVER'),
    ...gather(left.filter((claim) => roleOf(claim) === 'OTHER'), 'STRANGER'),
  ];
  return attachEvents({ ...records, groups: all, ambiguous, isHub });
}

const byId = (a: Claim, b: Claim): number => (a._id < b._id ? -1 : 1);

/** One reporter's claims in one role; a receiving partner's by the sending partner that they name. */
function gatherGroups(claims: readonly Claim[], kind: GroupKind, ambiguous: Ambiguity[]): Group[] {
  const piles = new Map<string, Claim[]>();
  for (const claim of claims) {
    const pile = kind === 'RECEIVER' ? `${claim.member}|${claim.sending?.member ?? ''}` : claim.member;
    const known = piles.get(pile);
    if (known) known.push(claim);
    else piles.set(pile, [claim]);
  }
  const groups: Group[] = [];
  for (const pile of piles.values()) {
    const found = clusterClaims(pile);
    const made = new Map<Claim[], Group>();
    for (const cluster of found.clusters) {
      const owner = cluster[0]?.member;
      if (owner === undefined) continue;
      const group = new Group(kind, owner);
      for (const claim of cluster) group.addClaim(claim);
      made.set(cluster, group);
      groups.push(group);
    }
    for (const { claim, candidates } of found.ambiguous)
      ambiguous.push({
        record: claim._id,
        candidates: candidates.flatMap((cluster) => made.get(cluster) ?? []),
      });
  }
  for (const group of groups) addHandlers(group, group.claims.filter((claim) => claim.member === group.owner));
  return groups;
}

/** Custody (rules.md section 5): the bordero makes the member that receives it a handling partner. */
function addHandlers(group: Group, claims: readonly Claim[]): void {
  if (group.kind !== 'SENDER') return;
  for (const claim of claims) {
    const to = claim.headReceiving?.member;
    if (to === undefined || to === group.sender || to === claim.receiving?.member) continue;
    if (to !== group.receiver) group.handlers.add(to);
  }
}

const seekerOf = (claim: Claim): Seeker => ({
  member: claim.member,
  references: claim.references,
  barcodes: claim.packages.flatMap(({ barcode }) => (barcode === null ? [] : [barcode])),
  pair: null,
  day: dayOfClaim(claim),
});

/** The other partners' claims: again and again, because an onward bordero that attaches makes its receiver entitled. */
function attachClaims(work: {
  groups: Group[];
  claims: readonly Claim[];
  isHub: IsHub;
  ambiguous: Ambiguity[];
}): { groups: Group[]; left: Claim[] } {
  let { groups } = work;
  let left = [...work.claims];
  for (let moved = true; moved; ) {
    moved = false;
    const found = left.map((claim) => ({
      claim,
      hits: findHits(seekerOf(claim), groups, mayAddClaim(claim, work.isHub)),
    }));
    const still: Claim[] = [];
    for (const { claim, hits } of found) {
      const home = homeOf(hits, groups);
      if (home === null) {
        still.push(claim);
        continue;
      }
      groups = home.groups;
      addOnward(home.group, claim, hits);
      moved = true;
    }
    left = still;
  }
  return { groups, left: withoutAmbiguous(left, groups, work) };
}

/** Where the hits lead: one consignment, several that join into one, or nowhere. */
function homeOf(hits: readonly Hit[], groups: Group[]): { group: Group; groups: Group[] } | null {
  if (hits.length === 0) return null;
  return mergeGroups(
    hits.map((hit) => hit.group),
    groups,
  );
}

function addOnward(group: Group, claim: Claim, hits: readonly Hit[]): void {
  group.addClaim(claim);
  const exact = hits.some((hit) => hit.tier === TIER.EXACT || hit.tier === TIER.BARCODE);
  const to = claim.headReceiving?.member;
  const isOnward = group.handlers.has(claim.member) && claim.headSending?.member === claim.member;
  if (exact && isOnward && to !== undefined && to !== group.sender && to !== group.receiver)
    group.handlers.add(to);
}

/** A claim that fits several consignments which contradict each other waits for a person. */
function withoutAmbiguous(
  left: readonly Claim[],
  groups: readonly Group[],
  { isHub, ambiguous }: { isHub: IsHub; ambiguous: Ambiguity[] },
): Claim[] {
  return left.filter((claim) => {
    const hits = findHits(seekerOf(claim), groups, mayAddClaim(claim, isHub));
    if (hits.length < 2) return true;
    ambiguous.push({ record: claim._id, candidates: hits.map((hit) => hit.group) });
    return false;
  });
}

/** An onward bordero that names no first sender, but the very barcodes of a consignment its reporter carries on. */
function mergeOnward(groups: Group[]): Group[] {
  let result = groups;
  for (const onward of groups) {
    const named = onward.claims.some((claim) => claim.originNamed);
    if (onward.kind !== 'SENDER' || named || onward.barcodes.size === 0) continue;
    const carried = result.find(
      (group) => group !== onward && group.handlers.has(onward.owner) && sharesBarcode(group, onward),
    );
    if (carried === undefined || !result.includes(onward)) continue;
    for (const claim of onward.claims) {
      carried.addClaim(claim);
      const to: MemberId | undefined = claim.headReceiving?.member;
      if (to !== undefined && to !== carried.sender && to !== carried.receiver) carried.handlers.add(to);
    }
    result = result.filter((group) => group !== onward);
  }
  return result;
}

const sharesBarcode = (a: Group, b: Group): boolean => [...b.barcodes].some((code) => a.barcodes.has(code));
