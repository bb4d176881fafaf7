import type { Collection, Filter, UpdateFilter } from 'mongodb';
import type { UploadCounts, UploadDoc, UploadState } from './documents.ts';
import { isDuplicateKey } from './duplicate-key.ts';

const UNFINISHED: readonly UploadState[] = ['RECEIVED', 'PROCESSING'];
const COMPLETED: readonly UploadState[] = ['COMPLETED', 'COMPLETED_WITH_ISSUES'];
export const NO_COUNTS: UploadCounts = {
  records: 0,
  accepted: 0,
  created: 0,
  changed: 0,
  duplicates: 0,
  rejected: 0,
  unmapped: 0,
};

/** Names an upload as it was when a job was asked for: a step that was overtaken changes nothing. */
export interface AtEpoch {
  readonly id: string;
  readonly epoch: number;
  readonly at: Date;
}

export interface Stranded {
  /** Untouched since then. */
  readonly untouchedSince: Date;
  /** Looked at last before then, by how often it was asked for in vain; the last one holds for all beyond. */
  readonly lookedAtBefore: readonly Date[];
  readonly limit: number;
}

/**
 * The state machine of uploads. Every step is one conditional write fenced by state and epoch; false means that another
 * one was quicker or the upload was asked for again, and the step has nothing left to do.
 */
export class UploadStore {
  readonly #uploads: Collection<UploadDoc>;

  constructor(uploads: Collection<UploadDoc>) {
    this.#uploads = uploads;
  }

