import type { DepotName, EventDraft, StatusDraft, TimeDraft } from '../../domain/draft.ts';
import type { TextLine } from '../text.ts';

/** What the head of a status message or unloading report says of all its events. */
export interface EventHead {
  readonly pair: readonly [DepotName, DepotName] | null;
  readonly partner: DepotName | null;
  readonly network: string | null;
}

export const NO_HEAD: EventHead = { pair: null, partner: null, network: null };

const NO_STATUS: StatusDraft = {
  by: 'code',
  code: '',
  where: { line: null, record: null, field: null, value: null },
};

/** An event of this head with nothing else filled: Fortras has neither place, nor classifier, nor an id of its own. */
export const bareEvent = (
  line: TextLine,
  recordType: string,
  head: EventHead,
  time: TimeDraft,
): EventDraft => ({
  type: 'event',
  line: line.number,
  record: recordType,
  references: [],
  barcode: null,
  pair: head.pair,
  partner: head.partner,
  status: NO_STATUS,
  network: head.network,
  classifier: null,
  time,
  place: null,
  text: null,
  signedBy: null,
  position: null,
  senderId: null,
  difference: null,
});
