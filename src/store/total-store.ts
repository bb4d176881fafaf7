import type { Collection } from 'mongodb';

/** One counter of the whole hub since it was set up. */
export interface TotalDoc {
  /** Name of the counter. */
  _id: string;
  value: number;
}

/** Counters that live longer than any process: worker processes have no /metrics of their own. */
export class TotalStore {
  readonly #totals: Collection<TotalDoc>;

  constructor(totals: Collection<TotalDoc>) {
    this.#totals = totals;
  }

  async add(name: string, amount: number): Promise<void> {
    await this.#totals.updateOne({ _id: name }, { $inc: { value: amount } }, { upsert: true });
  }

  /** Every counter that was ever added to. */
  async read(): Promise<Map<string, number>> {
    const found = await this.#totals.find().toArray();
    return new Map(found.map(({ _id, value }) => [_id, value]));
  }
}
