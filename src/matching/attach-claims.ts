import type { Claim } from '../domain/record.ts';
import { attachAll, onlyLoosely, type Left, type Seeking } from './attach.ts';
import { dayOfClaim } from './days.ts';
import type { Group } from './group.ts';
import type { Hit, Seeker } from './hits.ts';
import { isFloating } from './keys.ts';
import { issuersFit } from './references.ts';
import { mayAddClaim, roleOf, type IsHub } from './roles.ts';
import type { Shelf } from './shelf.ts';

/** The claims of other members than the sending partner find the consignments of the sending partners. */
export function attachClaims(
  claims: readonly Claim[],
  { shelf, isHub }: { shelf: Shelf; isHub: IsHub },
): Left<Claim>[] {
  const seeking = claims.map((claim): Seeking<Claim> => {
    const seeker = seekerOf(claim);
    const partners = [claim.sending?.member, claim.receiving?.member, claim.headSending?.member];
    const sameAs = JSON.stringify([roleOf(claim), ...partners, claim.headReceiving?.member]);
    return { record: claim, seeker, mayAdd: mayAddClaim(claim, seeker, isHub), sameAs };
  });
  return attachAll({ shelf, seeking, attach: addClaim });
}

const seekerOf = (claim: Claim): Seeker => ({
  member: claim.member,
  references: claim.references,
  barcodes: [
    ...new Set(claim.packages.flatMap(({ barcode }) => (barcode === null ? [] : [barcode]))),
  ],
  pair: null,
  day: dayOfClaim(claim),
  floating: isFloating(claim.keys),
});

function addClaim(group: Group, claim: Claim, hits: readonly Hit[]): void {
  const knows = claim.references.some(
    (reference) =>
      reference.type === 'SENDING_NUMBER' &&
      group.referencesLike(reference).some((known) => issuersFit(known, reference)),
  );
  group.addClaim(knows ? claim : underSendingDepot(claim), !onlyLoosely(hits));
  group.passCustody();
}

/**
 * A bordero's sending number is looked up under origConsignor first; without a hit its issuer is the sending depot
 * (rules.md section 4): it is the handling partner's own number then.
 */
export function underSendingDepot(claim: Claim): Claim {
  const { originNamed, sending, headSending } = claim;
  if (!originNamed || headSending === null || headSending.depot === sending?.depot) return claim;
  const issuer = { issuer: headSending.member, issuerDepot: headSending.depot };
  return {
    ...claim,
    references: claim.references.map((reference) => {
      const byOrigin =
        reference.type === 'SENDING_NUMBER' && reference.issuerDepot === (sending?.depot ?? null);
      return byOrigin ? { ...reference, ...issuer } : reference;
    }),
  };
}