  /** The commit point of receiving. False: an upload of this id was accepted before, nothing changed. */
  async accept(upload: UploadDoc): Promise<boolean> {
    return !(await isDuplicateKey(this.#uploads.insertOne(upload)));
  }

  async find(id: string): Promise<UploadDoc | null> {
    return this.#uploads.findOne({ _id: id });
  }

  /** Accepted and unfinished uploads of a member, counted no further than `limit`. */
  async pendingOf(member: string, limit: number): Promise<number> {
    return this.#uploads.countDocuments({ member, state: { $in: [...UNFINISHED] } }, { limit });
  }

  /** RECEIVED (or PROCESSING, when its worker died) → PROCESSING. */
  startProcessing({ id, epoch, at }: AtEpoch, format: string): Promise<boolean> {
    return this.#step(id, epoch, { $set: { state: 'PROCESSING', format, touchedAt: at } });
  }

  /** Says that a worker is at it; the sweeper leaves it alone meanwhile. */
  touch({ id, epoch, at }: AtEpoch): Promise<boolean> {
    return this.#step(id, epoch, { $set: { touchedAt: at } });
  }

  /** Says that it got further, for example by a chunk: what was asked for in vain before is forgotten. */
  advance({ id, epoch, at }: AtEpoch): Promise<boolean> {
    return this.#step(id, epoch, { $set: { touchedAt: at, 'asked.times': 0 } });
  }

  /** The whole file was read and cut into so many chunks. */
  setChunks({ id, epoch, at }: AtEpoch, chunks: number): Promise<boolean> {
    return this.#step(id, epoch, { $set: { chunks, touchedAt: at, 'asked.times': 0 } });
  }

  /** The file as a whole is not understood; nothing of it was applied. */
  refuse({ id, epoch, at }: AtEpoch, end: { format: string | null }): Promise<boolean> {
    const done = { state: 'REFUSED', finishedAt: at, touchedAt: at } as const;
    return this.#step(id, epoch, { $set: { ...done, ...end } });
  }

  complete(
    { id, epoch, at }: AtEpoch,
    { counts, withIssues }: { counts: UploadCounts; withIssues: boolean },
  ): Promise<boolean> {
    const state = withIssues ? 'COMPLETED_WITH_ISSUES' : 'COMPLETED';
    return this.#step(id, epoch, { $set: { state, counts, finishedAt: at, touchedAt: at } });
  }

  /** A finished upload counts otherwise than when it was finished. False: it is not finished, or withdrawn. */
  recount(
    id: string,
    { counts, withIssues }: { counts: UploadCounts; withIssues: boolean },
  ): Promise<boolean> {
    const state = withIssues ? 'COMPLETED_WITH_ISSUES' : 'COMPLETED';
    return this.#update({ _id: id, state: { $in: [...COMPLETED] } }, { $set: { state, counts } });
  }

  /**
   * Given up: an unfinished upload becomes FAILED, one whose withdrawal cannot be finished stays WITHDRAWN with the
   * failure noted. The sweeper leaves both alone.
   */
  async fail({ id, epoch, at }: AtEpoch, failure: string): Promise<boolean> {
    const failed = { state: 'FAILED', failure, finishedAt: at, touchedAt: at } as const;
    if (await this.#step(id, epoch, { $set: failed })) return true;
    return this.#update({ _id: id, epoch, ...BEING_WITHDRAWN }, { $set: { failure } });
  }

  /** From one of these states → WITHDRAWN, its records still to be taken back. Null: it is in none of them. */
  async startWithdrawal(
    { id, from, at }: { id: string; from: readonly UploadState[]; at: Date },
    word: { by: string; reason: string },
  ): Promise<UploadDoc | null> {
    const withdrawal = { at, ...word, doneAt: null };
    const fresh = { touchedAt: at, asked: { times: 0, at }, failure: null };
    return this.#uploads.findOneAndUpdate(
      { _id: id, state: { $in: [...from] } },
      { $set: { state: 'WITHDRAWN', withdrawal, ...fresh }, $inc: { epoch: 1 } },
      { returnDocument: 'after' },
    );
  }

  /** Like `touch`, while its records are taken back. */
  touchWithdrawal({ id, epoch, at }: AtEpoch): Promise<boolean> {
    const moved = { $set: { touchedAt: at, 'asked.times': 0 } };
    return this.#update({ _id: id, epoch, ...BEING_WITHDRAWN }, moved);
  }

  finishWithdrawal({ id, epoch, at }: AtEpoch): Promise<boolean> {
    const done = { $set: { 'withdrawal.doneAt': at, touchedAt: at } };
    return this.#update({ _id: id, epoch, ...BEING_WITHDRAWN }, done);
  }

  /** Unfinished uploads and withdrawals that stopped moving, those that stand longest first. */
  async stranded({ untouchedSince, lookedAtBefore, limit }: Stranded): Promise<UploadDoc[]> {
    const last = lookedAtBefore.length - 1;
    const due = lookedAtBefore.map((before, times) => ({
      'asked.times': times === last ? { $gte: times } : times,
      'asked.at': { $lte: before },
    }));
    return this.#uploads
      .find({
        state: { $in: [...UNFINISHED, 'WITHDRAWN'] },
        touchedAt: { $lte: untouchedSince },
        $and: [{ $or: [{ state: { $ne: 'WITHDRAWN' } }, BEING_WITHDRAWN] }, { $or: due }],
      })
      .sort({ touchedAt: 1 })
      .limit(limit)
      .toArray();
  }

  /** Notes that these merely wait for their turn: they are looked at again after a pause. */
  async noteWaiting(ids: readonly string[], at: Date): Promise<void> {
    if (ids.length === 0) return;
    await this.#uploads.updateMany({ _id: { $in: [...ids] } }, { $set: { 'asked.at': at } });
  }

  /** A new epoch: its jobs are asked for again, those of older epochs do nothing any more. Null: another was quicker. */
  async nextEpoch({ id, epoch, at }: AtEpoch): Promise<UploadDoc | null> {
    return this.#uploads.findOneAndUpdate(
      { _id: id, epoch, state: { $in: [...UNFINISHED, 'WITHDRAWN'] } },
      { $inc: { epoch: 1, 'asked.times': 1 }, $set: { 'asked.at': at } },
      { returnDocument: 'after' },
    );
  }

  /** What was given up gets a second chance, in the state in which it stood. Null: it was not given up. */
  async revive(id: string, at: Date): Promise<UploadDoc | null> {
    const fresh = { failure: null, touchedAt: at, asked: { times: 0, at } };
    const choices: [Filter<UploadDoc>, UpdateFilter<UploadDoc>['$set']][] = [
      [
        { state: 'FAILED', chunks: null },
        { state: 'RECEIVED', finishedAt: null },
      ],
      [
        { state: 'FAILED', chunks: { $ne: null } },
        { state: 'PROCESSING', finishedAt: null },
      ],
      [{ state: 'WITHDRAWN', failure: { $ne: null } }, {}],
    ];
    for (const [filter, set] of choices) {
      const revived = await this.#uploads.findOneAndUpdate(
        { _id: id, ...filter },
        { $set: { ...fresh, ...set }, $inc: { epoch: 1 } },
        { returnDocument: 'after' },
      );
      if (revived !== null) return revived;
    }
    return null;
  }

  /** Of these bytes those that no upload counts as its own. */
  async withoutUpload(bytes: readonly { id: string; upload: string }[]): Promise<string[]> {
    const ids = [...new Set(bytes.map(({ upload }) => upload))];
    const found = await this.#uploads
      .find({ _id: { $in: ids } }, { projection: { raw: 1 } })
      .toArray();
    const owned = new Set(found.map(({ raw }) => raw));
    return bytes.filter(({ id }) => !owned.has(id)).map(({ id }) => id);
  }

  #step(id: string, epoch: number, update: UpdateFilter<UploadDoc>): Promise<boolean> {
    return this.#update({ _id: id, epoch, state: { $in: [...UNFINISHED] } }, update);
  }

  async #update(filter: Filter<UploadDoc>, update: UpdateFilter<UploadDoc>): Promise<boolean> {
    const { matchedCount } = await this.#uploads.updateOne(filter, update);
    return matchedCount === 1;
  }
}

const BEING_WITHDRAWN = { state: 'WITHDRAWN', 'withdrawal.doneAt': null, failure: null } as const;
