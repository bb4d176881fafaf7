import type { Collection } from 'mongodb';
import type { DeadLetterDoc } from './documents.ts';
import { inOrder, readPage, READ_LIMIT_MS, type Ordering, type Page, type Slice } from './page.ts';

/** Newest failure first. */
export const DEAD_LETTER_ORDER: Ordering<DeadLetterDoc> = [
  { path: 'failedAt', direction: -1, read: (doc) => doc.failedAt },
  { path: '_id', direction: -1, read: (doc) => doc._id },
];

/** Jobs that were given up: for whoever runs the hub alone. */
export class DeadLetterReader {
  readonly #letters: Collection<DeadLetterDoc>;

  constructor(letters: Collection<DeadLetterDoc>) {
    this.#letters = letters;
  }

  async page(slice: Slice): Promise<Page<DeadLetterDoc>> {
    return readPage({ collection: this.#letters, filter: {}, ordering: DEAD_LETTER_ORDER }, slice);
  }

  async count(): Promise<number> {
    return this.#letters.countDocuments({}, { maxTimeMS: READ_LIMIT_MS });
  }

  async findByIds(ids: readonly string[]): Promise<(DeadLetterDoc | null)[]> {
    const found = await this.#letters.find({ _id: { $in: [...new Set(ids)] } }).toArray();
    return inOrder(ids, found, ({ _id }) => _id);
  }
}
