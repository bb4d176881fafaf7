/** Records as the hub keeps them: what was reported, who told it when, and how it was read. */
import type {
  MemberId,
  Package,
  Party,
  Place,
  Position,
  Problem,
  Quantities,
} from './consignment.ts';
import type { EventClassifier, EventKind, TimePrecision } from './event.ts';
import type { ReferenceType } from './reference.ts';

/** One upload that told a record. The order in an array is the order in which they were applied. */
export interface Telling {
  /** upload:line, unique within the array. */
  readonly key: string;
  readonly upload: string;
  readonly feed: string;
  readonly line: number;
  readonly receivedAt: Date;
  /** When withdrawUpload took it back; null: it stands. */
  readonly takenBackAt: Date | null;
}

export interface StoredReference {
  readonly type: ReferenceType;
  /** As received, trimmed. */
  readonly value: string;
  /** Member that issued it where the record says so; null: one of the record's pair, or not known. */
  readonly issuer: MemberId | null;
  /** Code of the depot that issued it, where one was named. */
  readonly issuerDepot: string | null;
}

/** A depot that a record names, as far as it is registered. */
export interface Side {
  readonly member: MemberId;
  readonly depot: string;
}

/** How one upload's feed reads an event, and what it adds to it. */
export interface EventTelling extends Telling {
  readonly kind: EventKind;
  readonly reason: string | null;
  /** By this feed's reading; absent: the event's. */
  readonly classifier?: EventClassifier;
  /** Wall clock in this telling's zone; absent: the event's. */
  readonly local?: string;
  readonly codeList: string | null;
  readonly occurredAt: Date;
  readonly timeZone: string;
  readonly text: string | null;
  readonly signedBy: string | null;
  readonly position: Position | null;
  readonly references: readonly StoredReference[];
}

export interface Withdrawal {
  readonly at: Date;
  /** Upload that told it; null: by mutation. */
  readonly upload: string | null;
  readonly reason: string | null;
  /** When withdrawUpload took the withdrawal itself back; null: it stands. */
  readonly takenBackAt: Date | null;
}

export interface ReportedEvent {
  /** subject:digest of what was reported (rules.md section 3). */
  readonly _id: string;
  /** Hash of the reported barcode or reference. */
  readonly subject: string;
  /** Keys under which consignments are looked up. */
  readonly keys: readonly string[];
  readonly member: MemberId;
  /** Message partners, unordered; a side that is not registered is null. Null: none named. */
  readonly pair: readonly [Side | null, Side | null] | null;
  readonly barcode: string | null;
  readonly classifier: EventClassifier;
  /** Wall clock, as reported or of the instant that was reported. */
  readonly local: string;
  readonly precision: TimePrecision;
  readonly place: Place | null;
  /** As sent; null where a kind was sent. */
  readonly code: string | null;
  readonly senderId: string | null;
  readonly tellings: readonly EventTelling[];
  /** Withdrawals that name this very event. */
  readonly withdrawals: readonly Withdrawal[];
  /** No consignment yet. */
  readonly waiting: boolean;
  /** Unloading report whose difference it is, and buckets of the manifests it may concern; null: none. */
  readonly report: { readonly id: string; readonly buckets: readonly string[] } | null;
}

/** A withdrawal that names an event by content: kept beside the events of its subject. */
export interface ContentWithdrawal {
  readonly _id: string;
  readonly subject: string;
  readonly keys: readonly string[];
  readonly member: MemberId;
  readonly pair: readonly [Side | null, Side | null] | null;
  readonly barcode: string | null;
  readonly withdraws: {
    readonly code: string | null;
    readonly kind: EventKind | null;
    readonly reason: string | null;
    readonly local: string;
    readonly occurredAt: Date;
    readonly note: string | null;
  };
  readonly references: readonly StoredReference[];
  readonly tellings: readonly Telling[];
}

export interface ClaimTelling extends Telling {
  /** upload:line of the document's head that lists it; null: on no list. */
  readonly document: string | null;
}

