import type { ContentWithdrawal, ReportedEvent, StoredReference } from '../domain/record.ts';
import { standing } from '../domain/record.ts';
import { dayOfEvent, numbersContradict, type Group } from './group.ts';
import { findHits, TIER, type Hit, type Seeker } from './hits.ts';
import { mergeGroups } from './join.ts';
import type { Ambiguity, Resolution } from './resolution.ts';
import { mayAddEvent, type IsHub } from './roles.ts';

type Waiting = { readonly seeker: Seeker; readonly record: ReportedEvent | ContentWithdrawal };

/** Events find their consignments: again and again, because an attached event may bring a number that others name, and lengthens its life. */
export function attachEvents(work: {
  groups: readonly Group[];
  events: readonly ReportedEvent[];
  withdrawals: readonly ContentWithdrawal[];
  ambiguous: Ambiguity[];
  isHub: IsHub;
}): Resolution {
  const { ambiguous, isHub } = work;
  let groups = [...work.groups];
  let waiting: Waiting[] = [...work.events, ...work.withdrawals]
    .map((record) => ({ record, seeker: seekerOf(record) }))
    .sort((a, b) => (a.record._id < b.record._id ? -1 : 1));
  for (let moved = groups.length > 0; moved; ) {
    moved = false;
    const found = waiting.map((one) => ({
      ...one,
      hits: findHits(one.seeker, groups, mayAddEvent(one.seeker, isHub)),
    }));
    const still: Waiting[] = [];
    for (const one of found) {
      const home = one.hits.length === 0 ? null : mergeGroups(one.hits.map((hit) => hit.group), groups);
      if (home === null) {
        still.push(one);
        continue;
      }
      groups = home.groups;
      attach(home.group, one.record, one.hits);
      moved = true;
    }
    waiting = still;
  }
  return { groups, ...leftOver(waiting, groups, { ambiguous, isHub }) };
}

function leftOver(
  waiting: readonly Waiting[],
  groups: readonly Group[],
  { ambiguous, isHub }: { ambiguous: Ambiguity[]; isHub: IsHub },
): Pick<Resolution, 'waiting' | 'ambiguous'> {
  const events: ReportedEvent[] = [];
  for (const { record, seeker } of waiting) {
    if ('withdraws' in record) continue;
    events.push(record);
    const hits = findHits(seeker, groups, mayAddEvent(seeker, isHub));
    if (hits.length > 1)
      ambiguous.push({ record: record._id, candidates: hits.map((hit) => hit.group) });
  }
  return { waiting: events, ambiguous };
}

/** References that the tellings that stand name, each once. */
export function referencesOf(record: ReportedEvent | ContentWithdrawal): StoredReference[] {
  if ('withdraws' in record) return [...record.references];
  const tellings = standing(record.tellings);
  const named = (tellings.length > 0 ? tellings : record.tellings).flatMap((one) => one.references);
  if (tellings.length < 2) return named;
  const seen = new Map(named.map((one) => [`${one.type}|${one.value}|${one.issuer ?? ''}`, one]));
  return [...seen.keys()].sort().flatMap((key) => seen.get(key) ?? []);
}

function seekerOf(record: ReportedEvent | ContentWithdrawal): Seeker {
  return {
    member: record.member,
    references: referencesOf(record),
    barcodes: record.barcode === null ? [] : [record.barcode],
    pair: record.pair,
    day: dayOfEvent('withdraws' in record ? record.withdraws : record),
  };
}

function attach(group: Group, record: ReportedEvent | ContentWithdrawal, hits: readonly Hit[]): void {
  if ('withdraws' in record) {
    group.withdrawals.push(record);
    return;
  }
  group.addEvent(record);
  if (standing(record.tellings).length === 0) return;
  const onlyLoosely = hits.every((hit) => hit.tier === TIER.ZEROS);
  for (const reference of referencesOf(record)) {
    if (group.referencesLike(reference).length > 0 || onlyLoosely && reference.type === 'SENDING_NUMBER') continue;
    const issued = { ...reference, issuer: reference.issuer ?? issuerIn(group, reference) };
    const isSending = reference.type === 'SENDING_NUMBER';
    if (!isSending || !numbersContradict([issued], group.references)) group.addReference(issued);
  }
}

/** A receiving number that a status names was issued by the receiving partner. */
function issuerIn(group: Group, { type }: StoredReference): string | null {
  if (type === 'SENDING_NUMBER') return group.sender;
  return type === 'RECEIVING_NUMBER' ? group.receiver : null;
}
