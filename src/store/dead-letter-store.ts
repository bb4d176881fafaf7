import type { Collection } from 'mongodb';
import type { DeadLetterDoc } from './documents.ts';

/** Jobs that were given up and wait for a person. Read as a list by DeadLetterReader. */
export class DeadLetterStore {
  readonly #letters: Collection<DeadLetterDoc>;

  constructor(letters: Collection<DeadLetterDoc>) {
    this.#letters = letters;
  }

  /** The same job given up twice is one letter: the first. */
  async put({ _id, ...letter }: DeadLetterDoc): Promise<void> {
    await this.#letters.updateOne({ _id }, { $setOnInsert: letter }, { upsert: true });
  }

  async findByIds(ids: readonly string[]): Promise<DeadLetterDoc[]> {
    return this.#letters.find({ _id: { $in: [...new Set(ids)] } }).toArray();
  }

  async delete(ids: readonly string[]): Promise<void> {
    await this.#letters.deleteMany({ _id: { $in: [...ids] } });
  }

  /** All letters about an upload. */
  async deleteOfUpload(upload: string): Promise<void> {
    const found = await this.#letters.find({ upload }, { projection: { _id: 1 } }).toArray();
    await this.delete(found.map(({ _id }) => _id));
  }
}
