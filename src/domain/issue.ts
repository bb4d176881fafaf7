export type IssueSeverity = 'INFO' | 'WARNING' | 'ERROR';

/** Every code of rules.md section 9, and what it does to its record: ERROR rejects it, the others keep it. */
export const ISSUE_SEVERITY = {
  EMPTY_FILE: 'ERROR',
  UNKNOWN_FORMAT: 'ERROR',
  UNKNOWN_COLUMNS: 'ERROR',
  BINARY: 'ERROR',
  ARCHIVE: 'ERROR',
  ENCRYPTED: 'ERROR',
  TRUNCATED: 'ERROR',
  BAD_ENCODING: 'ERROR',
  RECORD_TOO_LARGE: 'ERROR',
  TOO_DEEP: 'ERROR',
  XML_DTD_FORBIDDEN: 'ERROR',
  BAD_DATE: 'ERROR',
  BAD_TIME: 'ERROR',
  FUTURE_EVENT: 'ERROR',
  BAD_NUMBER: 'ERROR',
  BAD_IDENTIFIER: 'ERROR',
  BAD_STATUS: 'ERROR',
  NO_REFERENCE: 'ERROR',
  CONFLICT: 'ERROR',
  NOT_REPORTER: 'ERROR',
  UNKNOWN_RECORD: 'ERROR',
  UNKNOWN_STATUS: 'WARNING',
  AMBIGUOUS_STATUS: 'WARNING',
  AMBIGUOUS_REFERENCE: 'WARNING',
  UNKNOWN_PARTNER: 'WARNING',
  CONTROL_TOTAL_DIFFERS: 'WARNING',
  BAD_CHECK_DIGIT: 'WARNING',
  NONEXISTENT_TIME: 'WARNING',
  AMBIGUOUS_TIME: 'WARNING',
  ABSURD_WEIGHT: 'WARNING',
  BAD_POSTCODE: 'WARNING',
  CHARSET_GUESSED: 'INFO',
  PRIVATE_RECORD: 'INFO',
  UNKNOWN_FIELD: 'INFO',
  WITHDRAWN_REPEATED: 'INFO',
  ORPHAN: 'INFO',
  NO_ZONE: 'INFO',
  CONTRADICTION: 'WARNING',
  CONFLICTING_VALUE: 'WARNING',
  DELIVERED_BEFORE_LOADED: 'WARNING',
  REROUTED: 'INFO',
  REMOVED_FROM_MANIFEST: 'INFO',
} as const satisfies Record<string, IssueSeverity>;
export type IssueCode = keyof typeof ISSUE_SEVERITY;

/** Where in a file something stands. All null: the file as a whole. */
export interface Where {
  /** Counts from 1. */
  readonly line: number | null;
  /** Record type of the format: Q10, G00, event. */
  readonly record: string | null;
  /** Field of the layout, path in JSON. */
  readonly field: string | null;
  /** The field's text as received, trimmed; null where there is none. */
  readonly value: string | null;
}

/** A fault of a feed: data, never an exception. Its severity follows from its code. */
export interface Issue extends Where {
  readonly code: IssueCode;
}

export const WHOLE_FILE: Where = { line: null, record: null, field: null, value: null };

export const issueAt = (code: IssueCode, where: Where): Issue => ({
  code,
  line: where.line,
  record: where.record,
  field: where.field,
  value: where.value,
});

export const severityOf = (issue: { readonly code: IssueCode }): IssueSeverity =>
  ISSUE_SEVERITY[issue.code];

/** The file as a whole is not understood: the upload ends REFUSED with this issue and nothing applied. */
export class FeedRefused extends Error {
  readonly issue: Issue;
  constructor(code: IssueCode, where: Where = WHOLE_FILE) {
    super(code);
    this.name = 'FeedRefused';
    this.issue = issueAt(code, where);
  }
}
