/** Records as a test tells them: what it does not say is ordinary. */
import type { TimelineEvent } from '../../src/domain/consignment.ts';
import type { EventKind } from '../../src/domain/event.ts';
import type {
  Claim,
  ClaimTelling,
  ContentWithdrawal,
  EventTelling,
  ReportedEvent,
  Telling,
} from '../../src/domain/record.ts';

export const at = (time: string): Date =>
  new Date(`2026-11-${time.length === 5 ? `23T${time}` : time}:00Z`);

/** `upload@HH:MM`, line 1. */
export const telling = (upload: string, received = '12:00', line = 1): Telling => ({
  key: `${upload}:${line}`,
  upload,
  feed: 'feed',
  line,
  receivedAt: at(received),
  takenBackAt: null,
});

export const eventTelling = (fields: Partial<EventTelling> = {}): EventTelling => ({
  ...telling('u1'),
  kind: 'DELIVERED',
  reason: null,
  codeList: null,
  occurredAt: at('10:00'),
  timeZone: 'UTC',
  text: null,
  signedBy: null,
  position: null,
  references: [],
  ...fields,
});

export const reported = (
  id: string,
  tellings: readonly Partial<EventTelling>[] = [{}],
  fields: Partial<ReportedEvent> = {},
): ReportedEvent => ({
  _id: id,
  subject: 's',
  keys: [],
  member: 'graz',
  pair: null,
  barcode: null,
  classifier: 'ACTUAL',
  local: '2026-11-23T10:00',
  precision: 'MINUTE',
  place: null,
  code: null,
  senderId: null,
  tellings: tellings.map(eventTelling),
  withdrawals: [],
  waiting: false,
  report: null,
  ...fields,
});

/** On a timeline: kind and time, `23T10:00` or `10:00` of 23 November, UTC. */
export function happened(
  kind: EventKind,
  time: string,
  fields: Partial<TimelineEvent> = {},
): TimelineEvent {
  const instant = at(time);
  return {
    id: `${kind}@${time}${fields.barcode ?? ''}`,
    kind,
    classifier: 'ACTUAL',
    reason: null,
    at: instant,
    local: instant.toISOString().slice(0, 16),
    timeZone: 'UTC',
    precision: 'MINUTE',
    member: 'graz',
    place: null,
    position: null,
    journey: 1,
    barcode: null,
    code: null,
    codeList: null,
    text: null,
    signedBy: null,
    withdrawnAt: null,
    upload: 'u1',
    line: 1,
    receivedAt: at('12:00'),
    ...fields,
  };
}

/** A date alone. */
export const onDay = (
  kind: EventKind,
  day: string,
  fields: Partial<TimelineEvent> = {},
): TimelineEvent =>
  happened(kind, `${day}T00:00`, { local: `2026-11-${day}`, precision: 'DAY', ...fields });

export const claimTelling = (
  upload = 'u1',
  received = '12:00',
  document: string | null = null,
): ClaimTelling => ({ ...telling(upload, received), document });

export const claim = (id: string, fields: Partial<Claim> = {}): Claim => ({
  _id: id,
  anchor: 'a',
  keys: [],
  member: 'hamburg',
  references: [],
  sending: { member: 'hamburg', depot: 'HAM' },
  receiving: { member: 'graz', depot: 'GRZ' },
  originNamed: false,
  headSending: { member: 'hamburg', depot: 'HAM' },
  headReceiving: { member: 'graz', depot: 'GRZ' },
  documentDate: '2026-11-22',
  manifest: null,
  shipper: null,
  consignee: null,
  packages: [],
  quantities: {
    packageCount: null,
    grossWeightKg: null,
    volumeM3: null,
    loadingMetres: null,
    palletPlaces: null,
  },
  problems: [],
  tellings: [claimTelling()],
  ...fields,
});

export const withdrawal = (
  id: string,
  withdraws: Partial<ContentWithdrawal['withdraws']> = {},
  fields: Partial<ContentWithdrawal> = {},
): ContentWithdrawal => ({
  _id: id,
  subject: 's',
  keys: [],
  member: 'graz',
  pair: null,
  barcode: null,
  withdraws: {
    code: null,
    kind: 'DELIVERED',
    reason: null,
    local: '2026-11-23T10:00',
    occurredAt: at('10:00'),
    note: null,
    ...withdraws,
  },
  references: [],
  tellings: [telling('w1', '13:00')],
  ...fields,
});
