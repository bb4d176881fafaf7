/** The documents that MongoDB holds; collections.ts says where. Ids: members and feeds by slug, all others opaque. */
import type { ConsignmentContent, MemberId, Place, TimelineEvent } from '../domain/consignment.ts';
import type { EventKind } from '../domain/event.ts';
import type { FoldState } from './working-documents.ts';
import type { Claim, ContentWithdrawal, ReportedEvent } from '../domain/record.ts';
import type { IssueCode, IssueSeverity } from '../domain/issue.ts';

// ── who ──────────────────────────────────────────────────────────────────────────────────────────

export interface MemberDoc {
  /** The slug. */
  _id: MemberId;
  name: string;
  country: string;
  corporateGroup: string;
  createdAt: Date;
}

export type DepotAliasKind = 'DEPOT_NUMBER' | 'GLN' | 'MAILBOX' | 'PARTNER_ID' | 'NAME';
export interface DepotAlias {
  kind: DepotAliasKind;
  value: string;
  /** Counts only in feeds with a code list of this network; null: everywhere. */
  network: string | null;
  /** Dates inclusive, null: open. */
  validFrom: string | null;
  validUntil: string | null;
}
export interface DepotDoc {
  _id: string;
  /** Unique in the alliance. */
  code: string;
  member: MemberId;
  name: string;
  timeZone: string;
  place: Place;
  aliases: DepotAlias[];
  centralHub: boolean;
  createdAt: Date;
}

export interface FeedDoc {
  /** The slug. */
  _id: string;
  member: MemberId;
  /** AUTO or the name of a format. */
  format: string;
  codeList: string | null;
  timeZone: string;
  /** The feed has no depot to take a zone from: NO_ZONE at every zoneless time. */
  zoneAssumed: boolean;
  /** An unloading report confirms all consignments that it does not name (rules.md section 6). */
  reportConfirmsRest: boolean;
  createdAt: Date;
}

