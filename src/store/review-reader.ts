import type { Collection, Filter } from 'mongodb';
import type { ReviewItemDoc } from './documents.ts';
import { inOrder, readPage, READ_LIMIT_MS, type Ordering, type Page, type Slice } from './page.ts';
import type { Viewing } from './viewing.ts';

export interface ReviewQuery {
  readonly kind: ReviewItemDoc['kind'] | null;
  readonly includeResolved: boolean;
}

/** Newest question first. */
export const REVIEW_ORDER: Ordering<ReviewItemDoc> = [
  { path: 'firstSeenAt', direction: -1, read: (doc) => doc.firstSeenAt },
  { path: '_id', direction: -1, read: (doc) => doc._id },
];

/** Questions that only a person can answer, for the member whose feed raised them and for whoever runs the hub. */
export class ReviewReader {
  readonly #items: Collection<ReviewItemDoc>;

  constructor(items: Collection<ReviewItemDoc>) {
    this.#items = items;
  }

  async page(viewing: Viewing, query: ReviewQuery, slice: Slice): Promise<Page<ReviewItemDoc>> {
    const filter = reviewFilter(viewing, query);
    return readPage({ collection: this.#items, filter, ordering: REVIEW_ORDER }, slice);
  }

  async count(viewing: Viewing, query: ReviewQuery): Promise<number> {
    const options = { maxTimeMS: READ_LIMIT_MS };
    return this.#items.countDocuments(reviewFilter(viewing, query), options);
  }

  async findByIds(viewing: Viewing, ids: readonly string[]): Promise<(ReviewItemDoc | null)[]> {
    const wanted = { _id: { $in: [...new Set(ids)] } };
    const found = await this.#items
      .find(viewing.everyMember ? wanted : { ...wanted, member: viewing.member })
      .toArray();
    return inOrder(ids, found, ({ _id }) => _id);
  }
}

function reviewFilter(viewing: Viewing, query: ReviewQuery): Filter<ReviewItemDoc> {
  return {
    ...(!viewing.everyMember && { member: viewing.member }),
    ...(query.kind !== null && { kind: query.kind }),
    ...(!query.includeResolved && { resolvedAt: null }),
  };
}
