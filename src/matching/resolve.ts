import type { Claim, ContentWithdrawal, ReportedEvent } from '../domain/record.ts';
import { standing } from '../domain/record.ts';
import { attachClaims, underSendingDepot } from './attach-claims.ts';
import { attachEvents } from './attach-events.ts';
import { clusterClaims } from './cluster.ts';
import { Group, type GroupKind } from './group.ts';
import { mergeOnward } from './onward.ts';
import type { Ambiguity, Resolution } from './resolution.ts';
import { roleOf, type ClaimRole, type IsHub } from './roles.ts';
import { Shelf } from './shelf.ts';

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
  const ambiguous: Ambiguity[] = [];
  const byRole = { SENDER: [], RECEIVER: [], OTHER: [] } as Record<ClaimRole, Claim[]>;
  for (const claim of records.claims) byRole[roleOf(claim)].push(claim);
  const shelf = new Shelf(gather(byRole.SENDER, 'SENDER', ambiguous));
  const left = joinSenders([...byRole.RECEIVER, ...byRole.OTHER], { shelf, isHub, ambiguous });
  const receivers = left.filter((claim) => roleOf(claim) === 'RECEIVER');
  const strangers = left.filter((claim) => roleOf(claim) === 'OTHER').map(underSendingDepot);
  for (const group of gather(receivers, 'RECEIVER', ambiguous)) shelf.add(group);
  for (const group of gather(strangers, 'STRANGER', ambiguous)) shelf.add(group);
  const waiting: ReportedEvent[] = [];
  for (const { record, hits } of attachEvents(records, { shelf, isHub })) {
    waiting.push(record);
    if (hits.length > 1) ambiguous.push(ambiguity(record._id, hits));
  }
  return { groups: shelf.groups.sort(bySmallestClaim), waiting, ambiguous };
}

const bySmallestClaim = (a: Group, b: Group): number =>
  a.smallestClaim < b.smallestClaim ? -1 : 1;

const ambiguity = (record: string, hits: readonly { readonly group: Group }[]): Ambiguity => ({
  record,
  candidates: [...new Set(hits.map(({ group }) => group))],
});

/** One reporter's claims in one role. */
function gather(claims: readonly Claim[], kind: GroupKind, ambiguous: Ambiguity[]): Group[] {
  const piles = new Map<string, Claim[]>();
  for (const claim of claims) {
    const known = piles.get(claim.member);
    if (known) known.push(claim);
    else piles.set(claim.member, [claim]);
  }
  return [...piles].flatMap(([owner, pile]) => {
    const found = clusterClaims(pile);
    const made = new Map<Claim[], Group>();
    for (const cluster of found.clusters) {
      const group = new Group(kind, owner);
      for (const claim of cluster) group.addClaim(claim);
      group.passCustody();
      made.set(cluster, group);
    }
    for (const { claim, candidates } of found.ambiguous) {
      const groups = candidates.flatMap((cluster) => made.get(cluster) ?? []);
      ambiguous.push({ record: claim._id, candidates: groups });
    }
    return [...made.values()];
  });
}

/**
 * The other members' claims go to the sending partners' consignments: again as long as an onward bordero makes somebody entitled.
 * A claim that fits several which contradict each other waits for a person; those that fit none are answered.
 */
function joinSenders(
  claims: readonly Claim[],
  work: { shelf: Shelf; isHub: IsHub; ambiguous: Ambiguity[] },
): Claim[] {
  let left = attachClaims(claims, work);
  while (mergeOnward(work.shelf))
    left = attachClaims(
      left.map(({ record }) => record),
      work,
    );
  const free: Claim[] = [];
  for (const { record, hits } of left) {
    if (hits.length > 1) work.ambiguous.push(ambiguity(record._id, hits));
    else free.push(record);
  }
  return free;
}
