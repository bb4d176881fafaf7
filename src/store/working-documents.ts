/** Documents that only the hub itself reads. */
import type { Binary } from 'mongodb';
import type { TimelineEvent } from '../domain/consignment.ts';

/** Items of a chunk on their way from parsing to applying; gone once it is applied. */
export interface ChunkPartDoc {
  /** upload:number:part */
  _id: string;
  upload: string;
  number: number;
  part: number;
  /** JSON array of ParsedItems. */
  items: Binary;
}

/** What the last fold of a consignment was made of; stands in its shared document. */
export interface FoldState {
  /** The claim that opened it. */
  readonly firstClaim: string;
  /** Ids of its claims, also of those taken back. */
  readonly claims: readonly string[];
  readonly subjects: readonly string[];
  readonly keys: readonly string[];
  /** Consignments that were resolved together with it. */
  readonly kin: readonly string[];
  /** Members that have, or had, a document of their own. */
  readonly restricted: readonly string[];
}

/** Events of a long timeline beyond those that the consignment's document holds. */
export interface TimelineDoc {
  /** document:version:page */
  readonly _id: string;
  /** _id of the consignment's document. */
  readonly document: string;
  readonly version: number;
  readonly page: number;
  readonly events: readonly TimelineEvent[];
}

/** Everything that was said under one of a sender's own ids. */
export interface SenderIdDoc {
  /** Hash of feed and id. */
  readonly _id: string;
  readonly contenders: readonly {
    readonly event: string;
    readonly subject: string;
    /** Keys of the event: where it stood is derived anew, also when it is there no more. */
    readonly keys: readonly string[];
    readonly key: string;
    readonly upload: string;
    readonly chunk: number;
    readonly line: number;
    readonly receivedAt: Date;
    readonly takenBackAt: Date | null;
  }[];
  readonly withdrawals: readonly {
    readonly key: string;
    readonly upload: string;
    readonly line: number;
    readonly receivedAt: Date;
    readonly reason: string | null;
    readonly takenBackAt: Date | null;
  }[];
}

/** A living worker process. */
export interface WorkerDoc {
  readonly _id: string;
  readonly startedAt: Date;
  seenAt: Date;
}
