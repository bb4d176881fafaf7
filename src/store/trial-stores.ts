import type { Collection } from 'mongodb';
import type {
  Claim,
  ContentWithdrawal,
  Difference,
  ManifestDocument,
  ReportedEvent,
  UnloadingReport,
} from '../domain/record.ts';
import type { Collections } from './collections.ts';
import { ConsignmentStore, type ConsignmentHead, type WithEvents } from './consignment-store.ts';
import type { ConsignmentDoc, ReferenceDoc } from './documents.ts';
import { ManifestStore } from './manifest-store.ts';
import { RecordStore, type Written } from './record-store.ts';
import { ReferenceStore } from './reference-store.ts';
import { SenderIdStore } from './sender-id-store.ts';
import type { SenderIdDoc } from './working-documents.ts';

/**
 * The stores of a trial: they read what really stands, and write beside it. What is about to be changed is copied first; what stands
 * beside goes before what really stands.
 */
interface Row {
  readonly _id: string;
}

function over<T extends Row>(beside: readonly T[], real: readonly T[]): T[] {
  const shadowed = new Set(beside.map(({ _id }) => _id));
  return [...beside, ...real.filter(({ _id }) => !shadowed.has(_id))];
}

async function copyMissing<T extends Row>(to: Collection<T>, rows: readonly T[]): Promise<void> {
  if (rows.length === 0) return;
  const ids = rows.map(({ _id }) => _id);
  const present = await to
    .find({ _id: { $in: ids } } as never)
    .project({ _id: 1 })
    .toArray();
  const known = new Set(present.map(({ _id }) => String(_id)));
  const missing = rows.filter(({ _id }) => !known.has(_id));
  if (missing.length > 0) await to.insertMany(missing as never);
}

type Record = ReportedEvent | ContentWithdrawal;

export class TrialRecordStore extends RecordStore {
  readonly #beside: Collections;
  readonly #real: RecordStore;
  /** Ids of events of which the trial left nothing. */
  readonly #dropped = new Set<string>();

  constructor(beside: Collections, real: RecordStore) {
    super(beside);
    this.#beside = beside;
    this.#real = real;
  }

