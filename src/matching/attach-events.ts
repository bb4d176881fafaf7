import {
  standing,
  type ContentWithdrawal,
  type ReportedEvent,
  type StoredReference,
} from '../domain/record.ts';
import { attachAll, onlyLoosely, type Left, type Seeking } from './attach.ts';
import { dayOfEvent } from './days.ts';
import type { Group } from './group.ts';
import { findHits, type Hit, type Seeker } from './hits.ts';
import { isFloating } from './keys.ts';
import { byType, numbersContradict } from './references.ts';
import { mayAddEvent, type IsHub } from './roles.ts';
import type { Shelf } from './shelf.ts';

type EventRecord = ReportedEvent | ContentWithdrawal;

/** Events that found no consignment, or several. */
export function attachEvents(
  {
    events,
    withdrawals,
  }: {
    readonly events: readonly ReportedEvent[];
    readonly withdrawals: readonly ContentWithdrawal[];
  },
  { shelf, isHub }: { shelf: Shelf; isHub: IsHub },
): Left<ReportedEvent>[] {
  const seek = <R extends EventRecord>(record: R): Seeking<R> => {
    const seeker = seekerOf(record);
    return { record, seeker, mayAdd: mayAddEvent(seeker, isHub), sameAs: '' };
  };
  const isTold = ({ tellings }: ReportedEvent): boolean => standing(tellings).length > 0;
  const left = attachAll({ shelf, seeking: events.filter(isTold).map(seek), attach: addEvent });
  const passive: EventRecord[] = [...events.filter((event) => !isTold(event)), ...withdrawals];
  const homeless = passive.map(seek).flatMap((one) => placePassive(one, shelf));
  return [...left, ...homeless.map((record) => ({ record, hits: [] }))];
}

/** What says nothing any more, or takes something back, joins nothing, lengthens no life and adds no number. */
function placePassive(
  { record, seeker, mayAdd }: Seeking<EventRecord>,
  shelf: Shelf,
): ReportedEvent[] {
  const [hit, ...more] = findHits({ seeker, shelf, mayAdd });
  if (hit !== undefined && more.length === 0) hit.group.addPassive(record);
  else if (!('withdraws' in record)) return [record];
  return [];
}

/** References that the tellings that stand name, each once. */
function referencesOf(record: EventRecord): StoredReference[] {
  if ('withdraws' in record) return [...record.references];
  const tellings = standing(record.tellings);
  const named = (tellings.length > 0 ? tellings : record.tellings).flatMap((one) => one.references);
  if (tellings.length < 2) return named;
  const seen = new Map(
    named.map((one) => [
      `${one.type}|${one.value}|${one.issuer ?? ''}|${one.issuerDepot ?? ''}`,
      one,
    ]),
  );
  return [...seen.keys()].sort().flatMap((key) => seen.get(key) ?? []);
}

function seekerOf(record: EventRecord): Seeker {
  return {
    member: record.member,
    references: referencesOf(record),
    barcodes: record.barcode === null ? [] : [record.barcode],
    pair: record.pair,
    day: dayOfEvent('withdraws' in record ? record.withdraws : record),
    floating: isFloating(record.keys),
  };
}

/** Its references become the consignment's; a number that fitted only without its leading zeros adds none. */
function addEvent(group: Group, event: ReportedEvent, hits: readonly Hit[]): void {
  group.addEvent(event);
  const loosely = onlyLoosely(hits);
  const floating = isFloating(event.keys);
  for (const reference of referencesOf(event)) {
    if (group.referencesLike(reference).length > 0) continue;
    const isSending = reference.type === 'SENDING_NUMBER';
    if (isSending && loosely) continue;
    const issued = { ...reference, issuer: reference.issuer ?? issuerIn(group, reference) };
    if (!isSending || !numbersContradict(byType([issued]), byType(group.sendingNumbers)))
      group.addReference(issued, floating);
  }
}

/** A receiving number that a status names was issued by the receiving partner. */
function issuerIn(group: Group, { type }: StoredReference): string | null {
  if (type === 'SENDING_NUMBER') return group.sender;
  return type === 'RECEIVING_NUMBER' ? group.receiver : null;
}
