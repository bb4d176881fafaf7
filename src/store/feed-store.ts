import type { Collection } from 'mongodb';
import type { Viewing } from './viewing.ts';
import type { FeedDoc } from './documents.ts';
import { isDuplicateKey } from './duplicate-key.ts';
import { inOrder } from './page.ts';

/** Feeds, read by their members and by whoever runs the hub. */
export class FeedStore {
  readonly #feeds: Collection<FeedDoc>;

  constructor(feeds: Collection<FeedDoc>) {
    this.#feeds = feeds;
  }

  /** By slug. */
  async list({ member, everyMember }: Viewing): Promise<FeedDoc[]> {
    return this.#feeds
      .find(everyMember ? {} : { member })
      .sort({ _id: 1 })
      .toArray();
  }

  /** In the order of the slugs; null: none that the viewer may see. */
  async find(slug: string): Promise<FeedDoc | null> {
    return this.#feeds.findOne({ _id: slug });
  }

  async findByIds(
    { member, everyMember }: Viewing,
    ids: readonly string[],
  ): Promise<(FeedDoc | null)[]> {
    const wanted = { _id: { $in: [...new Set(ids)] } };
    const found = await this.#feeds.find(everyMember ? wanted : { ...wanted, member }).toArray();
    return inOrder(ids, found, ({ _id }) => _id);
  }

  /** False: the slug is taken, nothing changed. */
  async insert(feed: FeedDoc): Promise<boolean> {
    return isDuplicateKey(this.#feeds.insertOne(feed)).then((taken) => !taken);
  }
}
