import type { AnyBulkWriteOperation, Document } from 'mongodb';
import type { Collections } from './collections.ts';
import type { ReferenceDoc } from './documents.ts';

/** What is registered under one key. */
export interface Registration {
  readonly key: string;
  readonly claims?: readonly string[];
  readonly subjects?: readonly string[];
  readonly consignments?: readonly string[];
  readonly floating?: boolean;
}

/** The index of keys: everything that wants to be found registers here first, then looks. */
export class ReferenceStore {
  readonly #references: Collections['references'];

  constructor({ references }: Collections) {
    this.#references = references;
  }

  async find(keys: readonly string[]): Promise<Map<string, ReferenceDoc>> {
    if (keys.length === 0) return new Map();
    const found = await this.#references.find({ _id: { $in: [...keys] } }).toArray();
    return new Map(found.map((doc) => [doc._id, doc]));
  }

  async register(registrations: readonly Registration[]): Promise<void> {
    if (registrations.length === 0) return;
    const operations = registrations.map((one): AnyBulkWriteOperation<ReferenceDoc> => ({
      updateOne: { filter: { _id: one.key }, update: additions(one), upsert: true },
    }));
    try {
      await this.#references.bulkWrite(operations, { ordered: false });
    } catch (error) {
      // Two upserts of one key at once: one of them loses and finds the document the second time.
      if (!(error instanceof Error && 'code' in error && error.code === 11000)) throw error;
      await this.#references.bulkWrite(operations, { ordered: false });
    }
  }
}

function additions({ claims, subjects, consignments, floating }: Registration): Document {
  return {
    $addToSet: {
      claims: { $each: [...(claims ?? [])] },
      subjects: { $each: [...(subjects ?? [])] },
      consignments: { $each: [...(consignments ?? [])] },
    },
    ...(floating ? { $set: { floating: true } } : {}),
  };
}
