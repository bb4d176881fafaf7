import type { Draft, ParsedItem } from '../../domain/draft.ts';
import type { Issue } from '../../domain/issue.ts';
import { issueAt } from '../../domain/issue.ts';
import type { TextLine } from '../text.ts';

export type Emit = (item: ParsedItem) => void;

/** Reads the records of one block of one type, in file order. */
export interface BlockReader {
  /** False: the type has no such record. */
  read(line: TextLine): boolean;
  /** The block ends, or its totals follow: what is still open goes out. */
  finish(): void;
}

/** A record: its draft where nothing is wrong with it, else the faults that reject it. */
export function record(draft: Draft | null, issues: readonly Issue[]): ParsedItem {
  const rejected = issues.length > 0;
  return { records: 1, draft: rejected ? null : draft, issues };
}

/** A head or a finding: no record (rules.md section 1). */
export const notice = (issues: readonly Issue[], draft: Draft | null = null): ParsedItem => ({
  records: 0,
  draft,
  issues,
});

export const noReference = (line: TextLine, recordType: string, fieldName: string): Issue =>
  issueAt('NO_REFERENCE', {
    line: line.number,
    record: recordType,
    field: fieldName,
    value: null,
  });
