import type { Issue } from '../../domain/issue.ts';
import type { ManifestStore } from '../../store/manifest-store.ts';
import type { RecordStore } from '../../store/record-store.ts';
import type { Contender, SenderIdStore } from '../../store/sender-id-store.ts';
import { register, settle, type SettleNeeds, type Settled } from '../settle/settle.ts';
import { entriesThatAre, type Batch, type Entry, type Outcome } from './entry.ts';
import { Judge, type Told } from './judge.ts';
import { outcomeOfEvent } from './outcome.ts';
import { contest, meetWithdrawals, registerWithdrawals } from './sender-ids.ts';

export interface ApplyNeeds extends SettleNeeds {
  readonly records: RecordStore;
  readonly manifests: ManifestStore;
  readonly senderIds: SenderIdStore;
}

export interface Applied {
  readonly outcomes: ReadonlyMap<Entry, Outcome>;
  readonly issues: readonly Issue[];
  readonly settled: Settled;
  /** Records of other places that a better one put aside. */
  readonly overruled: readonly (Contender & { readonly outcome: Outcome })[];
}

/** Writes a normalised chunk, derives what follows from it, and tells what became of each record. May be repeated. */
export async function applyBatch(
  needs: ApplyNeeds,
  batch: Batch,
  { upload, chunk, receivedAt }: { upload: string; chunk: number; receivedAt: Date },
): Promise<Applied> {
  const events = entriesThatAre(batch.entries, 'event');
  const { lost, overruled } = await contest(needs, events, chunk);
  const kept = batch.entries.filter((entry) => !lost.has(entry));
  const displaced = await displace(needs, overruled);
  const told = await tellAll(needs, { ...batch, entries: kept });
  const byId = entriesThatAre(kept, 'id-withdrawal');
  await registerWithdrawals(needs, byId, { upload, receivedAt });
  const senderKeys = [...entriesThatAre(kept, 'event'), ...byId].flatMap(({ senderKey }) => senderKey ?? []);
  const met = await meetWithdrawals(needs, senderKeys);
  const settled = await settle(needs, await keysToSettle(needs, kept, [...met.events, ...displaced.map(({ event }) => event)]));
  const judge = new Judge({ told, settled, upload, senderIds: met.docs });
  for (const entry of kept) judge.judge(entry);
  for (const entry of lost) judge.reject(entry, 'CONFLICT');
  for (const { withdrawal, key } of judge.notReporters)
    await needs.records.takeBackTelling(withdrawal._id, { key, at: needs.now() });
  return { outcomes: judge.outcomes, issues: judge.issues, settled, overruled: displaced };
}

async function displace(
  { records, now }: ApplyNeeds,
  overruled: readonly Contender[],
): Promise<(Contender & { outcome: Outcome })[]> {
  if (overruled.length === 0) return [];
  const found = await records.eventsByIds(overruled.map(({ event }) => event));
  const byId = new Map(found.map((record) => [record._id, record]));
  const displaced: (Contender & { outcome: Outcome })[] = [];
  for (const one of overruled) {
    const event = byId.get(one.event);
    const telling = event?.tellings.find(({ key }) => key === one.key);
    if (event === undefined || 'withdraws' in event || telling?.takenBackAt !== null) continue;
    await records.takeBackTelling(one.event, { key: one.key, at: now() });
    displaced.push({ ...one, outcome: outcomeOfEvent(event, one.key) });
  }
  return displaced;
}

async function tellAll(needs: ApplyNeeds, { entries, documents, reports, furtherBuckets }: Batch): Promise<Told> {
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
  return { claims: written[0], events: written[1], withdrawals: written[2], differences: written[3] };
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
  for (const event of await records.eventsByIds(others)) for (const key of event.keys) keys.add(key);
  return [...keys];
}

function keysOfEntry(entry: Entry): readonly string[] {
  if (entry.is === 'consignment') return entry.claim.keys;
  if (entry.is === 'event') return entry.event.keys;
  return entry.is === 'withdrawal' ? entry.withdrawal.keys : [];
}
