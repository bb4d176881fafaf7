import type { ReportedEvent } from '../domain/record.ts';
import type { Group } from './group.ts';

export interface Ambiguity {
  /** _id of the claim or event that waits. */
  readonly record: string;
  /** Groups that it might belong to. */
  readonly candidates: readonly Group[];
}

export interface Resolution {
  readonly groups: readonly Group[];
  /** Events without consignment. */
  readonly waiting: readonly ReportedEvent[];
  readonly ambiguous: readonly Ambiguity[];
}
