import { z } from 'zod';
import type { EventDraft } from '../../domain/draft.ts';
import type { Issue } from '../../domain/issue.ts';
import { at, identifier, oneOf, part, statusWord, text } from './fields.ts';
import { defineKind } from './kind.ts';
import { statusOf, SUBJECT, subjectOf } from './subject.ts';
import { placeOf, said, timeOf, type RecordPlace } from './values.ts';

const schema = part({
  kind: z.literal('event'),
  id: identifier.describe("The sender's own id, unique within its feed"),
  ...SUBJECT,
  reason: statusWord,
  classifier: oneOf(['PLANNED', 'ESTIMATED', 'ACTUAL']),
  at: at.describe(
    "Instant with offset, local time in the depot's, else the feed's zone, or a date alone",
  ),
  place: part({ name: text, postcode: identifier, country: identifier }).nullish(),
  signedBy: text,
  text,
}).describe('`reference`, `barcode` or both; `event` or `code`, not both');

function toDraft(value: z.infer<typeof schema>, place: RecordPlace): EventDraft | readonly Issue[] {
  const subject = subjectOf(value, place);
  const status = statusOf(value, said(value.reason), place);
  const time = timeOf(value.at, place);
  if (!('references' in subject)) return [subject];
  if (!('by' in status)) return [status];
  if (!('local' in time)) return [time];
  return {
    type: 'event',
    line: place.line,
    record: place.kind,
    ...subject,
    status,
    network: null,
    classifier: value.classifier ?? null,
    time,
    place: placeOf(value.place),
    text: said(value.text),
    signedBy: said(value.signedBy),
    position: null,
    senderId: said(value.id),
    difference: null,
  };
}

export const event = defineKind({ kind: 'event', schema, toDraft });
