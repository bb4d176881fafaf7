import type { ConsignmentContent, MemberId } from '../../domain/consignment.ts';
import type { ManifestDocument, Telling } from '../../domain/record.ts';
import { byPrecedence } from '../../matching/days.ts';
import type { Group } from '../../matching/group.ts';
import {
  audiencesOf,
  seesClaim,
  seesEvent,
  seesParties,
  seesSigner,
  type Audience,
} from '../../sharing/audience.ts';
import { confirmedArrivals, type Bucket } from '../../tracking/confirmations.ts';
import { foldConsignment, type Visible } from '../../tracking/fold.ts';
import { onManifests } from '../../tracking/manifests.ts';
import type { Unloadings } from '../../tracking/unloadings.ts';
import { partiesOf } from './parties.ts';

/** A consignment as one audience sees it. */
export interface Rendered {
  readonly audience: Audience;
  readonly content: ConsignmentContent;
  readonly manifestNumbers: readonly string[];
  /** First receipt of anything that the audience may see. */
  readonly createdAt: Date;
}

/** The documents of one consignment: that of its partners first, then one for everybody else who may see something of it. */
export function renderGroup(
  group: Group,
  {
    groups,
    documentsOf,
    unloadingsOf,
  }: {
    groups: readonly Group[];
    documentsOf: (bucket: string) => readonly ManifestDocument[];
    /** Only where a report confirms what it does not name. */
    unloadingsOf: (bucket: string) => Unloadings | undefined;
  },
): Rendered[] {
  const bucketOf = (bucket: string): Bucket | undefined => {
    const unloadings = unloadingsOf(bucket);
    return unloadings && { documents: documentsOf(bucket), ...unloadings };
  };
  const all = [...group.events, ...confirmedArrivals(group, bucketOf)];
  return audiencesOf(partiesOf(group, groups)).map((audience) => {
    const claims = group.claims.filter((claim) => seesClaim(audience, claim));
    const events = all.filter((event) => seesEvent(audience, event));
    const manifests = onManifests(claims, documentsOf);
    const visible: Visible = {
      claims,
      partyClaims: claims.filter((claim) => seesParties(audience, claim)),
      events,
      withdrawals: group.withdrawals.filter(
        ({ member }) => audience.role !== 'REPORTER' || audience.viewers.includes(member),
      ),
      references: referencesFor(group, audience),
      showsSigner: (event) => seesSigner(audience, event),
      ...rolesFor(group, audience),
      isRerouted:
        audience.role !== 'REPORTER' && group.claimedReceivers.size > 1 && group.kind === 'SENDER',
      manifests: manifests.ids,
      fellOffManifest: manifests.fellOff,
    };
    return {
      audience,
      content: foldConsignment(visible, byPrecedence),
      manifestNumbers: manifests.numbers,
      createdAt: firstReceipt([...claims, ...events]),
    };
  });
}

/** A member that merely reported sees the references that it reported itself. */
function referencesFor(group: Group, { role, viewers }: Audience): Visible['references'] {
  if (role !== 'REPORTER') return group.references;
  const claimed = group.claims.filter(({ member }) => viewers.includes(member));
  const told = group.events.filter(({ member }) => viewers.includes(member));
  return [
    ...claimed.flatMap(({ references }) => references),
    ...told.flatMap(({ tellings }) => tellings.flatMap(({ references }) => references)),
  ];
}

type Roles = Pick<
  Visible,
  'sendingPartner' | 'receivingPartner' | 'sendingDepot' | 'receivingDepot' | 'handlingPartners'
>;

/** The former receiver, and whoever merely reported, sees the partners as it claimed them itself. */
function rolesFor(group: Group, { role, viewers }: Audience): Roles {
  if (role === 'REPORTER') return rolesByOwnWord(group, viewers);
  return {
    sendingPartner: group.sender,
    receivingPartner: group.receiver,
    sendingDepot: group.sendingSide?.depot ?? null,
    receivingDepot: group.receivingSide?.depot ?? null,
    handlingPartners: handlingOf(group),
  };
}

function rolesByOwnWord({ claims }: Group, viewers: readonly MemberId[]): Roles {
  const own = claims.filter(({ member }) => viewers.includes(member)).sort(byPrecedence);
  const sending = own.find((claim) => claim.sending !== null)?.sending ?? null;
  const receiving = own.find((claim) => claim.receiving !== null)?.receiving ?? null;
  return {
    sendingPartner: sending?.member ?? null,
    receivingPartner: receiving?.member ?? null,
    sendingDepot: sending?.depot ?? null,
    receivingDepot: receiving?.depot ?? null,
    handlingPartners: [],
  };
}

const handlingOf = (group: Group): MemberId[] =>
  [...group.handlers].filter((member) => member !== group.receiver);

function firstReceipt(records: readonly { readonly tellings: readonly Telling[] }[]): Date {
  let first = Infinity;
  for (const { tellings } of records)
    for (const { receivedAt } of tellings) first = Math.min(first, receivedAt.getTime());
  return new Date(Number.isFinite(first) ? first : 0);
}
