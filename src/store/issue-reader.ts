import type { Collection, Filter } from 'mongodb';
import type { IssueSeverity } from '../domain/issue.ts';
import type { IssueDoc } from './documents.ts';
import { readPage, READ_LIMIT_MS, type Ordering, type Page, type Slice } from './page.ts';

/** The order of the file. */
export const ISSUE_ORDER: Ordering<IssueDoc> = [
  { path: '_id', direction: 1, read: (doc) => doc._id },
];

/** Issues of an upload that the caller has been shown already: whoever sees an upload sees its issues. */
export class IssueReader {
  readonly #issues: Collection<IssueDoc>;

  constructor(issues: Collection<IssueDoc>) {
    this.#issues = issues;
  }

  async page(
    upload: string,
    severity: IssueSeverity | null,
    slice: Slice,
  ): Promise<Page<IssueDoc>> {
    const filter = issueFilter(upload, severity);
    return readPage({ collection: this.#issues, filter, ordering: ISSUE_ORDER }, slice);
  }

  async count(upload: string, severity: IssueSeverity | null): Promise<number> {
    return this.#issues.countDocuments(issueFilter(upload, severity), { maxTimeMS: READ_LIMIT_MS });
  }

  /** Why records were rejected, in the order of the file, without holding them all. */
  rejections(upload: string): AsyncIterable<IssueDoc> {
    return this.#issues.find(issueFilter(upload, 'ERROR')).sort({ _id: 1 }).batchSize(1_000);
  }
}

const issueFilter = (upload: string, severity: IssueSeverity | null): Filter<IssueDoc> =>
  severity === null ? { upload } : { upload, severity };
