import type { Collection, Document } from 'mongodb';
import type { DeadLetterDoc, UploadDoc, UploadState } from './documents.ts';
import type { TotalDoc } from './total-store.ts';

/** Upper bounds of `bordero_upload_seconds`, in seconds. */
const DURATION_BOUNDS = [0.5, 1, 2, 5, 10, 30, 60, 300, 1_800] as const;

/** All uploads there ever were, as one scrape counts them. */
export interface UploadFigures {
  readonly byState: Readonly<Partial<Record<UploadState, number>>>;
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly bytes: number;
  /** From acceptance to the end: how many took at most each of the bounds (seconds), how many there are, how long they took in all. */
  readonly durations: {
    readonly bounds: readonly number[];
    readonly atMost: readonly number[];
    readonly count: number;
    readonly sumSeconds: number;
  };
}

export interface Backlog {
  readonly unfinished: number;
  /** Since the one that stands longest moved last; null: none is unfinished. */
  readonly oldestSeconds: number | null;
}

const SECONDS: Document = {
  $divide: [{ $subtract: ['$finishedAt', '$receivedAt'] }, 1_000],
};
const sumOf = (path: string): Document => ({ $sum: `$${path}` });
const isFinished: Document = { $ne: ['$finishedAt', null] };
const countIf = (condition: Document): Document => ({ $sum: { $cond: [condition, 1, 0] } });

const GROUP: Document = {
  _id: '$state',
  uploads: { $sum: 1 },
  accepted: sumOf('counts.accepted'),
  duplicates: sumOf('counts.duplicates'),
  rejected: sumOf('counts.rejected'),
  bytes: sumOf('byteSize'),
  finished: countIf(isFinished),
  seconds: { $sum: { $cond: [isFinished, SECONDS, 0] } },
  ...Object.fromEntries(
    DURATION_BOUNDS.map((bound, i) => [
      `bound${i}`,
      countIf({ $and: [isFinished, { $lte: [SECONDS, bound] }] }),
    ]),
  ),
};

/** What health and metrics tell of the work: figures of no member in particular. */
export class FiguresReader {
  readonly #uploads: Collection<UploadDoc>;
  readonly #deadLetters: Collection<DeadLetterDoc>;
  readonly #totals: Collection<TotalDoc>;

  constructor(collections: {
    readonly uploads: Collection<UploadDoc>;
    readonly deadLetters: Collection<DeadLetterDoc>;
    readonly totals: Collection<TotalDoc>;
  }) {
    this.#uploads = collections.uploads;
    this.#deadLetters = collections.deadLetters;
    this.#totals = collections.totals;
  }

  async uploads(): Promise<UploadFigures> {
    const rows = await this.#uploads
      .aggregate<Record<string, number> & { _id: UploadState }>([{ $group: GROUP }])
      .toArray();
    const sum = (name: string): number => rows.reduce((all, row) => all + (row[name] ?? 0), 0);
    return {
      byState: Object.fromEntries(rows.map((row) => [row._id, row['uploads'] ?? 0])),
      accepted: sum('accepted'),
      duplicates: sum('duplicates'),
      rejected: sum('rejected'),
      bytes: sum('bytes'),
      durations: {
        bounds: DURATION_BOUNDS,
        atMost: DURATION_BOUNDS.map((_bound, i) => sum(`bound${i}`)),
        count: sum('finished'),
        sumSeconds: sum('seconds'),
      },
    };
  }

  async backlog(now: Date): Promise<Backlog> {
    const open = { state: { $in: ['RECEIVED', 'PROCESSING'] as UploadState[] } };
    const [unfinished, [oldest]] = await Promise.all([
      this.#uploads.countDocuments(open),
      this.#uploads
        .find(open)
        .project<{ touchedAt: Date }>({ touchedAt: 1 })
        .sort({ touchedAt: 1 })
        .limit(1)
        .toArray(),
    ]);
    const since = oldest === undefined ? null : now.getTime() - oldest.touchedAt.getTime();
    return { unfinished, oldestSeconds: since === null ? null : Math.max(0, since / 1_000) };
  }

  /** How often uploads that had stopped moving were asked for again. */
  async requeued(): Promise<number> {
    return (await this.#totals.findOne({ _id: 'requeued' }))?.value ?? 0;
  }

  async deadLetters(): Promise<number> {
    return this.#deadLetters.countDocuments();
  }
}
