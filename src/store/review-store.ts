import type { Collections } from './collections.ts';
import type { ReviewItemDoc } from './documents.ts';

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
  async ask(questions: readonly Question[], { upload, chunk }: { upload: string; chunk: number }): Promise<void> {
    for (const question of questions) {
      await this.#create(question);
      const { id, occurrences, source, consignments, eventKinds } = question;
      await this.#items.updateOne(
        { _id: id, counted: { $not: { $elemMatch: { upload, chunk } } } },
        {
          $inc: { occurrences },
          $set: { source },
          $addToSet: {
            consignments: { $each: [...consignments] },
            eventKinds: { $each: [...eventKinds] },
          },
          $push: { counted: { $each: [{ upload, chunk, occurrences }], $slice: -REMEMBERED } },
        },
      );
    }
  }

  async #create({ id, kind, feed, member, value, source }: Question): Promise<void> {
    try {
      await this.#items.updateOne(
        { _id: id },
        {
          $setOnInsert: {
            kind,
            feed,
            member,
            value,
            source,
            occurrences: 0,
            counted: [],
            firstSeenAt: source.receivedAt,
            consignments: [],
            eventKinds: [],
            resolvedAt: null,
            resolvedBy: null,
          },
        },
        { upsert: true },
      );
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 11000)) throw error;
    }
  }
}
