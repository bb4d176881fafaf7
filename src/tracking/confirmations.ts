import { fingerprint } from '../domain/hash.ts';
import {
  firstReceived,
  standing,
  type Claim,
  type ContentWithdrawal,
  type ManifestDocument,
  type ReportedEvent,
  type ReportTelling,
  type UnloadingReport,
} from '../domain/record.ts';
import { makerOf, placeOn } from './manifests.ts';
import {
  differencesOf,
  reportsAnswering,
  type AnsweredList,
  type Unloadings,
} from './unloadings.ts';
import { withdrawnAt } from './withdrawals.ts';

/** What was sent about the borderos of a bucket. */
export interface Bucket extends Unloadings {
  readonly documents: readonly ManifestDocument[];
}

interface OfConsignment {
  readonly claims: readonly Claim[];
  readonly events: readonly ReportedEvent[];
  readonly withdrawals: readonly ContentWithdrawal[];
}

/**
 * Arrivals that nobody wrote down one by one: where the feed of an unloading report says that it confirms the rest
 * (`reportConfirmsRest`), each consignment of the manifest without a difference arrived at the end of unloading (rules.md section
 * 6). Derived from lists, reports and differences each time, so that a later difference or a withdrawal makes them go and come
 * back as the same events. Of several lorries the last one confirms: before it was unloaded, nobody knew.
 */
export function confirmedArrivals(
  consignment: OfConsignment,
  bucketOf: (bucket: string) => Bucket | undefined,
): ReportedEvent[] {
  const arrivals = new Map<string, ReportedEvent>();
  for (const claim of consignment.claims) {
    const bucket = claim.manifest === null ? undefined : bucketOf(claim.manifest.bucket);
    if (bucket === undefined || claim.manifest === null) continue;
    const arrival = arrivalOf({ ...claim, manifest: claim.manifest }, bucket, consignment);
    if (arrival !== null) arrivals.set(arrival._id, arrival);
  }
  return [...arrivals.values()];
}

type Listed = Claim & { readonly manifest: NonNullable<Claim['manifest']> };

function arrivalOf(
  claim: Listed,
  bucket: Bucket,
  { events, withdrawals }: OfConsignment,
): ReportedEvent | null {
  if (standing(claim.tellings).length === 0 || placeOn(claim, bucket.documents) !== 'LISTED')
    return null;
  const maker = makerOf(claim);
  const { number, date } = claim.manifest;
  const parties = [maker.sending?.member, maker.receiving?.member];
  const list: AnsweredList = { bucket: maker.bucket, number, date, parties };
  const reports = reportsAnswering(list, bucket, bucket.documents);
  const last = reports.findLast((report) => confirming(report) !== null);
  const reading = last === undefined ? null : confirming(last);
  if (last === undefined || reading === null) return null;
  const counted = new Set(
    events
      .filter((event) => withdrawnAt(event, withdrawals, events) === null)
      .map(({ _id }) => _id),
  );
  const differs = reports.some((report) =>
    differencesOf(report, list, bucket).some(({ event }) => event !== null && counted.has(event)),
  );
  return differs ? null : arrivalBy(last, reading, claim);
}

type Confirming = Omit<ReportTelling, 'confirms'> & {
  readonly confirms: NonNullable<ReportTelling['confirms']>;
};

/** The telling that gives the report its reading, if its feed confirms. */
function confirming({ tellings }: UnloadingReport): Confirming | null {
  const reading = firstReceived(standing(tellings));
  const confirms = reading?.confirms ?? null;
  return reading === undefined || confirms === null ? null : { ...reading, confirms };
}

function arrivalBy(report: UnloadingReport, reading: Confirming, claim: Listed): ReportedEvent {
  const { confirms, ...told } = reading;
  const { at, local, timeZone, precision } = confirms;
  const subject = fingerprint('confirmed', claim.manifest.bucket, claim.manifest.date);
  return {
    _id: `${subject}:${fingerprint(report._id, claim.anchor)}`,
    subject,
    keys: claim.keys,
    member: report.member,
    pair: null,
    barcode: null,
    classifier: 'ACTUAL',
    local,
    precision,
    place: null,
    code: null,
    senderId: null,
    tellings: [
      { ...told, ...NOTHING_MORE, kind: 'ARRIVED_DESTINATION_DEPOT', occurredAt: at, timeZone },
    ],
    withdrawals: [],
    waiting: false,
    report: { id: report._id, buckets: report.buckets },
  };
}

const NOTHING_MORE = {
  reason: null,
  codeList: null,
  text: null,
  signedBy: null,
  position: null,
  references: [],
} as const;
