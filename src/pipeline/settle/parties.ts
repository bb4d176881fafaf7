import type { MemberId } from '../../domain/consignment.ts';
import type { Claim } from '../../domain/record.ts';
import { withoutLeadingZeros } from '../../domain/reference.ts';
import type { Group } from '../../matching/group.ts';
import type { Parties } from '../../sharing/audience.ts';

/** Who stands in which relation to a consignment, for the rule that decides who sees what of it. */
export function partiesOf(group: Group, all: readonly Group[]): Parties {
  const reporters = new Set<MemberId>();
  for (const { member } of group.claims) reporters.add(member);
  for (const { member } of group.events) reporters.add(member);
  return {
    partners: partnersOf(group, all),
    handling: [...group.handlers].filter((member) => member !== group.receiver).sort(),
    reporters: [...reporters].sort(),
  };
}

function partnersOf(group: Group, all: readonly Group[]): MemberId[] {
  const { kind, owner, sender, receiver } = group;
  const both = [...new Set([sender, receiver].filter((member) => member !== null))];
  if (kind === 'SENDER') return both;
  if (kind === 'STRANGER') return [owner];
  return both.filter((member) => member === owner || !hasOwnUnderNumber(member, group, all));
}

/** The sending partner whom it names has a consignment of its own under this number. */
const hasOwnUnderNumber = (member: MemberId, group: Group, all: readonly Group[]): boolean =>
  all.some(
    (other) =>
      other.kind === 'SENDER' &&
      other.owner === member &&
      group.claims.some((claim) => sharesNumber(claim, other)),
  );

const sharesNumber = ({ references }: Claim, other: Group): boolean =>
  references.some(
    (one) =>
      one.type === 'SENDING_NUMBER' &&
      other
        .referencesLike(one)
        .some(({ value }) => withoutLeadingZeros(value) === withoutLeadingZeros(one.value)),
  );
