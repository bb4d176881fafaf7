import { readStatus } from '../codes/read-status.ts';
import type { WithdrawalDraft } from '../domain/draft.ts';
import { fingerprint } from '../domain/hash.ts';
import type { ContentWithdrawal } from '../domain/record.ts';
import { barcodeValue } from '../domain/reference.ts';
import { keysOf } from '../matching/keys.ts';
import { readTime, sides, type IssueList, type NormalisingContext } from './context.ts';
import { eventReferences, findPair } from './event.ts';
import { subjectOf } from './subject.ts';

/** A withdrawal that names its event by content (rules.md section 3). */
export function normaliseWithdrawal(
  context: NormalisingContext,
  draft: WithdrawalDraft & { readonly content: NonNullable<WithdrawalDraft['content']> },
  issues: IssueList,
): ContentWithdrawal {
  const { content, line, record } = draft;
  const named = { ...content, partner: null, line, record };
  const depots = findPair(context, named, issues);
  const time = readTime(context, content.time, { depots: depots ?? [], issues });
  const references = eventReferences(context, named, issues);
  const subject = subjectOf(named);
  const { feed, upload, format } = context;
  const reading = readStatus({
    codeList: feed.codeList,
    network: null,
    format,
    status: content.status,
    text: null,
    additions: feed.codeAdditions,
  });
  const byKind = content.status.by === 'kind';
  const withdraws = {
    code: byKind ? null : reading.rawCode,
    kind: byKind ? reading.kind : null,
    reason: byKind ? reading.reason : null,
    local: time.local,
    occurredAt: time.occurredAt,
    note: draft.reason,
  };
  return {
    _id: `${subject}:${fingerprint('withdrawal', feed.member, content.barcode, withdraws)}`,
    subject,
    keys: keysOf({ references, barcodes: content.barcode === null ? [] : [content.barcode] }),
    member: feed.member,
    pair: sides(depots),
    barcode: content.barcode === null ? null : barcodeValue(content.barcode),
    withdraws,
    references,
    tellings: [
      {
        key: `${upload.id}:${line}`,
        upload: upload.id,
        feed: feed.slug,
        line,
        receivedAt: upload.receivedAt,
        takenBackAt: null,
      },
    ],
  };
}
