import type {
  ConsignmentDraft,
  Draft,
  EventDraft,
  ParsedItem,
  ReportDraft,
  SurplusDraft,
  WithdrawalDraft,
} from '../../domain/draft.ts';
import type { Issue } from '../../domain/issue.ts';
import type { Claim, ManifestDocument, UnloadingReport } from '../../domain/record.ts';
import { normaliseConsignment } from '../../normalising/consignment.ts';
import { IssueList, type NormalisingContext } from '../../normalising/context.ts';
import { normaliseEvent, senderKeyOf } from '../../normalising/event.ts';
import { bucketsOf, differenceOf, normaliseReport, surplusOf } from '../../normalising/report.ts';
import { normaliseWithdrawal } from '../../normalising/withdrawal.ts';
import type { Batch, Entry } from './entry.ts';

/** Parsed items as records of the hub: depots found, codes read, times placed, implausible things noted. */
export function normaliseItems(context: NormalisingContext, items: readonly ParsedItem[]): Batch {
  const work = new Normalising(context);
  for (const item of items) work.take(item);
  return work.batch;
}

class Normalising {
  readonly #context: NormalisingContext;
  readonly #entries: Entry[] = [];
  readonly #notices: Issue[] = [];
  readonly #documents = new Map<string, ManifestDocument>();
  readonly #reports = new Map<number, { draft: ReportDraft; report: UnloadingReport }>();
  readonly #further = new Map<string, string[]>();

  constructor(context: NormalisingContext) {
    this.#context = context;
  }

  get batch(): Batch {
    return {
      entries: this.#entries,
      notices: this.#notices,
      documents: [...this.#documents.values()],
      reports: [...this.#reports.values()].map(({ report }) => report),
      furtherBuckets: this.#further,
    };
  }

  take({ records, draft, issues }: ParsedItem): void {
    const found = new IssueList();
    found.issues.push(...issues);
    if (draft === null) {
      if (records === 0) this.#notices.push(...issues);
      else this.#reject(issues[0]?.line ?? null, issues[0]?.record ?? null, found);
      return;
    }
    if (draft.type === 'report') {
      const report = normaliseReport(this.#context, draft, found);
      this.#reports.set(draft.line, { draft, report });
      this.#notices.push(...found.issues);
      return;
    }
    this.#takeRecord(draft, found);
  }

  #reject(line: number | null, record: string | null, { issues }: IssueList): void {
    this.#entries.push({ is: 'rejected', line, record, issues });
  }

  #takeRecord(draft: Exclude<Draft, ReportDraft>, found: IssueList): void {
    switch (draft.type) {
      case 'consignment':
        this.#takeConsignment(draft, found);
        return;
      case 'event':
        this.#takeEvent(draft, found);
        return;
      case 'surplus':
        this.#takeSurplus(draft, found);
        return;
      case 'withdrawal':
        this.#takeWithdrawal(draft, found);
    }
  }

  #takeConsignment(draft: ConsignmentDraft, found: IssueList): void {
    const claim = normaliseConsignment(this.#context, draft, found);
    const { line, record } = draft;
    this.#entries.push({ is: 'consignment', line, record, issues: found.issues, claim });
    if (draft.manifest !== null && claim.manifest !== null) this.#noteDocument(draft, claim);
  }

  #noteDocument({ manifest }: ConsignmentDraft, claim: Claim): void {
    const { upload, feed } = this.#context;
    if (manifest === null || claim.manifest === null) return;
    const { bucket, date, replaces } = claim.manifest;
    const _id = replaces
      ? `${upload.id}:${manifest.headLine}`
      : `${upload.id}:${bucket}:${date ?? ''}`;
    if (this.#documents.has(_id)) return;
    this.#documents.set(_id, {
      _id,
      bucket,
      number: manifest.number,
      date,
      kind: manifest.kind,
      member: feed.member,
      sending: claim.headSending ?? claim.sending,
      receiving: claim.headReceiving ?? claim.receiving,
      replaces,
      tellings: [
        {
          key: `${upload.id}:${manifest.headLine}`,
          upload: upload.id,
          feed: feed.slug,
          line: manifest.headLine,
          receivedAt: upload.receivedAt,
          takenBackAt: null,
        },
      ],
      complete: false,
    });
  }

  #takeEvent(draft: EventDraft, found: IssueList): void {
    const { line, record } = draft;
    const answer = draft.difference === null ? null : this.#answerOf(draft.difference);
    const normalised = normaliseEvent(this.#context, draft, {
      issues: found,
      report: answer === null ? null : { id: answer.report, buckets: answer.buckets },
    });
    if (normalised === null) {
      this.#reject(line, record, found);
      return;
    }
    const { event, reading, senderKey } = normalised;
    const difference =
      answer === null ? null : differenceOf(this.#context, { draft, event, answer });
    this.#entries.push({
      is: 'event',
      line,
      record,
      issues: found.issues,
      event,
      reading,
      senderKey,
      difference,
    });
  }

  /** The report that a difference belongs to; a difference may name a bordero of its own. */
  #answerOf({
    reportLine,
    manifestNumber,
  }: {
    reportLine: number;
    manifestNumber: string | null;
  }): { report: string; buckets: readonly string[]; number: string } | null {
    const head = this.#reports.get(reportLine);
    if (head === undefined) return null;
    const { draft, report } = head;
    const number = manifestNumber ?? draft.manifestNumber;
    if (number === draft.manifestNumber)
      return { report: report._id, buckets: report.buckets, number };
    const buckets = bucketsOf(this.#context, draft, number);
    this.#further.set(report._id, [...(this.#further.get(report._id) ?? []), ...buckets]);
    return { report: report._id, buckets, number };
  }

  #takeSurplus(draft: SurplusDraft, found: IssueList): void {
    const { line, record, reportLine } = draft;
    const answer = this.#answerOf({ reportLine, manifestNumber: null });
    if (answer === null) {
      this.#reject(line, record, found);
      return;
    }
    const difference = surplusOf(this.#context, draft, answer);
    this.#entries.push({ is: 'surplus', line, record, issues: found.issues, difference });
  }

  #takeWithdrawal(draft: WithdrawalDraft, found: IssueList): void {
    const { line, record, senderId, content, reason } = draft;
    const senderKey = senderKeyOf(this.#context, senderId);
    if (senderKey !== null) {
      this.#entries.push({
        is: 'id-withdrawal',
        line,
        record,
        issues: found.issues,
        senderKey,
        reason,
      });
      return;
    }
    if (content === null) {
      this.#reject(line, record, found);
      return;
    }
    const withdrawal = normaliseWithdrawal(this.#context, { ...draft, content }, found);
    this.#entries.push({ is: 'withdrawal', line, record, issues: found.issues, withdrawal });
  }
}
