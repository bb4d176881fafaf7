import type { MemberId } from '../domain/consignment.ts';
import type { Claim } from '../domain/record.ts';
import { pairOf, type Group } from './group.ts';
import { TIER, type MayAdd, type Seeker, type Tier } from './hits.ts';

export type IsHub = (member: MemberId) => boolean;

/** Partners of a consignment by the sending partner's word, present and former, and those in its chain of custody. */
const isEntitled = (member: MemberId, group: Group): boolean =>
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
    const asHub = isHub(member) && namesExactly(seeker, group, tier);
    if (group.kind === 'SENDER') return isEntitled(member, group) || asHub;
    if (member === group.owner) return true;
    return member === group.sender ? names(seeker, group.owner) : asHub;
  };

/** "Names it by exact reference or SSCC": by a pair only with the sending partner in it, never with leading zeros ignored. */
const namesExactly = ({ pair }: Seeker, group: Group, tier: Tier): boolean =>
  tier === TIER.EXACT ||
  tier === TIER.BARCODE ||
  (tier === TIER.PAIR && (pair?.some((side) => side?.member === group.sender) ?? false));

/**
 * Where only the receiving partner has claimed it, a record of the sender counts only if it names that partner itself, as one of
 * the message partners or as the issuer of a number (rules.md section 4 d).
 */
const names = ({ pair, references }: Seeker, member: MemberId): boolean =>
  (pair?.some((side) => side?.member === member) ?? false) ||
  references.some(({ issuer }) => issuer === member);

/** rules.md section 4 (c): the same pair, one side unknown, or a pair that the sending partner itself has claimed. */
function pairFits(seeker: Seeker, group: Group, isHub: IsHub): boolean {
  if (seeker.pair === null) return true;
  const [a, b] = seeker.pair.map((side) => side?.member ?? null) as [
    MemberId | null,
    MemberId | null,
  ];
  if (a === null || b === null) return oneSideFits(a ?? b, group, isHub);
  if (group.custodyPairs.has(pairOf(a, b))) return true;
  const { sender } = group;
  if (sender === null) return a === group.receiver || b === group.receiver;
  if (a !== sender && b !== sender) return false;
  const other = a === sender ? b : a;
  return other === sender || isParty(other, group, isHub) || group.receiver === null;
}

const isParty = (member: MemberId, group: Group, isHub: IsHub): boolean =>
  member === group.receiver ||
  group.claimedReceivers.has(member) ||
  group.handlers.has(member) ||
  isHub(member);

const oneSideFits = (member: MemberId | null, group: Group, isHub: IsHub): boolean =>
  member === null ||
  member === group.sender ||
  group.sender === null ||
  isParty(member, group, isHub);

export type ClaimRole = 'SENDER' | 'RECEIVER' | 'OTHER';

/** The reporter's role by its own word. */
export function roleOf(claim: Claim): ClaimRole {
  if (claim.sending?.member === claim.member) return 'SENDER';
  return claim.receiving?.member === claim.member ? 'RECEIVER' : 'OTHER';
}

/** Which consignments of a sending partner another member's consignment record may join. */
export const mayAddClaim =
  (claim: Claim, seeker: Seeker, isHub: IsHub): MayAdd =>
  (group, tier) => {
    if (group.kind !== 'SENDER') return false;
    if (isHub(claim.member) && namesExactly(seeker, group, tier)) return partnersFit(claim, group);
    return isEntitled(claim.member, group) && partnersFit(claim, group);
  };

/**
 * The claim names the partners that the sending partner has named, or leaves a side open. A bordero of its reporter's own that
 * hands on names its next receiver where it does not say who the last one is.
 */
function partnersFit(claim: Claim, group: Group): boolean {
  const sender = claim.sending?.member ?? null;
  const receiver = claim.receiving?.member ?? null;
  if (sender !== null && sender !== group.sender) return false;
  if (receiver === null || group.receiver === null) return true;
  if (group.claimedReceivers.has(receiver)) return true;
  const handsOn = claim.headSending?.member === claim.member;
  return handsOn && receiver === claim.headReceiving?.member;
}
