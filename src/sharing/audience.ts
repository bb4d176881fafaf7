/**
 * Who sees what of a consignment (rules.md section 5): the one rule that every read, filter, count, subscription and download
 * follows, because documents are cut by it when they are written and a viewer reads only documents made for it.
 */
import type { MemberId } from '../domain/consignment.ts';
import type { Claim, ReportedEvent } from '../domain/record.ts';

/** PARTNER: all of it. HANDLING: not the parties and not the signer. REPORTER: what it reported itself. */
export type AudienceRole = 'PARTNER' | 'HANDLING' | 'REPORTER';

export interface Audience {
  readonly role: AudienceRole;
  /** Members that see exactly this. */
  readonly viewers: readonly MemberId[];
}

/** What the rule needs to know of a consignment. */
export interface Parties {
  /** Members that see all of it: the partners, or the only reporter. */
  readonly partners: readonly MemberId[];
  readonly handling: readonly MemberId[];
  readonly reporters: readonly MemberId[];
}

/** The partners' audience first; it always exists. Everybody not listed sees nothing. */
export function audiencesOf({ partners, handling, reporters }: Parties): Audience[] {
  const audiences: Audience[] = [{ role: 'PARTNER', viewers: partners }];
  for (const member of handling)
    if (!partners.includes(member)) audiences.push({ role: 'HANDLING', viewers: [member] });
  for (const member of reporters)
    if (!partners.includes(member) && !handling.includes(member))
      audiences.push({ role: 'REPORTER', viewers: [member] });
  return audiences;
}

const isOwn = ({ viewers }: Audience, member: MemberId): boolean => viewers.includes(member);

export const seesClaim = (audience: Audience, claim: Claim): boolean =>
  audience.role !== 'REPORTER' || isOwn(audience, claim.member);

export const seesParties = (audience: Audience, claim: Claim): boolean =>
  audience.role === 'PARTNER' || isOwn(audience, claim.member);

export const seesEvent = (audience: Audience, event: ReportedEvent): boolean =>
  audience.role !== 'REPORTER' || isOwn(audience, event.member);

export const seesSigner = (audience: Audience, event: ReportedEvent): boolean =>
  audience.role === 'PARTNER' || isOwn(audience, event.member);
