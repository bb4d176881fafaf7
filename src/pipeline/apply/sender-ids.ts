import type { RecordStore } from '../../store/record-store.ts';
import type { Contender, SenderIdStore } from '../../store/sender-id-store.ts';
import type { SenderIdDoc } from '../../store/working-documents.ts';
import type { Entry, EntryOf } from './entry.ts';

interface Needs {
  readonly senderIds: SenderIdStore;
  readonly records: RecordStore;
}

/** Of two records under one id with different content the earlier line stands, of two uploads the one received first. */
export function winnerOf({ contenders }: SenderIdDoc): Contender | undefined {
  const alive = contenders.filter(({ takenBackAt }) => takenBackAt === null);
  return alive.reduce<Contender | undefined>(
    (best, one) => (best === undefined || comesBefore(one, best) ? one : best),
    undefined,
  );
}

function comesBefore(a: Contender, b: Contender): boolean {
  const time = a.receivedAt.getTime() - b.receivedAt.getTime();
  if (time !== 0) return time < 0;
  return a.upload === b.upload ? a.line < b.line : a.upload < b.upload;
}

export interface Contested {
  /** Entries that lost against another content under the same id. */
  readonly lost: ReadonlySet<Entry>;
  /** Applied before the better one was reached: to be taken back. */
  readonly overruled: readonly Contender[];
}

/** Registers the sender's own ids of events and tells which of them may not be applied. */
export async function contest(
  { senderIds }: Needs,
  events: readonly EntryOf<'event'>[],
  chunk: number,
): Promise<Contested> {
  const own = events.filter((entry) => entry.senderKey !== null);
  if (own.length === 0) return { lost: new Set(), overruled: [] };
  await senderIds.add({ contenders: own.flatMap((entry) => contenderOf(entry, chunk)), withdrawals: [] });
  const docs = await senderIds.find([...new Set(own.flatMap(({ senderKey }) => senderKey ?? []))]);
  const lost = new Set<Entry>();
  const overruled = new Map<string, Contender>();
  for (const entry of own) {
    const doc = docs.get(entry.senderKey ?? '');
    const winner = doc === undefined ? undefined : winnerOf(doc);
    if (doc === undefined || winner === undefined) continue;
    if (winner.event !== entry.event._id) lost.add(entry);
    for (const other of doc.contenders)
      if (other.takenBackAt === null && other.event !== winner.event) overruled.set(other.key, other);
  }
  return { lost, overruled: [...overruled.values()] };
}

function contenderOf({ event, senderKey }: EntryOf<'event'>, chunk: number): { senderKey: string; entry: Contender }[] {
  const telling = event.tellings[0];
  if (telling === undefined || senderKey === null) return [];
  const { key, upload, line, receivedAt } = telling;
  const { _id, subject } = event;
  const entry = { event: _id, subject, key, upload, chunk, line, receivedAt, takenBackAt: null };
  return [{ senderKey, entry }];
}

/** Registers withdrawals by id. */
export async function registerWithdrawals(
  { senderIds }: Needs,
  entries: readonly EntryOf<'id-withdrawal'>[],
  { upload, receivedAt }: { upload: string; receivedAt: Date },
): Promise<void> {
  const withdrawals = entries.map(({ senderKey, line, reason }) => ({
    senderKey,
    entry: { key: `${upload}:${line ?? 0}`, upload, line: line ?? 0, receivedAt, reason, takenBackAt: null },
  }));
  await senderIds.add({ contenders: [], withdrawals });
}

/**
 * Lets withdrawals meet their events: both sides write first and look afterwards, so that neither can miss the other.
 * Answers the ids of the events that are withdrawn.
 */
export async function meetWithdrawals(
  { senderIds, records }: Needs,
  senderKeys: readonly string[],
): Promise<{ docs: Map<string, SenderIdDoc>; events: string[] }> {
  const docs = await senderIds.find([...new Set(senderKeys)]);
  const events: string[] = [];
  for (const doc of docs.values()) {
    const target = winnerOf(doc);
    if (target === undefined) continue;
    for (const { receivedAt, upload, reason, takenBackAt } of doc.withdrawals) {
      if (takenBackAt !== null) continue;
      await records.withdrawEvent(target.event, { at: receivedAt, upload, reason, takenBackAt: null });
      events.push(target.event);
    }
  }
  return { docs, events };
}
