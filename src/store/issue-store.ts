import { fingerprint } from '../domain/hash.ts';
import { severityOf, type Issue, type IssueCode } from '../domain/issue.ts';
import type { Collections } from './collections.ts';
import type { IssueDoc } from './documents.ts';

/** Of several issues at one line: time first, then status, then the rest, as a reader of the line meets them. */
const PLACE: Partial<Record<IssueCode, number>> = {
  BAD_DATE: 0,
  BAD_TIME: 0,
  AMBIGUOUS_TIME: 0,
  NONEXISTENT_TIME: 0,
  NO_ZONE: 0,
  UNKNOWN_STATUS: 1,
  AMBIGUOUS_STATUS: 1,
};

/** Said of records that were kept only. */
const OF_ACCEPTED: readonly IssueCode[] = ['ORPHAN', 'AMBIGUOUS_REFERENCE', 'WITHDRAWN_REPEATED'];

/** What was wrong with the records of an upload. Naming an issue twice stores it once. */
export class IssueStore {
  readonly #issues: Collections['issues'];

  constructor({ issues }: Collections) {
    this.#issues = issues;
  }

  /** Replaces the issues of one chunk: applied again it may have fewer. */
  async replace(upload: string, chunk: number, issues: readonly Issue[]): Promise<void> {
    const docs = new Map(
      issues.map((issue) => toDocument(upload, chunk, issue)).map((doc) => [doc._id, doc]),
    );
    await this.#issues.deleteMany({ upload, chunk, _id: { $nin: [...docs.keys()] } });
    await this.#insert([...docs.values()]);
  }

  async add(upload: string, chunk: number, issues: readonly Issue[]): Promise<void> {
    await this.#insert(issues.map((issue) => toDocument(upload, chunk, issue)));
  }

  /** A record of the line is rejected after all: this is why, and how it found its consignment means nothing any more. */
  async overrule(upload: string, chunk: number, issue: Issue): Promise<void> {
    await this.#issues.deleteMany({ upload, line: issue.line, code: { $in: [...OF_ACCEPTED] } });
    await this.add(upload, chunk, [issue]);
  }

  /** Lines whose record waited for its consignment. */
  async orphanLines(upload: string): Promise<Set<number>> {
    const found = this.#issues.find({ upload, severity: 'INFO', code: 'ORPHAN' });
    const lines = new Set<number>();
    for await (const { line } of found) if (line !== null) lines.add(line);
    return lines;
  }

  /** The records of these lines wait no more. */
  async dropOrphans(upload: string, lines: readonly number[]): Promise<void> {
    if (lines.length === 0) return;
    await this.#issues.deleteMany({ upload, code: 'ORPHAN', line: { $in: [...lines] } });
  }

  async #insert(docs: readonly IssueDoc[]): Promise<void> {
    if (docs.length === 0) return;
    try {
      await this.#issues.insertMany([...docs], { ordered: false });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 11000)) throw error;
    }
  }

  /** True when anything above INFO was found: COMPLETED_WITH_ISSUES. */
  async hasAboveInfo(upload: string): Promise<boolean> {
    const found = await this.#issues.findOne(
      { upload, severity: { $in: ['WARNING', 'ERROR'] } },
      { projection: { _id: 1 } },
    );
    return found !== null;
  }
}

function toDocument(upload: string, chunk: number, issue: Issue): IssueDoc {
  const { code, line, record, field, value } = issue;
  const place = `${String(line ?? 0).padStart(10, '0')}:${PLACE[code] ?? 2}`;
  return {
    _id: `${upload}:${place}:${code}:${field ?? ''}:${value === null ? '' : fingerprint(value).slice(0, 6)}`,
    upload,
    chunk,
    severity: severityOf(issue),
    code,
    line,
    record,
    field,
    value: value === null ? null : value.slice(0, 1000),
  };
}
