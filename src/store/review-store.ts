import type { AnyBulkWriteOperation } from 'mongodb';
import type { Collections } from './collections.ts';
import type { ReviewItemDoc } from './documents.ts';
import { isDuplicateKey } from './duplicate-key.ts';

export interface Question {
  readonly id: string;
  readonly kind: ReviewItemDoc['kind'];
  readonly feed: string;
  readonly member: string;
  readonly value: string;
  readonly occurrences: number;
  readonly source: ReviewItemDoc['source'];
  readonly consignments: readonly string[];
  readonly eventKinds: ReviewItemDoc['eventKinds'];
}

/** Uploads that an item remembers having counted. */
const REMEMBERED = 500;

/** Questions for people: equal questions of one feed are one item with a count. */
export class ReviewStore {
  readonly #items: Collections['reviewItems'];

  constructor({ reviewItems }: Collections) {
    this.#items = reviewItems;
  }

  /** Counts what one chunk asks; asking again changes nothing. */
  async ask(questions: readonly Question[], of: ChunkName): Promise<void> {
    if (questions.length === 0) return;
    await this.#bulk(questions.map(create));
    await this.#bulk(questions.map((question) => count(question, of)));
  }

  async #bulk(operations: Operation[]): Promise<void> {
    // A duplicate: another worker created the same item at this moment; unordered, the others were written.
    await isDuplicateKey(this.#items.bulkWrite(operations, { ordered: false }));
  }
}

interface ChunkName {
  readonly upload: string;
  readonly chunk: number;
}
type Operation = AnyBulkWriteOperation<ReviewItemDoc>;

function create({ id, kind, feed, member, value, source }: Question): Operation {
  const empty = { occurrences: 0, counted: [], consignments: [], eventKinds: [] };
  const open = { firstSeenAt: source.receivedAt, resolvedAt: null, resolvedBy: null };
  return {
    updateOne: {
      filter: { _id: id },
      update: { $setOnInsert: { kind, feed, member, value, source, ...empty, ...open } },
      upsert: true,
    },
  };
}

function count(
  { id, occurrences, source, consignments, eventKinds }: Question,
  { upload, chunk }: ChunkName,
): Operation {
  return {
    updateOne: {
      filter: { _id: id, counted: { $not: { $elemMatch: { upload, chunk } } } },
      update: {
        $inc: { occurrences },
        $set: { source },
        $addToSet: {
          consignments: { $each: [...consignments] },
          eventKinds: { $each: [...eventKinds] },
        },
        $push: { counted: { $each: [{ upload, chunk, occurrences }], $slice: -REMEMBERED } },
      },
    },
  };
}