/** What one member says about a consignment. The same content told again is the same claim. */
export interface Claim {
  /** anchor:digest of the content. */
  readonly _id: string;
  /** Hash of its first key. */
  readonly anchor: string;
  readonly keys: readonly string[];
  readonly member: MemberId;
  readonly references: readonly StoredReference[];
  /** First sender, last receiver; null: not named or not registered. */
  readonly sending: Side | null;
  readonly receiving: Side | null;
  readonly originNamed: boolean;
  /** Custody: who hands over to whom. */
  readonly headSending: Side | null;
  readonly headReceiving: Side | null;
  /** `YYYY-MM-DD`; null: the day of receipt. */
  readonly documentDate: string | null;
  readonly manifest: {
    readonly bucket: string;
    readonly number: string;
    readonly date: string | null;
    readonly replaces: boolean;
  } | null;
  readonly shipper: Party | null;
  readonly consignee: Party | null;
  readonly packages: readonly Package[];
  readonly quantities: Quantities;
  /** Implausibilities of the record itself. */
  readonly problems: readonly Problem[];
  readonly tellings: readonly ClaimTelling[];
}

export const standing = <T extends Telling>(tellings: readonly T[]): T[] =>
  tellings.filter((telling) => telling.takenBackAt === null);

/** Of several tellings the one received first (then by upload and line): it gives source and reading. */
export function firstReceived<T extends Telling>(tellings: readonly T[]): T | undefined {
  let first: T | undefined;
  for (const telling of tellings)
    if (first === undefined || receivedBefore(telling, first)) first = telling;
  return first;
}

/** Where an event happened: by the telling received first among those that know. */
export const positionOf = (tellings: readonly EventTelling[]): Position | null =>
  firstReceived(tellings.filter(({ position }) => position !== null))?.position ?? null;

export function receivedBefore(a: Telling, b: Telling): boolean {
  const time = a.receivedAt.getTime() - b.receivedAt.getTime();
  if (time !== 0) return time < 0;
  return a.upload === b.upload ? a.line < b.line : a.upload < b.upload;
}

/** How one upload's feed reads an unloading report. */
export interface ReportTelling extends Telling {
  /** End of unloading, where the feed's reports confirm all consignments that they do not name (`reportConfirmsRest`); else null. */
  readonly confirms?: {
    readonly at: Date;
    readonly local: string;
    readonly timeZone: string;
    readonly precision: TimePrecision;
  } | null;
}

/** The answer to one or several borderos: one lorry, unloaded. The same head told again is the same report. */
export interface UnloadingReport {
  readonly _id: string;
  readonly member: MemberId;
  /** Buckets of the manifests it may answer: (either depot of the pair, number). */
  readonly buckets: readonly string[];
  readonly number: string;
  readonly date: string | null;
  readonly loadingUnit: string | null;
  readonly arrivedAt: Date | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly tellings: readonly ReportTelling[];
}

/** One difference that an unloading report states. */
export interface Difference {
  /** report:fingerprint of what was reported. */
  readonly _id: string;
  readonly report: string;
  readonly buckets: readonly string[];
  /** The event it made; null for surplus goods. */
  readonly event: string | null;
  /** Keys of the consignment it concerns; empty for surplus goods. */
  readonly keys: readonly string[];
  /** Number of the bordero it belongs to. */
  readonly number: string;
  readonly reason: string;
  readonly packageCount: number | null;
  readonly note: string | null;
  readonly tellings: readonly Telling[];
}

/** One document that lists consignments: a bordero as it was sent. */
export interface ManifestDocument {
  /** upload:line of its head. */
  readonly _id: string;
  readonly bucket: string;
  readonly number: string;
  readonly date: string | null;
  readonly kind: 'BORDERO' | 'PICKUP_ORDERS';
  readonly member: MemberId;
  readonly sending: Side | null;
  readonly receiving: Side | null;
  /** It replaces earlier lists; else it only adds. */
  readonly replaces: boolean;
  readonly tellings: readonly Telling[];
  /** False while its upload is still being applied: an unfinished list replaces nothing. */
  readonly complete: boolean;
}
