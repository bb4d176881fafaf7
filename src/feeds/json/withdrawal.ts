import { z } from 'zod';
import type { WithdrawalDraft } from '../../domain/draft.ts';
import { issueAt, type Issue } from '../../domain/issue.ts';
import { at, identifier, part, text } from './fields.ts';
import { defineKind } from './kind.ts';
import { statusOf, SUBJECT, subjectOf } from './subject.ts';
import { placeAt, said, timeOf, type RecordPlace } from './values.ts';

const schema = part({
  kind: z.literal('withdrawal'),
  id: identifier.describe('Id under which the same feed reported the event'),
  ...SUBJECT,
  at: at.nullish(),
  reason: text.describe('Why it is withdrawn'),
}).describe('By `id`; else by content: `event` or `code`, `reference` or `barcode`, and `at`');
type Withdrawal = z.infer<typeof schema>;

function contentOf(
  value: Withdrawal,
  place: RecordPlace,
): NonNullable<WithdrawalDraft['content']> | Issue {
  const subject = subjectOf(value, place);
  if (!('references' in subject)) return subject;
  const status = statusOf(value, null, place);
  if (!('by' in status)) return status;
  const written = value.at ?? null;
  if (written === null) return issueAt('BAD_DATE', placeAt(place, 'at', null));
  const time = timeOf(written, place);
  if (!('local' in time)) return time;
  const { references, barcode, pair } = subject;
  return { references, barcode, pair, status, time };
}

function toDraft(value: Withdrawal, place: RecordPlace): WithdrawalDraft | readonly Issue[] {
  const senderId = said(value.id);
  const content = senderId === null ? contentOf(value, place) : null;
  if (content !== null && !('references' in content)) return [content];
  return {
    type: 'withdrawal',
    line: place.line,
    record: place.kind,
    senderId,
    content,
    reason: said(value.reason),
  };
}

export const withdrawal = defineKind({ kind: 'withdrawal', schema, toDraft });
