import type { Issue } from '../../domain/issue.ts';
import type { ManifestStore } from '../../store/manifest-store.ts';
import type { RecordStore } from '../../store/record-store.ts';
import type { Contender, SenderIdStore } from '../../store/sender-id-store.ts';
import type { SenderIdDoc } from '../../store/working-documents.ts';
import { register } from '../settle/register.ts';
import { settle } from '../settle/settle.ts';
import type { OwnRecords } from '../settle/load.ts';
import type { SettleNeeds } from '../settle/needs.ts';
import type { Settled } from '../settle/outcome.ts';
import { entriesThatAre, type Batch, type Entry, type EntryOf, type Outcome } from './entry.ts';
import { Judge, type Told } from './judge.ts';
import { outcomeOfEvent } from './outcome.ts';
import {
  losersOf,
  meetWithdrawals,
  overruledOf,
  registerContenders,
  registerWithdrawals,
} from './sender-ids.ts';

/** A record that was applied before the better one was reached, and what it counted as. */
export type Overruled = Contender & { readonly outcome: Outcome; readonly senderId: string | null };

export interface ApplyNeeds extends SettleNeeds {
  readonly records: RecordStore;
  readonly manifests: ManifestStore;
  readonly senderIds: SenderIdStore;
  /** Notes elsewhere that records are rejected after all; called before they are taken out. May be told twice. */
  readonly noteOverruled: (overruled: readonly Overruled[]) => Promise<void>;
}

export interface Applied {
  readonly outcomes: ReadonlyMap<Entry, Outcome>;
  readonly issues: readonly Issue[];
  readonly settled: Settled;
  /** Entries that lost against another content under the same id of the sender. */
  readonly lost: ReadonlySet<Entry>;
}

interface Which {
  readonly upload: string;
  readonly chunk: number;
  readonly receivedAt: Date;
}

/** Writes a normalised chunk, derives what follows from it, and tells what became of each record. May be repeated. */
export async function applyBatch(needs: ApplyNeeds, batch: Batch, which: Which): Promise<Applied> {
  const events = entriesThatAre(batch.entries, 'event');
  const takingBack = entriesThatAre(batch.entries, 'id-withdrawal');
  const named = events.filter(({ senderKey }) => senderKey !== null);
  const senderKeys = [...named, ...takingBack].flatMap(({ senderKey }) => senderKey ?? []);
  const idsOf = (): Promise<Map<string, SenderIdDoc>> =>
    needs.senderIds.find([...new Set(senderKeys)]);
  if (named.length > 0) await registerContenders(needs, named, which.chunk);
  const first = named.length === 0 ? new Map<string, SenderIdDoc>() : await idsOf();
  const early: ReadonlySet<Entry> = losersOf(named, first);
  const overruled = overruledOf(first);
  await displace(needs, overruled);
  const kept = batch.entries.filter((entry) => !early.has(entry));
  const told = await tellAll(needs, { ...batch, entries: kept });
  await registerWithdrawals(needs, takingBack, which);
  const docs = senderKeys.length === 0 ? first : await idsOf();
  const lost: ReadonlySet<Entry> = losersOf(named, docs);
  const late = named.filter((entry) => lost.has(entry) && !early.has(entry));
  await takeOut(needs, late);
  const met = await meetWithdrawals(needs, docs);
  const keys = await keysToSettle(needs, kept, met);
  const all = [...keys, ...overruled.flatMap((one) => one.keys)];
  const settled = await settle(needs, all, ownOf(kept, told));
  const judge = new Judge({ told, settled, senderIds: docs, ...which });
  for (const entry of batch.entries)
    if (entry.is === 'event' && lost.has(entry)) judge.rejectConflicting(entry);
    else judge.judge(entry);
  for (const { withdrawal, key } of judge.notReporters)
    await needs.records.takeBackTelling(withdrawal._id, { key, at: needs.now() });
  return { outcomes: judge.outcomes, issues: judge.issues, settled, lost };
}

