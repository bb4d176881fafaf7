import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import { Binary, type Collection } from 'mongodb';
import type { ParsedItem } from '../domain/draft.ts';
import type { ChunkDoc, UploadCounts } from './documents.ts';
import { isDuplicateKey } from './duplicate-key.ts';
import { NO_COUNTS } from './upload-store.ts';

const compress = promisify(gzip);
const expand = promisify(gunzip);

export interface ChunkName {
  readonly upload: string;
  /** Counts from 0. */
  readonly number: number;
}
export interface AppliedChunk {
  readonly counts: UploadCounts;
  readonly touched: NonNullable<ChunkDoc['touched']>;
}

/** A range of dates, not `$ne: null`: so the index alone answers (upload, number, appliedAt). */
const APPLIED = { $gte: new Date(0) };

/** `_id` and shard key: every write names both. */
const named = ({ upload, number }: ChunkName) => ({ _id: `${upload}:${number}`, upload });

/** Parts of files between parsing and applying. */
export class ChunkStore {
  readonly #chunks: Collection<ChunkDoc>;

  constructor(chunks: Collection<ChunkDoc>) {
    this.#chunks = chunks;
  }

  /** Puts a chunk, or puts it anew when the file is read again; one that was applied already stays as it is. */
  async put(name: ChunkName, items: readonly ParsedItem[]): Promise<void> {
    const json = Buffer.from(JSON.stringify(items));
    const packed = await compress(json, { level: constants.Z_BEST_SPEED });
    const open = { ...named(name), appliedAt: null };
    const write = () =>
      this.#chunks.updateOne(
        open,
        {
          $set: { items: new Binary(packed) },
          $setOnInsert: { number: name.number, counts: null, touched: null },
        },
        { upsert: true },
      );
    // A duplicate: applied already, or put by another at this moment. The second try tells, and both are fine.
    if (await isDuplicateKey(write())) await isDuplicateKey(write());
  }

  /** Null: there is no such chunk, or it was applied already. */
  async load(name: ChunkName): Promise<ParsedItem[] | null> {
    const chunk = await this.#chunks.findOne(named(name), { projection: { items: 1 } });
    const packed = chunk?.items ?? null;
    if (packed === null) return null;
    return JSON.parse((await expand(packed.buffer)).toString()) as ParsedItem[];
  }

  /** Keeps what it came to and empties it. False: it was applied before, and what was kept then stands. */
  async markApplied(name: ChunkName, applied: AppliedChunk, at: Date): Promise<boolean> {
    const { matchedCount } = await this.#chunks.updateOne(
      { ...named(name), appliedAt: null },
      { $set: { ...applied, items: null, appliedAt: at } },
    );
    return matchedCount === 1;
  }

  /** A record of the chunk was put aside by a better one of another place: it counts as rejected from now on. */
  async overrule(
    name: ChunkName,
    overruled: NonNullable<ChunkDoc['overruled']>[number],
  ): Promise<void> {
    await this.#chunks.updateOne(
      { ...named(name), 'overruled.line': { $ne: overruled.line } },
      { $push: { overruled } },
    );
  }

  /** Numbers of an upload's chunks (0 to count - 1) that are still to be applied, ascending. */
  async unapplied(upload: string, count: number): Promise<number[]> {
    const done = await this.#chunks
      .find({ upload, appliedAt: APPLIED }, { projection: { _id: 0, number: 1 } })
      .toArray();
    const applied = new Set(done.map(({ number }) => number));
    return Array.from({ length: count }, (_, number) => number).filter((n) => !applied.has(n));
  }

  /** True when all of an upload's chunks are applied. */
  async allApplied(upload: string, count: number): Promise<boolean> {
    const done = { upload, appliedAt: APPLIED, number: { $lt: count } };
    return (await this.#chunks.countDocuments(done)) === count;
  }

  /** Drops what an earlier reading cut beyond this count. */
  async dropBeyond(upload: string, count: number): Promise<void> {
    await this.#chunks.deleteMany({ upload, number: { $gte: count }, appliedAt: null });
  }

  /** Sums over the applied chunks, for each of these uploads; zeros where there are none. */
  async sumCounts(uploads: readonly string[]): Promise<Map<string, UploadCounts>> {
    const sums = new Map(uploads.map((upload) => [upload, NO_COUNTS]));
    const applied = this.#chunks.find(
      { upload: { $in: [...uploads] }, appliedAt: APPLIED },
      { projection: { _id: 0, upload: 1, counts: 1, overruled: 1 } },
    );
    for await (const { upload, counts, overruled } of applied) {
      if (counts === null) continue;
      const right = correct(counts, overruled ?? []);
      sums.set(upload, addCounts(sums.get(upload) ?? NO_COUNTS, right));
    }
    return sums;
  }

  /** What an upload's chunks came to, in file order, one at a time. */
  async *applied(upload: string): AsyncGenerator<AppliedChunk & { readonly number: number }> {
    const found = this.#chunks.find({ upload, appliedAt: APPLIED }).sort({ number: 1 });
    for await (const { number, counts, touched } of found) {
      if (counts !== null && touched !== null) yield { number, counts, touched };
    }
  }
}

export function addCounts(a: UploadCounts, b: UploadCounts): UploadCounts {
  const sum = { ...a };
  for (const name of Object.keys(sum) as (keyof UploadCounts)[]) sum[name] += b[name];
  return sum;
}

/** Counts of a chunk without the records that were put aside since. */
function correct(
  counts: UploadCounts,
  overruled: NonNullable<ChunkDoc['overruled']>,
): UploadCounts {
  const right = { ...counts };
  for (const { outcome } of overruled) {
    if (outcome === 'rejected') continue;
    right.rejected++;
    if (outcome === 'duplicate') right.duplicates--;
    else {
      right.accepted--;
      right[outcome]--;
    }
  }
  return right;
}
