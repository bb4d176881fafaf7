import type { EventClassifier, EventKind, TimePrecision } from './event.ts';
import type { ReferenceType } from './reference.ts';

/** Member ids are slugs: short, stable, immutable (graz, porto). */
export type MemberId = string;

export interface Reference {
  readonly type: ReferenceType;
  /** As received, trimmed. */
  readonly value: string;
  /** Null: not known. */
  readonly issuer: MemberId | null;
}

export interface Package {
  /** The 18 digits of an SSCC, any other barcode as received; null: none known. */
  readonly barcode: string | null;
  readonly isSscc: boolean;
  readonly type: string | null;
  /** Null where its position holds several packages. */
  readonly weightKg: number | null;
}

export interface Place {
  readonly name: string | null;
  readonly postcode: string | null;
  readonly country: string | null;
}

/** Degrees, north and east positive. */
export interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

export interface Party {
  readonly name: string | null;
  readonly street: string | null;
  readonly place: Place;
}

export interface ConsignmentStatus {
  readonly kind: EventKind;
  readonly reason: string | null;
  readonly since: Date;
  readonly reportedBy: MemberId;
}

export interface Journey {
  /** 1 = the first. */
  readonly number: number;
  readonly status: ConsignmentStatus | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

export interface Quantities {
  readonly packageCount: number | null;
  readonly grossWeightKg: number | null;
  readonly volumeM3: number | null;
  readonly loadingMetres: number | null;
  /** 1 = one place of 0.8 x 1.2 m. */
  readonly palletPlaces: number | null;
}
export const QUANTITY_NAMES = [
  'packageCount',
  'grossWeightKg',
  'volumeM3',
  'loadingMetres',
  'palletPlaces',
] as const satisfies readonly (keyof Quantities)[];

/** An open contradiction or implausibility; the sentence is made when it is shown. */
export interface Problem {
  readonly code:
    | 'CONTRADICTION'
    | 'CONFLICTING_VALUE'
    | 'DELIVERED_BEFORE_LOADED'
    | 'ABSURD_WEIGHT'
    | 'BAD_POSTCODE'
    | 'REROUTED'
    | 'REMOVED_FROM_MANIFEST';
  /** Name of the field for CONFLICTING_VALUE, ABSURD_WEIGHT, BAD_POSTCODE; else null. */
  readonly field: string | null;
  readonly value: string | null;
}

/** An event as the timeline of a consignment shows it. */
export interface TimelineEvent {
  readonly id: string;
  readonly kind: EventKind;
  readonly classifier: EventClassifier;
  /** Null: none stated; with DELIVERED: clean. */
  readonly reason: string | null;
  readonly at: Date;
  readonly local: string;
  readonly timeZone: string;
  readonly precision: TimePrecision;
  readonly member: MemberId;
  readonly place: Place | null;
  readonly position: Position | null;
  readonly journey: number;
  /** Null: about the whole consignment. */
  readonly barcode: string | null;
  readonly code: string | null;
  readonly codeList: string | null;
  readonly text: string | null;
  readonly signedBy: string | null;
  readonly withdrawnAt: Date | null;
  readonly upload: string;
  readonly line: number;
  readonly receivedAt: Date;
}

/** A consignment as one audience sees it: everything that is shown, filtered or counted comes from here. */
export interface ConsignmentContent {
  readonly references: readonly Reference[];
  readonly sendingPartner: MemberId | null;
  readonly receivingPartner: MemberId | null;
  /** Codes of the depots, for the lane; null: not known. */
  readonly sendingDepot: string | null;
  readonly receivingDepot: string | null;
  readonly handlingPartners: readonly MemberId[];
  readonly shipper: Party | null;
  readonly consignee: Party | null;
  readonly packages: readonly Package[];
  readonly quantities: Quantities;
  readonly status: ConsignmentStatus | null;
  readonly journeys: readonly Journey[];
  readonly problems: readonly Problem[];
  /** Ids of manifests, newest first. */
  readonly manifests: readonly string[];
  /** Ascending (at, position of the kind, id); withdrawn ones included. */
  readonly events: readonly TimelineEvent[];
}
