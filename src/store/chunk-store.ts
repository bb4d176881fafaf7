import { Binary, type Collection } from 'mongodb';
import type { ParsedItem } from '../domain/draft.ts';
import type { Collections } from './collections.ts';
import type { ChunkDoc, UploadCounts } from './documents.ts';
import { isDuplicateKey } from './duplicate-key.ts';
import { NO_COUNTS } from './upload-store.ts';
import type { ChunkPartDoc } from './working-documents.ts';

export interface ChunkName {
  readonly upload: string;
  /** Counts from 0. */
  readonly number: number;
}
/** What a chunk told, so that withdrawing its upload finds it. */
export type Touched = NonNullable<ChunkDoc['touched']>;

export interface AppliedChunk {
  readonly counts: UploadCounts;
  readonly touched: Touched;
  /** Lines that `counts` has as rejected because a better record stood under their id. */
  readonly lostLines?: readonly number[];
}

/** A range of dates, not `$ne: null`: so the index alone answers (upload, number, appliedAt). */
const APPLIED = { $gte: new Date(0) };

/** Read together: each names up to some thousand records. */
const CHUNKS_AT_ONCE = 10;

/** `_id` and shard key: every write names both. */
const named = ({ upload, number }: ChunkName) => ({ _id: `${upload}:${number}`, upload });

/** A piece of a chunk as it came along while the file was read. */
export interface ChunkPart extends ChunkName {
  /** Order within the chunk, from 0. */
  readonly part: number;
  /** The items as JSON texts. */
  readonly items: readonly string[];
}

/** Parts of files between parsing and applying. */
export class ChunkStore {
  readonly #chunks: Collection<ChunkDoc>;
  readonly #parts: Collection<ChunkPartDoc>;

  constructor({ chunks, chunkParts }: Pick<Collections, 'chunks' | 'chunkParts'>) {
    this.#chunks = chunks;
    this.#parts = chunkParts;
  }

  /** Puts parts of chunks, or puts them anew when the file is read again. */
  async putParts(parts: readonly ChunkPart[]): Promise<void> {
    if (parts.length === 0) return;
    const write = (): Promise<unknown> =>
      this.#parts.bulkWrite(
        parts.map(({ upload, number, part, items }) => ({
          replaceOne: {
            filter: { _id: `${upload}:${number}:${part}`, upload },
            replacement: {
              upload,
              number,
              part,
              items: new Binary(Buffer.from(`[${items.join(',')}]`)),
            },
            upsert: true,
          },
        })),
        { ordered: false },
      );
    // Two readers of one file at once: the second try finds what the other one put.
    if (await isDuplicateKey(write())) await write();
  }

  /** A chunk in one piece. */
  async put(name: ChunkName, items: readonly ParsedItem[]): Promise<void> {
    const texts = items.map((item) => JSON.stringify(item));
    await this.putParts([{ ...name, part: 0, items: texts }]);
  }

  /** Null: there is no such chunk, or it was applied already. */
  async load({ upload, number }: ChunkName): Promise<ParsedItem[] | null> {
    const chunk = await this.#chunks.findOne(named({ upload, number }), {
      projection: { appliedAt: 1 },
    });
    if ((chunk?.appliedAt ?? null) !== null) return null;
    const parts = await this.#parts.find({ upload, number }).sort({ part: 1 }).toArray();
    if (parts.length === 0) return null;
    return parts.flatMap(
      ({ items }) => JSON.parse(Buffer.from(items.buffer).toString()) as ParsedItem[],
    );
  }

  /** Keeps what it came to and empties it. False: it was applied before, and what was kept then stands. */
  async markApplied(name: ChunkName, applied: AppliedChunk, at: Date): Promise<boolean> {
    const { upload, number } = name;
    const taken = await isDuplicateKey(
      this.#chunks.updateOne(
        { ...named(name), appliedAt: null },
        { $set: { ...applied, appliedAt: at }, $setOnInsert: { number } },
        { upsert: true },
      ),
    );
    await this.#parts.deleteMany({ upload, number });
    return !taken;
  }

  /** A record of the chunk was put aside by a better one of another place: it counts as rejected from now on. */
  async overrule(
    name: ChunkName,
    overruled: NonNullable<ChunkDoc['overruled']>[number],
  ): Promise<void> {
    const open = { number: name.number, appliedAt: null, counts: null, touched: null };
    await isDuplicateKey(
      this.#chunks.updateOne(
        { ...named(name), 'overruled.line': { $ne: overruled.line } },
        { $push: { overruled }, $setOnInsert: open },
        { upsert: true },
      ),
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
    await this.#parts.deleteMany({ upload, number: { $gte: count } });
  }

  /** Sums over the applied chunks, for each of these uploads; zeros where there are none. */
  async sumCounts(uploads: readonly string[]): Promise<Map<string, UploadCounts>> {
    const sums = new Map(uploads.map((upload) => [upload, NO_COUNTS]));
    const applied = this.#chunks.find(
      { upload: { $in: [...uploads] }, appliedAt: APPLIED },
      { projection: { _id: 0, upload: 1, counts: 1, overruled: 1, lostLines: 1 } },
    );
    for await (const { upload, counts, overruled, lostLines } of applied) {
      if (counts === null) continue;
      const since = overruled?.filter(({ line }) => !lostLines?.includes(line));
      const right = correct(counts, since ?? []);
      sums.set(upload, addCounts(sums.get(upload) ?? NO_COUNTS, right));
    }
    return sums;
  }

  /** Buckets of the manifests that an upload's chunks touched. */
  async touchedBuckets(upload: string): Promise<string[]> {
    const touched = { upload, appliedAt: APPLIED };
    return (await this.#chunks.distinct('touched.buckets', touched)) as string[];
  }

  /** What an upload's chunks came to, in file order, one at a time. */
  async *applied(upload: string): AsyncGenerator<AppliedChunk & { readonly number: number }> {
    const found = this.#chunks
      .find({ upload, appliedAt: APPLIED }, { batchSize: CHUNKS_AT_ONCE })
      .sort({ number: 1 });
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