/** What the chunk told first. */
function ownOf(entries: readonly Entry[], { claims, events }: Told): OwnRecords {
  const ownClaims = entriesThatAre(entries, 'consignment').map(({ claim }) => claim);
  const ownEvents = entriesThatAre(entries, 'event').map(({ event }) => event);
  const fresh = ownEvents.filter(({ _id, senderId }) => senderId === null && events.fresh.has(_id));
  return {
    claims: byId(ownClaims.filter(({ _id }) => claims.fresh.has(_id))),
    events: byId(fresh),
  };
}

const byId = <T extends { readonly _id: string }>(records: readonly T[]): Map<string, T> =>
  new Map(records.map((record) => [record._id, record]));

/** Takes out what was applied before the better record was reached, and notes it where it counted. */
async function displace(
  { records, noteOverruled }: ApplyNeeds,
  overruled: readonly Contender[],
): Promise<void> {
  if (overruled.length === 0) return;
  const found = await records.eventsByIds(overruled.map(({ event }) => event));
  const known = byId(found);
  const displaced = overruled.flatMap((one): Overruled[] => {
    const event = known.get(one.event);
    if (event === undefined || 'withdraws' in event) return [];
    if (!event.tellings.some(({ key }) => key === one.key)) return [];
    return [{ ...one, outcome: outcomeOfEvent(event, one.key), senderId: event.senderId }];
  });
  await noteOverruled(displaced);
  for (const { event, key } of displaced) await records.dropTelling(event, key);
}

/** The better record came in between: its worker may have looked before these were written. */
async function takeOut({ records }: ApplyNeeds, late: readonly EntryOf<'event'>[]): Promise<void> {
  for (const { event } of late)
    for (const { key } of event.tellings) await records.dropTelling(event._id, key);
}

async function tellAll(
  needs: ApplyNeeds,
  { entries, documents, reports, furtherBuckets }: Batch,
): Promise<Told> {
  const claims = entriesThatAre(entries, 'consignment').map(({ claim }) => claim);
  const events = entriesThatAre(entries, 'event').map(({ event }) => event);
  const withdrawals = entriesThatAre(entries, 'withdrawal').map(({ withdrawal }) => withdrawal);
  const differences = [
    ...entriesThatAre(entries, 'event').flatMap(({ difference }) => difference ?? []),
    ...entriesThatAre(entries, 'surplus').map(({ difference }) => difference),
  ];
  await needs.manifests.writeDocuments(documents);
  await needs.manifests.writeReports(reports);
  for (const [report, buckets] of furtherBuckets) await needs.manifests.addBuckets(report, buckets);
  const written = await Promise.all([
    needs.records.writeClaims(claims),
    needs.records.writeEvents(events),
    needs.records.writeEvents(withdrawals),
    needs.manifests.writeDifferences(differences),
  ]);
  await register(needs, { claims, events: [...events, ...withdrawals] });
  return {
    claims: written[0],
    events: written[1],
    withdrawals: written[2],
    differences: written[3],
  };
}

async function keysToSettle(
  { records }: ApplyNeeds,
  entries: readonly Entry[],
  touchedEvents: readonly string[],
): Promise<string[]> {
  const keys = new Set<string>();
  for (const entry of entries) for (const key of keysOfEntry(entry)) keys.add(key);
  const own = new Set(entriesThatAre(entries, 'event').map(({ event }) => event._id));
  const others = [...new Set(touchedEvents)].filter((id) => !own.has(id));
  for (const event of await records.eventsByIds(others))
    for (const key of event.keys) keys.add(key);
  return [...keys];
}

function keysOfEntry(entry: Entry): readonly string[] {
  if (entry.is === 'consignment') return entry.claim.keys;
  if (entry.is === 'event') return entry.event.keys;
  return entry.is === 'withdrawal' ? entry.withdrawal.keys : [];
}
