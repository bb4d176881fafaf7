import { MongoBulkWriteError, type Collection, type Document } from 'mongodb';
import type { Claim, ContentWithdrawal, ReportedEvent, Telling } from '../domain/record.ts';
import type { Collections } from './collections.ts';

interface Told {
  readonly _id: string;
  readonly tellings: readonly Telling[];
}

export interface Written<T> {
  /** Ids that nobody had told before. */
  readonly fresh: ReadonlySet<string>;
  /** The others as they stand now, with this telling among theirs. */
  readonly known: ReadonlyMap<string, T>;
}

/** Records as their writer wrote them, by id. */
export type Own<T extends Told> = ReadonlyMap<string, T>;

const NO_OWN = new Map<string, never>();

const DUPLICATE_KEY = 11000;

/** Records as reported: every write may be repeated, every record is told once a line and upload. */
export class RecordStore {
  readonly #collections: Collections;

  constructor(collections: Collections) {
    this.#collections = collections;
  }

  writeClaims(claims: readonly Claim[]): Promise<Written<Claim>> {
    return tell(this.#collections.claims, claims, ['anchor']);
  }

  writeEvents<T extends ReportedEvent | ContentWithdrawal>(
    events: readonly T[],
  ): Promise<Written<T>> {
    return tell(this.#collections.events as unknown as Collection<T>, events, ['subject']);
  }

  /**
   * Claims by id; the anchor is the part before the colon, so that only the shards that hold them are asked. Of `own`, which the
   * caller has just written, only what somebody changed since is read.
   */
  async claimsByIds(ids: readonly string[], own: Own<Claim> = NO_OWN): Promise<Claim[]> {
    if (ids.length === 0) return [];
    const anchors = [...new Set(ids.map(prefixOf))];
    const mine = ids.flatMap((id) => own.get(id) ?? []);
    const read = await this.#collections.claims
      .find({ anchor: { $in: anchors }, _id: { $in: [...ids] }, ...butUnchanged(mine) })
      .toArray();
    return withOwn(read, mine);
  }

  async claimsOnManifests(buckets: readonly string[]): Promise<Claim[]> {
    if (buckets.length === 0) return [];
    return this.#collections.claims.find({ 'manifest.bucket': { $in: [...buckets] } }).toArray();
  }

  async eventsByIds(ids: readonly string[]): Promise<(ReportedEvent | ContentWithdrawal)[]> {
    if (ids.length === 0) return [];
    const subjects = [...new Set(ids.map(prefixOf))];
    return this.#collections.events
      .find({ subject: { $in: subjects }, _id: { $in: [...ids] } })
      .toArray();
  }

  /** Of `own`, which the caller has just written and nobody takes out, only what somebody changed since is read. */
  async eventsBySubjects(
    subjects: readonly string[],
    own: Own<ReportedEvent> = NO_OWN,
  ): Promise<(ReportedEvent | ContentWithdrawal)[]> {
    if (subjects.length === 0) return [];
    const asked = new Set(subjects);
    const mine = [...own.values()].filter(({ subject }) => asked.has(subject));
    const read = await this.#collections.events
      .find({ subject: { $in: [...subjects] }, ...butUnchanged(mine) })
      .toArray();
    return withOwn(read, mine);
  }

  /** Sets which events wait for their consignment. */
  async setWaiting(ids: readonly string[], waiting: boolean): Promise<void> {
    if (ids.length === 0) return;
    const subjects = [...new Set(ids.map(prefixOf))];
    await this.#collections.events.updateMany(
      { subject: { $in: subjects }, _id: { $in: [...ids] } },
      { $set: { waiting } },
    );
  }

  /** Adds a withdrawal that names this very event; told twice it stands once. */
  async withdrawEvent(id: string, withdrawal: ReportedEvent['withdrawals'][number]): Promise<void> {
    await this.#collections.events.updateOne(
      {
        subject: prefixOf(id),
        _id: id,
        withdrawals: {
          $not: { $elemMatch: { upload: withdrawal.upload, at: withdrawal.at } },
        },
      },
      { $push: { withdrawals: withdrawal } },
    );
  }