export interface ApiClientDoc {
  _id: string;
  member: MemberId;
  name: string;
  keyPrefix: string;
  /** SHA-256 of the whole key, hex. */
  keyHash: string;
  scopes: string[];
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

// ── bytes in ─────────────────────────────────────────────────────────────────────────────────────

export type UploadState =
  | 'RECEIVED'
  | 'PROCESSING'
  | 'COMPLETED'
  | 'COMPLETED_WITH_ISSUES'
  | 'REFUSED'
  | 'FAILED'
  | 'WITHDRAWN';

export interface UploadCounts {
  records: number;
  accepted: number;
  created: number;
  changed: number;
  duplicates: number;
  rejected: number;
  unmapped: number;
}

export interface UploadDoc {
  _id: string;
  /** Id of its bytes in GridFS (RawFileDoc). */
  raw: string;
  feed: string;
  member: MemberId;
  fileName: string;
  byteSize: number;
  sha256: string;
  /** Null until recognised. */
  format: string | null;
  state: UploadState;
  dryRun: boolean;
  receivedAt: Date;
  finishedAt: Date | null;
  counts: UploadCounts;
  /** Number of chunks once the whole file was read; null before. */
  chunks: number | null;
  /** Grows with every time the upload is asked for again; names the job and fences old ones. */
  epoch: number;
  /** Last time it moved. */
  touchedAt: Date;
  /** How often it was asked for again since it last got further, and when the sweeper last looked at it. */
  asked: { times: number; at: Date };
  /** Set by withdrawUpload; doneAt null while its records are still being taken back. */
  withdrawal: { at: Date; by: string; reason: string; doneAt: Date | null } | null;
  /** Code of the last failure, for FAILED. */
  failure: string | null;
}

export interface ChunkDoc {
  /** upload:number */
  _id: string;
  upload: string;
  number: number;
  /** Null until applied. */
  appliedAt: Date | null;
  counts: UploadCounts | null;
  /** What the chunk told, so that withdrawing finds it: ids of records, senders' ids, buckets of manifests. */
  touched: {
    events: string[];
    claims: string[];
    reports: string[];
    differences: string[];
    documents: string[];
    senderKeys: string[];
    buckets: string[];
  } | null;
  /** Records of it that a better one put aside since: rejected instead of what they counted as. */
  overruled?: { line: number; outcome: 'created' | 'changed' | 'duplicate' | 'rejected' }[];
  /** Lines that counts has as rejected already, for the same reason. */
  lostLines?: readonly number[];
}

export interface IssueDoc {
  /** upload:line (ten digits):place in the line; ascending is file order, the file's own issues first. */
  _id: string;
  upload: string;
  chunk: number;
  severity: IssueSeverity;
  code: IssueCode;
  line: number | null;
  record: string | null;
  field: string | null;
  value: string | null;
}

// ── what was reported ────────────────────────────────────────────────────────────────────────────

/** Withdrawals by content share their collection: both are found by their subject. */
export type EventDoc = ReportedEvent;
export type WithdrawalDoc = ContentWithdrawal;
export type ClaimDoc = Claim;

/** Everything known under one key: a reference without leading zeros, or a barcode. */
export interface ReferenceDoc {
  /** The key (matching/keys.ts). */
  _id: string;
  claims: string[];
  /** Subjects of events. */
  subjects: string[];
  /** Ids of consignments that hold or held the key. */
  consignments: string[];
  /** A record without sending number stands here: only then do weak keys of others matter. */
  floating?: boolean;
}

export type ConsignmentEventDoc = TimelineEvent;

// ── the hub's truth ──────────────────────────────────────────────────────────────────────────────

/**
 * A consignment as one audience sees it. `_id` is the consignment's id for the document that everybody entitled to all of it
 * shares (the partners), id~member for what one other member may see of it. A viewer reads a document only if it stands in `viewers`.
 */
export interface ConsignmentDoc extends ConsignmentContent {
  readonly _id: string;
  /** Id of the consignment: the same in all its documents. */
  readonly consignment: string;
  /** Members that may read this document. */
  readonly viewers: readonly MemberId[];
  /** Set: joined into that consignment, nothing else here means anything and `viewers` is empty. */
  readonly joinedInto?: string;
  /** `events` holds the first EMBEDDED_EVENTS; further ones stand in `timelines`. Withdrawn ones are counted. */
  readonly eventCount: number;
  /** Guards the document: a fold writes only over the version it read. */
  readonly version: number;
  /** Hash of content and viewers: what does not change it is not written. */
  readonly hash: string;
  /** Random per write: tells whose write stands. */
  readonly write: string;
  /** Only in the shared document. */
  readonly fold: FoldState | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Values that filters and lists compare. */
  readonly find: {
    /** Reference values without leading zeros, and barcodes. */
    readonly references: readonly string[];
    /** Lower case without accents. */
    readonly consigneeName: string | null;
    readonly originCountry: string | null;
    readonly destinationCountry: string | null;
    readonly destinationPostcode: string | null;
    readonly manifestNumbers: readonly string[];
    readonly statusKind: EventKind | null;
    readonly statusSince: Date | null;
    readonly hasProblems: boolean;
  };
}

export interface ManifestDoc {
  _id: string;
  number: string;
  kind: 'BORDERO' | 'PICKUP_ORDERS';
  date: string | null;
  sendingPartner: MemberId | null;
  receivingPartner: MemberId | null;
  sendingDepot: string | null;
  receivingDepot: string | null;
  viewers: MemberId[];
  /** Sums over the consignments on it; null: none of them states it. */
  consignmentCount: number;
  packageCount: number | null;
  grossWeightKg: number | null;
  loadingMetres: number | null;
  /** Ids of consignments, in the order of the list. */
  consignments: string[];
  /** Oldest first. */
  unloadings: {
    loadingUnit: string | null;
    arrivedAt: Date | null;
    startedAt: Date | null;
    finishedAt: Date | null;
    differences: {
      consignment: string | null;
      reason: string;
      packageCount: number | null;
      note: string | null;
    }[];
    source: { upload: string; line: number; receivedAt: Date };
  }[];
  source: { upload: string; line: number; receivedAt: Date };
  hasDifferences: boolean;
  createdAt: Date;
  /** Guards the document: a fold writes only over the version it read. */
  version: number;
  hash: string;
}

// ── people's work ────────────────────────────────────────────────────────────────────────────────

export interface ReviewItemDoc {
  _id: string;
  kind: 'AMBIGUOUS_REFERENCE' | 'AMBIGUOUS_CODE' | 'UNKNOWN_CODE' | 'UNKNOWN_PARTNER';
  feed: string;
  member: MemberId;
  value: string;
  occurrences: number;
  /** The uploads counted last, so that counting twice changes nothing. */
  counted: { upload: string; chunk: number; occurrences: number }[];
  firstSeenAt: Date;
  source: { upload: string; line: number; receivedAt: Date };
  /** For AMBIGUOUS_REFERENCE: consignment ids. */
  consignments: string[];
  eventKinds: EventKind[];
  resolvedAt: Date | null;
  resolvedBy: string | null;
}

export interface DeadLetterDoc {
  _id: string;
  job: string;
  payload: Record<string, unknown>;
  upload: string | null;
  code: string;
  message: string;
  attempts: number;
  failedAt: Date;
}