  override async writeClaims(claims: readonly Claim[]): Promise<Written<Claim>> {
    const standing = await this.#real.claimsByIds(claims.map(({ _id }) => _id));
    await copyMissing(this.#beside.claims, standing);
    return super.writeClaims(claims);
  }

  override async writeEvents<T extends Record>(events: readonly T[]): Promise<Written<T>> {
    await this.#copyEvents(events.map(({ _id }) => _id));
    return super.writeEvents(events);
  }

  override async claimsByIds(ids: readonly string[]): Promise<Claim[]> {
    return over(await super.claimsByIds(ids), await this.#real.claimsByIds(ids));
  }

  override async claimsOnManifests(buckets: readonly string[]): Promise<Claim[]> {
    return over(
      await super.claimsOnManifests(buckets),
      await this.#real.claimsOnManifests(buckets),
    );
  }

  override async eventsByIds(ids: readonly string[]): Promise<Record[]> {
    return over(await super.eventsByIds(ids), this.#visible(await this.#real.eventsByIds(ids)));
  }

  override async eventsBySubjects(subjects: readonly string[]): Promise<Record[]> {
    const real = this.#visible(await this.#real.eventsBySubjects(subjects));
    return over(await super.eventsBySubjects(subjects), real);
  }

  override async setWaiting(ids: readonly string[], waiting: boolean): Promise<void> {
    await this.#copyEvents(ids);
    await super.setWaiting(ids, waiting);
  }

  override async withdrawEvent(
    id: string,
    withdrawal: ReportedEvent['withdrawals'][number],
  ): Promise<void> {
    await this.#copyEvents([id]);
    await super.withdrawEvent(id, withdrawal);
  }

  override async takeBackTelling(id: string, which: { key: string; at: Date }): Promise<void> {
    await this.#copyEvents([id]);
    await super.takeBackTelling(id, which);
  }

  /** What is gone beside must not be seen through to what really stands. */
  override async dropTelling(id: string, key: string): Promise<void> {
    await this.#copyEvents([id]);
    await super.dropTelling(id, key);
    if ((await super.eventsByIds([id])).length === 0) this.#dropped.add(id);
  }

  #visible(records: readonly Record[]): Record[] {
    return records.filter(({ _id }) => !this.#dropped.has(_id));
  }

  async #copyEvents(ids: readonly string[]): Promise<void> {
    const standing = this.#visible(await this.#real.eventsByIds(ids));
    await copyMissing(this.#beside.events as unknown as Collection<Record>, standing);
  }
}

export class TrialReferenceStore extends ReferenceStore {
  readonly #real: ReferenceStore;

  constructor(beside: Collections, real: ReferenceStore) {
    super(beside);
    this.#real = real;
  }

  override async find(keys: readonly string[]): Promise<Map<string, ReferenceDoc>> {
    const merged = await this.#real.find(keys);
    for (const [key, beside] of await super.find(keys)) {
      const real = merged.get(key);
      merged.set(key, real === undefined ? beside : union(real, beside));
    }
    return merged;
  }
}

const union = (a: ReferenceDoc, b: ReferenceDoc): ReferenceDoc => ({
  _id: a._id,
  claims: [...new Set([...a.claims, ...b.claims])],
  subjects: [...new Set([...a.subjects, ...b.subjects])],
  consignments: [...new Set([...a.consignments, ...b.consignments])],
  floating: a.floating === true || b.floating === true,
});

export class TrialConsignmentStore extends ConsignmentStore {
  readonly #beside: Collections;
  readonly #real: ConsignmentStore;

  constructor(beside: Collections, real: ConsignmentStore) {
    super(beside);
    this.#beside = beside;
    this.#real = real;
  }

  override async heads(ids: readonly string[]): Promise<ConsignmentHead[]> {
    return over(await super.heads(ids), await this.#real.heads(ids));
  }

  /** Nobody else writes into a trial, so that no write can lose. */
  override async replace(documents: readonly ConsignmentDoc[]): Promise<string[]> {
    await this.replaceOlder(documents);
    return [];
  }

  override async replaceOlder(documents: readonly ConsignmentDoc[]): Promise<void> {
    for (const document of documents)
      await this.#beside.consignments.replaceOne({ _id: document._id }, document, { upsert: true });
  }

  override async withEvents(ids: readonly string[]): Promise<WithEvents[]> {
    return over(await super.withEvents(ids), await this.#real.withEvents(ids));
  }
}

export class TrialManifestStore extends ManifestStore {
  readonly #beside: Collections;
  readonly #real: ManifestStore;

  constructor(beside: Collections, real: ManifestStore) {
    super(beside);
    this.#beside = beside;
    this.#real = real;
  }

  override async documents(buckets: readonly string[]): Promise<ManifestDocument[]> {
    return over(await super.documents(buckets), await this.#real.documents(buckets));
  }

  override async reports(buckets: readonly string[]): Promise<UnloadingReport[]> {
    return over(await super.reports(buckets), await this.#real.reports(buckets));
  }

  override async confirmingReports(buckets: readonly string[]): Promise<UnloadingReport[]> {
    return over(
      await super.confirmingReports(buckets),
      await this.#real.confirmingReports(buckets),
    );
  }

  override async differences(reports: readonly string[]): Promise<Difference[]> {
    return over(await super.differences(reports), await this.#real.differences(reports));
  }

  override async writeReports(
    reports: readonly UnloadingReport[],
  ): Promise<Written<UnloadingReport>> {
    const standing = await this.#real.reportsByIds(reports.map(({ _id }) => _id));
    await copyMissing(this.#beside.reports, standing);
    return super.writeReports(reports);
  }

  override async writeDifferences(
    differences: readonly Difference[],
  ): Promise<Written<Difference>> {
    const wanted = new Set(differences.map(({ _id }) => _id));
    const standing = await this.#real.differences([
      ...new Set(differences.map(({ report }) => report)),
    ]);
    await copyMissing(
      this.#beside.differences,
      standing.filter(({ _id }) => wanted.has(_id)),
    );
    return super.writeDifferences(differences);
  }
}

export class TrialSenderIdStore extends SenderIdStore {
  readonly #beside: Collections;
  readonly #real: SenderIdStore;

  constructor(beside: Collections, real: SenderIdStore) {
    super(beside);
    this.#beside = beside;
    this.#real = real;
  }

  override async find(keys: readonly string[]): Promise<Map<string, SenderIdDoc>> {
    return new Map([...(await this.#real.find(keys)), ...(await super.find(keys))]);
  }

  override async add(entries: Parameters<SenderIdStore['add']>[0]): Promise<void> {
    const keys = [...entries.contenders, ...entries.withdrawals].map(({ senderKey }) => senderKey);
    const standing = await this.#real.find([...new Set(keys)]);
    await copyMissing(this.#beside.senderIds, [...standing.values()]);
    await super.add(entries);
  }
}
