import type { StatusReading } from '../../codes/read-status.ts';
import type { Issue } from '../../domain/issue.ts';
import type {
  Claim,
  ContentWithdrawal,
  Difference,
  ManifestDocument,
  ReportedEvent,
  UnloadingReport,
} from '../../domain/record.ts';

/** created: something new. changed: added to what was known. duplicate: nothing stored changed. */
export type Outcome = 'created' | 'changed' | 'duplicate' | 'rejected';

interface Common {
  readonly line: number | null;
  readonly record: string | null;
  readonly issues: Issue[];
}

/** One record of a file on its way into the store. */
export type Entry =
  | (Common & { readonly is: 'rejected' })
  | (Common & { readonly is: 'consignment'; readonly claim: Claim })
  | (Common & {
      readonly is: 'event';
      readonly event: ReportedEvent;
      readonly reading: StatusReading;
      readonly senderKey: string | null;
      readonly difference: Difference | null;
    })
  | (Common & { readonly is: 'surplus'; readonly difference: Difference })
  | (Common & { readonly is: 'withdrawal'; readonly withdrawal: ContentWithdrawal })
  | (Common & {
      readonly is: 'id-withdrawal';
      readonly senderKey: string;
      readonly reason: string | null;
    });

export type EntryOf<Is extends Entry['is']> = Extract<Entry, { is: Is }>;

/** A chunk, normalised. */
export interface Batch {
  readonly entries: readonly Entry[];
  /** Issues of heads and of the file. */
  readonly notices: readonly Issue[];
  readonly documents: readonly ManifestDocument[];
  readonly reports: readonly UnloadingReport[];
  /** Buckets that differences name besides those of their report, by report. */
  readonly furtherBuckets: ReadonlyMap<string, readonly string[]>;
}

export const entriesThatAre = <Is extends Entry['is']>(
  entries: readonly Entry[],
  is: Is,
): EntryOf<Is>[] => entries.filter((entry): entry is EntryOf<Is> => entry.is === is);
