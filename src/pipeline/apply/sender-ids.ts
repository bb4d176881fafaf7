import type { RecordStore } from '../../store/record-store.ts';
import type { Contender, SenderIdStore } from '../../store/sender-id-store.ts';
import type { SenderIdDoc } from '../../store/working-documents.ts';
import type { EntryOf } from './entry.ts';

interface Needs {
  readonly senderIds: SenderIdStore;
  readonly records: RecordStore;
}

/**
 * Of two records under one id with different content the earlier line stands, of two uploads the one received first (rules.md
 * section 1). A record is rejected for good where another one stood when it was received: so it does not matter what was worked on
 * first, and what is withdrawn and sent again finds its place free.
 */
export function contendersThatStand({ contenders }: SenderIdDoc): Contender[] {
  const accepted: Contender[] = [];
  for (const one of [...contenders].sort(byReceipt)) {
    const isTaken = accepted.some(
      (other) =>
        other.event !== one.event &&
        (other.takenBackAt === null || other.takenBackAt > one.receivedAt),
    );
    if (!isTaken) accepted.push(one);
  }
  return accepted;
}

const byReceipt = (a: Contender, b: Contender): number =>
  a.receivedAt.getTime() - b.receivedAt.getTime() ||
  (a.upload === b.upload ? a.line - b.line : a.upload < b.upload ? -1 : 1);

/** Whose content counts under an id; undefined: nobody's, or its uploads were withdrawn. */
export const winnerOf = (doc: SenderIdDoc): Contender | undefined =>
  contendersThatStand(doc).find(({ takenBackAt }) => takenBackAt === null);

type EventEntry = EntryOf<'event'>;

/** Registers the sender's own ids of events, before anybody looks at them. */
export async function registerContenders(
  { senderIds }: Needs,
  events: readonly EventEntry[],
  chunk: number,
): Promise<void> {
  const contenders = events.flatMap((entry) => contenderOf(entry, chunk));
  await senderIds.add({ contenders, withdrawals: [] });
}

function contenderOf(
  { event, senderKey }: EventEntry,
  chunk: number,
): { senderKey: string; entry: Contender }[] {
  const telling = event.tellings[0];
  if (telling === undefined || senderKey === null) return [];
  const { key, upload, line, receivedAt } = telling;
  const { _id, subject, keys } = event;
  const told = { key, upload, chunk, line, receivedAt, takenBackAt: null };
  return [{ senderKey, entry: { event: _id, subject, keys, ...told } }];
}

/** Entries that may not be applied, because another content stands under their id. */
export function losersOf(
  events: readonly EventEntry[],
  docs: ReadonlyMap<string, SenderIdDoc>,
): Set<EventEntry> {
  const standing = new Map<string, ReadonlySet<string>>();
  for (const [key, doc] of docs)
    standing.set(key, new Set(contendersThatStand(doc).map((one) => one.key)));
  return new Set(
    events.filter(({ senderKey, event }) => {
      const key = event.tellings[0]?.key;
      return senderKey !== null && key !== undefined && standing.get(senderKey)?.has(key) === false;
    }),
  );
}

/** Whatever may not stand under these ids: applied perhaps, before the better one was reached. */
export function overruledOf(docs: ReadonlyMap<string, SenderIdDoc>): Contender[] {
  return [...docs.values()].flatMap((doc) => {
    if (doc.contenders.length < 2) return [];
    const standing = new Set(contendersThatStand(doc).map(({ key }) => key));
    return doc.contenders.filter(
      ({ key, takenBackAt }) => takenBackAt === null && !standing.has(key),
    );
  });
}

/** Registers withdrawals by id. */
export async function registerWithdrawals(
  { senderIds }: Needs,
  entries: readonly EntryOf<'id-withdrawal'>[],
  { upload, receivedAt }: { upload: string; receivedAt: Date },
): Promise<void> {
  const withdrawals = entries.map(({ senderKey, line, reason }) => ({
    senderKey,
    entry: {
      key: `${upload}:${line ?? 0}`,
      upload,
      line: line ?? 0,
      receivedAt,
      reason,
      takenBackAt: null,
    },
  }));
  await senderIds.add({ contenders: [], withdrawals });
}

/**
 * Lets withdrawals meet their events: both sides write first and look afterwards, so that neither can miss the other.
 * Answers the ids of the events that are withdrawn.
 */
export async function meetWithdrawals(
  { records }: Needs,
  docs: ReadonlyMap<string, SenderIdDoc>,
): Promise<string[]> {
  const events: string[] = [];
  for (const doc of docs.values()) {
    const target = doc.withdrawals.length === 0 ? undefined : winnerOf(doc);
    if (target === undefined) continue;
    for (const { receivedAt, upload, reason, takenBackAt } of doc.withdrawals) {
      if (takenBackAt !== null) continue;
      const withdrawal = { at: receivedAt, upload, reason, takenBackAt: null };
      await records.withdrawEvent(target.event, withdrawal);
      events.push(target.event);
    }
  }
  return events;
}
