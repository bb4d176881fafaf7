import type { MemberId } from '../domain/consignment.ts';
import type { Claim } from '../domain/record.ts';
import type { Group } from './group.ts';
import { pairFits, TIER, type MayAdd, type Seeker, type Tier } from './hits.ts';

export type IsHub = (member: MemberId) => boolean;

/** Partners of a consignment by the sending partner's word, present and former, and those in its chain of custody. */
export const isEntitled = (member: MemberId, group: Group): boolean =>
  member === group.sender ||
  member === group.receiver ||
  group.handlers.has(member) ||
  (group.kind === 'SENDER' && group.claimedReceivers.has(member));

/** An upload never opens a door (rules.md section 5): who may add an event to which consignment. */
export const mayAddEvent =
  (seeker: Seeker, isHub: IsHub): MayAdd =>
  (group, tier) => {
    const { member } = seeker;
    if (group.kind === 'STRANGER') return member === group.owner;
    if (!pairFits(seeker, group, isHub)) return false;
    if (group.kind === 'SENDER') return isEntitled(member, group) || (isHub(member) && isExact(tier));
    if (member === group.owner) return true;
    if (member === group.sender) return names(seeker, group.owner);
    return isHub(member) && isExact(tier);
  };

/** "names it by exact reference or SSCC": leading zeros ignored is not exact. */
const isExact = (tier: Tier): boolean => tier !== TIER.ZEROS;

/** Where only the receiving partner has claimed it, a record of the sender counts only if it names that partner itself. */
const names = ({ pair }: Seeker, member: MemberId): boolean =>
  pair?.some((side) => side?.member === member) ?? false;

export type ClaimRole = 'SENDER' | 'RECEIVER' | 'OTHER';

/** The reporter's role by its own word. */
export function roleOf(claim: Claim): ClaimRole {
  if (claim.sending?.member === claim.member) return 'SENDER';
  return claim.receiving?.member === claim.member ? 'RECEIVER' : 'OTHER';
}

/** Which consignments of a sending partner another member's consignment record may join. */
export const mayAddClaim =
  (claim: Claim, isHub: IsHub): MayAdd =>
  (group, tier) => {
    if (group.kind !== 'SENDER') return false;
    if (isHub(claim.member) && isExact(tier)) return true;
    if (!isEntitled(claim.member, group)) return false;
    return partnersFit(claim, group);
  };

/** The claim names the partners that the sending partner has named, or leaves a side open. */
export function partnersFit(claim: Claim, group: Group): boolean {
  const sender = claim.sending?.member ?? null;
  const receiver = claim.receiving?.member ?? null;
  const onward = group.handlers.has(claim.member) && sender === claim.member;
  if (sender !== null && sender !== group.sender && !onward) return false;
  return receiver === null || group.receiver === null || group.claimedReceivers.has(receiver);
}
