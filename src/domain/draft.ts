/**
 * What a format's parser hands on: records as they were reported, nothing interpreted but the layout.
 * Depots, codes, zones and consignments are decided later (rooms normalising, codes, matching).
 */
import type { Position } from './consignment.ts';
import type { EventClassifier, TimePrecision } from './event.ts';
import type { Issue, Where } from './issue.ts';
import type { ReferenceType } from './reference.ts';

export interface ReferenceDraft {
  readonly type: ReferenceType;
  /** As received, trimmed, never empty. */
  readonly value: string;
  /** Depot code, alias or member slug that issued it, as named in the record; null: decided by the record's depots. */
  readonly issuer: string | null;
}

/** A depot as a file names it: code, GLN, alias, partner id. */
export interface DepotName {
  readonly value: string;
  readonly where: Where;
}

export interface TimeDraft {
  /** `2026-10-25T02:30`, with `:05` at precision SECOND, `2026-10-25` at precision DAY. */
  readonly local: string;
  readonly precision: TimePrecision;
  /** Minutes east of UTC where the record states an offset, else null. */
  readonly offsetMinutes: number | null;
  /** Where faults of this time are reported; null where they are reported at another record already. */
  readonly where: Where | null;
}

export interface PlaceDraft {
  readonly name: string | null;
  readonly postcode: string | null;
  /** ISO 3166-1 alpha-2 where the file's own sign could be read, else as received. */
  readonly country: string | null;
}

export interface PartyDraft {
  readonly name: string | null;
  readonly street: string | null;
  readonly place: PlaceDraft;
}

export interface PackageDraft {
  /** As received, trimmed (an SSCC may still have `00` before it); null for a package without barcode. */
  readonly barcode: string | null;
  /** FP, KT, … as in the file. */
  readonly type: string | null;
  readonly weightKg: number | null;
}

/** How a record says what happened. */
export type StatusDraft =
  | {
      readonly by: 'code';
      readonly code: string;
      readonly where: Where;
      /** A reason that the record names beside the code (hub JSON, CSV): a word of the list of reasons, else text. */
      readonly reason?: string;
    }
  /** Q20 and V: code is '' when blank. point null: the list of the unloading receiving partner (ENTL128). */
  | {
      readonly by: 'scan';
      readonly point: string | null;
      readonly code: string;
      readonly where: Where;
    }
  | { readonly by: 'kind'; readonly kind: string; readonly reason: string | null };

export interface EventDraft {
  readonly type: 'event';
  /** Counts from 1: where the record stands. */
  readonly line: number;
  readonly record: string | null;
  /** In REFERENCE_TYPES order, first of each type. Empty only with a barcode. */
  readonly references: readonly ReferenceDraft[];
  /** Concerns this package; null: the whole consignment. */
  readonly barcode: string | null;
  /** The two message partners, an unordered pair; null where the record and its head name none. */
  readonly pair: readonly [DepotName, DepotName] | null;
  /** One side alone is named (STAT128: the partner's id). */
  readonly partner: DepotName | null;
  readonly status: StatusDraft;
  /** Network that the file's head names for its codes: SAE, ELV, …; null: none. */
  readonly network: string | null;
  /** Only where the format itself says it. */
  readonly classifier: EventClassifier | null;
  readonly time: TimeDraft;
  readonly place: PlaceDraft | null;
  readonly text: string | null;
  readonly signedBy: string | null;
  readonly position: Position | null;
  /** The sender's own id that stays the same when sent again (hub JSON `id`). */
  readonly senderId: string | null;
  /** Set for a difference of an unloading report. */
  readonly difference: DifferenceDraft | null;
}

export interface DifferenceDraft {
  /** Line of the report's head in the same file: the ReportDraft with this line. */
  readonly reportLine: number;
  /** The bordero that this difference names itself; null: the report's. */
  readonly manifestNumber: string | null;
  readonly packageCount: number | null;
  readonly packageType: string | null;
}

export interface ConsignmentDraft {
  readonly type: 'consignment';
  readonly line: number;
  readonly record: string | null;
  readonly references: readonly ReferenceDraft[];
  /** First sender and last receiver: origConsignor and origConsignee where given, else the head's depots; null: not named. */
  readonly sendingDepot: DepotName | null;
  readonly receivingDepot: DepotName | null;
  /** True where origConsignor names the sending depot (the sending number is looked up under it first). */
  readonly originNamed: boolean;
  /** The depots of the head of the bordero: who hands over to whom (custody); null: no head. */
  readonly headSendingDepot: DepotName | null;
  readonly headReceivingDepot: DepotName | null;
  /** Date of the document, `YYYY-MM-DD`; null: the day of receipt counts. */
  readonly documentDate: string | null;
  readonly manifest: ManifestLink | null;
  readonly shipper: PartyDraft | null;
  readonly consignee: PartyDraft | null;
  readonly packages: readonly PackageDraft[];
  readonly packageCount: number | null;
  readonly grossWeightKg: number | null;
  readonly volumeM3: number | null;
  readonly loadingMetres: number | null;
  readonly palletPlaces: number | null;
  /** Where a fault of a field is reported, by the field's name here: grossWeightKg, consignee.postcode, … */
  readonly places: Readonly<Record<string, Where>>;
}

export interface ManifestLink {
  readonly number: string;
  readonly date: string | null;
  readonly kind: 'BORDERO' | 'PICKUP_ORDERS';
  /** Line of the document's head in the file; one document = one list. */
  readonly headLine: number;
  /** Fortras and EDIFACT: a document sent again replaces its list. Hub JSON and CSV only add to it. */
  readonly replaces: boolean;
}

/** Head of an unloading report: no record of its own. */
export interface ReportDraft {
  readonly type: 'report';
  readonly line: number;
  readonly record: string | null;
  readonly pair: readonly [DepotName, DepotName] | null;
  readonly partner: DepotName | null;
  readonly manifestNumber: string;
  readonly manifestDate: string | null;
  readonly loadingUnit: string | null;
  readonly arrivedAt: TimeDraft | null;
  readonly startedAt: TimeDraft | null;
  readonly finishedAt: TimeDraft | null;
}

/** Goods that nobody announced (O00). A record. */
export interface SurplusDraft {
  readonly type: 'surplus';
  readonly line: number;
  readonly record: string | null;
  readonly reportLine: number;
  readonly packageCount: number | null;
  readonly packageType: string | null;
  readonly note: string | null;
  readonly barcodes: readonly string[];
}

export interface WithdrawalDraft {
  readonly type: 'withdrawal';
  readonly line: number;
  readonly record: string | null;
  /** The sender's own id of the event; else `content` names it. */
  readonly senderId: string | null;
  readonly content: {
    readonly references: readonly ReferenceDraft[];
    readonly barcode: string | null;
    readonly pair: readonly [DepotName, DepotName] | null;
    readonly status: StatusDraft;
    readonly time: TimeDraft;
  } | null;
  readonly reason: string | null;
}

export type Draft = ConsignmentDraft | EventDraft | ReportDraft | SurplusDraft | WithdrawalDraft;

/**
 * One step of a parser, in file order. `records` is 1 for a record in the sense of rules.md section 1, 0 for heads and notices;
 * a record without draft is rejected by its issues (at least one ERROR).
 */
export interface ParsedItem {
  readonly records: 0 | 1;
  readonly draft: Draft | null;
  readonly issues: readonly Issue[];
}
