import type { Collection, Filter } from 'mongodb';
import type { MemberId } from '../domain/consignment.ts';
import { firstReceived, positionOf, standing } from '../domain/record.ts';
import { barcodeValue, withoutLeadingZeros } from '../domain/reference.ts';
import type { ConsignmentEventDoc, EventDoc, WithdrawalDoc } from './documents.ts';
import { readPage, READ_LIMIT_MS, type Ordering, type Page, type Slice } from './page.ts';

/** Oldest receipt first. */
export const ORPHAN_ORDER: Ordering<EventDoc> = [
  {
    path: 'tellings.0.receivedAt',
    direction: 1,
    read: (doc) => doc.tellings[0]?.receivedAt ?? null,
  },
  { path: '_id', direction: 1, read: (doc) => doc._id },
];

/** Events as they were reported, for what a consignment does not show: their ways to it, and those that wait for one. */
export class EventReader {
  readonly #events: Collection<EventDoc>;

  /** Withdrawals by content stand in the same collection; no read here finds one. */
  constructor(events: Collection<EventDoc | WithdrawalDoc>) {
    this.#events = events as unknown as Collection<EventDoc>;
  }

  async findByIds(ids: readonly string[]): Promise<EventDoc[]> {
    const subjects = [...new Set(ids.map((id) => id.split(':')[0] ?? id))];
    return this.#events
      .find({ subject: { $in: subjects }, _id: { $in: [...ids] }, waiting: { $exists: true } })
      .maxTimeMS(READ_LIMIT_MS)
      .toArray();
  }

  /** The member's own events that wait for their consignment. */
  async orphans(member: MemberId, slice: Slice): Promise<Page<EventDoc>> {
    return readPage(
      { collection: this.#events, filter: orphanFilter(member), ordering: ORPHAN_ORDER },
      slice,
    );
  }

  async countOrphans(member: MemberId): Promise<number> {
    return this.#events.countDocuments(orphanFilter(member), { maxTimeMS: READ_LIMIT_MS });
  }
}

const orphanFilter = (member: MemberId): Filter<EventDoc> => ({ member, waiting: true });

/** Values under which the consignments of an event are listed (ConsignmentDoc.find.references). */
export function referencesOf(event: EventDoc): string[] {
  const values = event.tellings.flatMap(({ references }) =>
    references.map(({ value }) => withoutLeadingZeros(value)),
  );
  if (event.barcode !== null) values.push(withoutLeadingZeros(barcodeValue(event.barcode)));
  return [...new Set(values)];
}

/** An event without consignment in the shape in which consignments show theirs; null: nobody tells it any more. */
export function asOrphan(event: EventDoc): ConsignmentEventDoc | null {
  const alive = standing(event.tellings);
  const tellings = alive.length > 0 ? alive : event.tellings;
  const told = firstReceived(tellings);
  if (told === undefined) return null;
  return {
    id: event._id,
    kind: told.kind,
    classifier: event.classifier,
    reason: told.reason,
    at: told.occurredAt,
    local: event.local,
    timeZone: told.timeZone,
    precision: event.precision,
    member: event.member,
    place: event.place,
    position: positionOf(tellings),
    journey: 1,
    barcode: event.barcode,
    code: event.code,
    codeList: told.codeList,
    text: told.text,
    signedBy: told.signedBy,
    withdrawnAt: event.withdrawals[0]?.at ?? told.takenBackAt,
    upload: told.upload,
    line: told.line,
    receivedAt: told.receivedAt,
  };
}
