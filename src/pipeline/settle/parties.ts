import type { MemberId } from '../../domain/consignment.ts';
import { standing, type Claim } from '../../domain/record.ts';
import { dayOfClaim } from '../../matching/days.ts';
import type { Group } from '../../matching/group.ts';
import { referenceKey } from '../../matching/keys.ts';
import { issuersFit } from '../../matching/references.ts';
import type { Parties } from '../../sharing/audience.ts';

/** Who stands in which relation to a consignment, for the rule that decides who sees what of it. */
export function partiesOf(group: Group, all: readonly Group[]): Parties {
  const reporters = new Set<MemberId>();
  for (const { member } of group.claims) reporters.add(member);
  for (const { member, tellings } of group.events)
    if (standing(tellings).length > 0) reporters.add(member);
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

/**
 * The sending partner whom it names has a consignment of its own under this number: of the same issuer, and of the same time, as
 * numbers recur (rules.md sections 4 and 5).
 */
function hasOwnUnderNumber(member: MemberId, group: Group, all: readonly Group[]): boolean {
  const owned = ownedUnder(all);
  return group.claims.some((claim) => {
    const day = dayOfClaim(claim);
    return sendingNumbers(claim).some((one) =>
      owned
        .get(`${member}|${referenceKey(one.type, one.value)}`)
        ?.some(
          (other) =>
            other.isWithinLife(day) &&
            other.referencesLike(one).some((known) => issuersFit(known, one)),
        ),
    );
  });
}

const sendingNumbers = ({ references }: Claim): Claim['references'] =>
  references.filter(({ type }) => type === 'SENDING_NUMBER');

type Owned = ReadonlyMap<string, readonly Group[]>;
/** The groups of one resolution are asked about once for each of them. */
const indexes = new WeakMap<readonly Group[], Owned>();

/** The sending partners' consignments by owner and number. */
function ownedUnder(all: readonly Group[]): Owned {
  const known = indexes.get(all);
  if (known !== undefined) return known;
  const index = new Map<string, Group[]>();
  for (const group of all) {
    if (group.kind !== 'SENDER') continue;
    const keys = group.sendingNumbers.map((one) => referenceKey(one.type, one.value));
    for (const key of new Set(keys.map((one) => `${group.owner}|${one}`))) {
      const there = index.get(key);
      if (there) there.push(group);
      else index.set(key, [group]);
    }
  }
  indexes.set(all, index);
  return index;
}