  /** Takes back one single telling of an event or withdrawal. */
  async takeBackTelling(id: string, { key, at }: { key: string; at: Date }): Promise<void> {
    await this.#collections.events.updateOne(
      { subject: prefixOf(id), _id: id },
      { $set: { 'tellings.$[one].takenBackAt': at } },
      { arrayFilters: [{ 'one.key': key, 'one.takenBackAt': null }] },
    );
  }

  /** Takes out one telling of an event that may not stand; with its last telling the event goes, too. */
  async dropTelling(id: string, key: string): Promise<void> {
    const told = { subject: prefixOf(id), _id: id, 'tellings.key': key };
    for (let tries = 0; tries < 2; tries++) {
      const { deletedCount } = await this.#collections.events.deleteOne({
        ...told,
        tellings: { $size: 1 },
      });
      if (deletedCount === 1) return;
      const { matchedCount } = await this.#collections.events.updateOne(
        { ...told, 'tellings.1': { $exists: true } },
        { $pull: { tellings: { key } } },
      );
      if (matchedCount === 1) return;
    }
  }

  /** Takes back what one upload told of these records. */
  async takeBack(
    what: 'claims' | 'events' | 'reports' | 'differences' | 'manifestDocuments',
    ids: readonly string[],
    { upload, at }: { upload: string; at: Date },
  ): Promise<void> {
    if (ids.length === 0) return;
    const collection = this.#collections[what] as unknown as Collection<Told>;
    const shard = SHARD_OF[what];
    const shards =
      what === 'manifestDocuments'
        ? await this.#collections[what].distinct('bucket', { 'tellings.upload': upload })
        : [...new Set(ids.map(prefixOf))];
    if (shards.length === 0) return;
    const these = {
      ...(shard === null ? {} : { [shard]: { $in: shards } }),
      _id: { $in: [...ids] },
    };
    await collection.updateMany(
      { ...these, 'tellings.upload': upload },
      { $set: { 'tellings.$[one].takenBackAt': at } },
      { arrayFilters: [{ 'one.upload': upload, 'one.takenBackAt': null }] },
    );
    if (what !== 'events') return;
    await collection.updateMany(
      { ...these, 'withdrawals.upload': upload },
      { $set: { 'withdrawals.$[one].takenBackAt': at } },
      { arrayFilters: [{ 'one.upload': upload, 'one.takenBackAt': null }] },
    );
  }
}

const SHARD_OF = {
  claims: 'anchor',
  events: 'subject',
  reports: null,
  differences: 'report',
  manifestDocuments: 'bucket',
} as const;

/** Leaves out these records as long as they stand as they were written: told once, neither taken back nor withdrawn nor waiting. */
function butUnchanged(own: readonly Told[]): Document {
  if (own.length === 0) return {};
  const unchanged = {
    'tellings.1': { $exists: false },
    'tellings.0.takenBackAt': null,
    'withdrawals.0': { $exists: false },
    waiting: { $ne: true },
  };
  return { $nor: [{ _id: { $in: own.map(({ _id }) => _id) }, ...unchanged }] };
}

function withOwn<T extends Told>(read: T[], own: readonly T[]): T[] {
  if (own.length === 0) return read;
  const changed = new Set(read.map(({ _id }) => _id));
  return [...read, ...own.filter(({ _id }) => !changed.has(_id))];
}

export const prefixOf = (id: string): string => id.slice(0, id.indexOf(':'));

/**
 * Writes records that are mostly new: one unordered insert, then the telling is added to those that existed. The array keeps the
 * order in which tellings were applied, so that a repeat of the whole write can tell what it did the first time.
 */
export async function tell<T extends Told>(
  collection: Collection<T>,
  records: readonly T[],
  shardFields: readonly (keyof T & string)[],
): Promise<Written<T>> {
  if (records.length === 0) return { fresh: new Set(), known: new Map() };
  const existing = await insertNew(collection, records);
  const fresh = new Set<string>();
  for (const record of records) if (!existing.has(record._id)) fresh.add(record._id);
  if (existing.size === 0) return { fresh, known: new Map() };
  const again = records.filter((record) => existing.has(record._id));
  await collection.bulkWrite(
    again.map((record) => ({ updateOne: addTelling(record, shardFields) })) as never,
    { ordered: false },
  );
  const filter: Document = { _id: { $in: [...existing] } };
  for (const field of shardFields)
    filter[field] = { $in: [...new Set(again.map((r) => r[field]))] };
  const known = await collection.find(filter as never).toArray();
  return { fresh, known: new Map(known.map((record) => [record._id, record as unknown as T])) };
}

async function insertNew<T extends Told>(
  collection: Collection<T>,
  records: readonly T[],
): Promise<Set<string>> {
  const once = new Map<string, T>();
  const twins = new Set<string>();
  for (const record of records) {
    if (once.has(record._id)) twins.add(record._id);
    else once.set(record._id, record);
  }
  try {
    await collection.insertMany([...once.values()] as never, { ordered: false });
    return twins;
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error;
    const failures = [error.writeErrors].flat();
    if (failures.some((failure) => failure.code !== DUPLICATE_KEY)) throw error;
    const inserted = [...once.keys()];
    const existing = failures.flatMap((failure) => inserted[failure.index] ?? []);
    return new Set([...existing, ...twins]);
  }
}

function addTelling<T extends Told>(
  record: T,
  shardFields: readonly (keyof T & string)[],
): Document {
  const telling = record.tellings[0];
  const filter: Document = { _id: record._id, 'tellings.key': { $ne: telling?.key } };
  for (const field of shardFields) filter[field] = record[field];
  const keys = 'keys' in record ? { $addToSet: { keys: { $each: record.keys } } } : {};
  return { filter, update: { $push: { tellings: telling }, ...keys } };
}
