import type { Collection } from 'mongodb';
import type { WorkerDoc } from './working-documents.ts';

/** Which worker processes live: each says so every few seconds. */
export class WorkerStore {
  readonly #workers: Collection<WorkerDoc>;

  constructor(workers: Collection<WorkerDoc>) {
    this.#workers = workers;
  }

  async sayAlive({ _id, startedAt, seenAt }: WorkerDoc): Promise<void> {
    await this.#workers.updateOne(
      { _id },
      { $set: { seenAt }, $setOnInsert: { startedAt } },
      { upsert: true },
    );
  }

  async leave(id: string): Promise<void> {
    await this.#workers.deleteOne({ _id: id });
  }

  /** Worker processes that were heard of since then. */
  async aliveSince(seen: Date): Promise<number> {
    return this.#workers.countDocuments({ seenAt: { $gte: seen } });
  }
}
