import type {
  ConsignmentContent,
  MemberId,
  Problem,
  TimelineEvent,
} from '../domain/consignment.ts';
import {
  standing,
  type Claim,
  type ContentWithdrawal,
  type ReportedEvent,
  type StoredReference,
} from '../domain/record.ts';
import { journeyAt, travel } from './journeys.ts';
import { eventProblems } from './problems.ts';
import { inOrder, timelineEvent } from './timeline.ts';
import {
  conflictingValues,
  inPrecedence,
  servedPackages,
  servedParty,
  servedQuantities,
  servedReferences,
  type ServedParty,
} from './values.ts';

/** What one audience may see of one consignment. */
export interface Visible {
  readonly claims: readonly Claim[];
  /** Claims whose parties are seen. */
  readonly partyClaims: readonly Claim[];
  readonly events: readonly ReportedEvent[];
  readonly withdrawals: readonly ContentWithdrawal[];
  readonly references: readonly StoredReference[];
  readonly showsSigner: (event: ReportedEvent) => boolean;
  readonly sendingPartner: MemberId | null;
  readonly receivingPartner: MemberId | null;
  readonly sendingDepot: string | null;
  readonly receivingDepot: string | null;
  readonly handlingPartners: readonly MemberId[];
  readonly isRerouted: boolean;
  /** Ids of manifests it is on, newest first, and whether it fell off one. */
  readonly manifests: readonly string[];
  readonly fellOffManifest: boolean;
}

/** Latest document first, then latest receipt (rules.md section 8). */
export type ByDocument = (a: Claim, b: Claim) => number;

/** A consignment derived from the set of its records: no order of arrival can be seen in it. */
export function foldConsignment(visible: Visible, byDocument: ByDocument): ConsignmentContent {
  const claims = inPrecedence(
    visible.claims.filter((claim) => standing(claim.tellings).length > 0),
    roleRank(visible),
    byDocument,
  );
  const parties = claims.filter((claim) => visible.partyClaims.includes(claim));
  const shipper = servedParty(parties, 'shipper');
  const consignee = servedParty(parties, 'consignee');
  const packages = servedPackages(claims);
  const barcodes = packages.flatMap(({ barcode }) => (barcode === null ? [] : [barcode]));
  const listed = listEvents(visible);
  const live = listed.filter((event) => event.withdrawnAt === null);
  const { journeys, starts } = travel(live, barcodes);
  const events = starts.length === 0 ? listed : listed.map((event) => inJourney(event, starts));
  const alive = events.filter((event) => event.withdrawnAt === null);
  return {
    references: servedReferences(visible.references, claims),
    sendingPartner: visible.sendingPartner,
    receivingPartner: visible.receivingPartner,
    sendingDepot: visible.sendingDepot,
    receivingDepot: visible.receivingDepot,
    handlingPartners: [...visible.handlingPartners].sort(),
    shipper: shipper.party,
    consignee: consignee.party,
    packages,
    quantities: servedQuantities(claims),
    status: journeys.at(-1)?.status ?? null,
    journeys,
    problems: [
      ...problemsOf(visible, { claims, parties, events: alive, barcodes }),
      ...implausibleNow(claims, { shipper, consignee }),
      ...manifestProblems(visible),
    ],
    manifests: visible.manifests,
    events,
  };
}

const roleRank =
  ({ sendingPartner, receivingPartner, handlingPartners }: Visible) =>
  (member: MemberId): number => {
    if (member === sendingPartner) return 0;
    if (member === receivingPartner) return 1;
    return handlingPartners.includes(member) ? 2 : 3;
  };

function listEvents({ events, withdrawals, showsSigner }: Visible): TimelineEvent[] {
  return events
    .map((event) => {
      const shown = timelineEvent(event, withdrawals, events);
      return showsSigner(event) ? shown : { ...shown, signedBy: null };
    })
    .sort(inOrder);
}

const inJourney = (event: TimelineEvent, starts: readonly number[]): TimelineEvent => {
  const journey = journeyAt(event.at, starts);
  return journey === event.journey ? event : { ...event, journey };
};

function problemsOf(
  visible: Visible,
  derived: {
    claims: readonly Claim[];
    parties: readonly Claim[];
    events: readonly TimelineEvent[];
    barcodes: readonly string[];
  },
): Problem[] {
  const { claims, parties, events, barcodes } = derived;
  const problems = eventProblems(events, barcodes);
  const seesAll = parties.length === claims.length;
  problems.push(
    ...conflictingValues(claims).filter(({ field }) => seesAll || field?.includes('.') !== true),
  );
  return problems;
}

const manifestProblems = ({ isRerouted, fellOffManifest }: Visible): Problem[] => [
  ...(isRerouted ? [{ code: 'REROUTED' as const, field: null, value: null }] : []),
  ...(fellOffManifest
    ? [{ code: 'REMOVED_FROM_MANIFEST' as const, field: null, value: null }]
    : []),
];

/** ABSURD_WEIGHT and BAD_POSTCODE of the values that are served. */
function implausibleNow(
  claims: readonly Claim[],
  { shipper, consignee }: { shipper: ServedParty; consignee: ServedParty },
): Problem[] {
  const weight = claims.find((claim) => claim.quantities.grossWeightKg !== null);
  const of = (claim: Claim | null | undefined, field: string): Problem[] =>
    claim?.problems.filter((problem) => problem.field === field) ?? [];
  return [
    ...of(weight, 'grossWeightKg'),
    ...of(shipper.postcodeBy, 'shipper.postcode'),
    ...of(consignee.postcodeBy, 'consignee.postcode'),
  ];
}
