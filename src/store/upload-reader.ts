import type { Collection, Filter } from 'mongodb';
import type { UploadDoc, UploadState } from './documents.ts';
import { inOrder, readPage, READ_LIMIT_MS, type Ordering, type Page, type Slice } from './page.ts';
import type { Viewing } from './viewing.ts';

export interface UploadQuery {
  /** Slug of one feed; null: all that the viewer may see. */
  readonly feed: string | null;
  readonly states: readonly UploadState[] | null;
}

/** Newest first. */
export const UPLOAD_ORDER: Ordering<UploadDoc> = [
  { path: 'receivedAt', direction: -1, read: (doc) => doc.receivedAt },
  { path: '_id', direction: -1, read: (doc) => doc._id },
];

const visible = ({ member, everyMember }: Viewing): Filter<UploadDoc> =>
  everyMember ? {} : { member };

/** Uploads, read by the member whose feed received them and by whoever runs the hub. */
export class UploadReader {
  readonly #uploads: Collection<UploadDoc>;

  constructor(uploads: Collection<UploadDoc>) {
    this.#uploads = uploads;
  }

  async page(viewing: Viewing, query: UploadQuery, slice: Slice): Promise<Page<UploadDoc>> {
    const filter = uploadFilter(viewing, query);
    return readPage({ collection: this.#uploads, filter, ordering: UPLOAD_ORDER }, slice);
  }

  async count(viewing: Viewing, query: UploadQuery): Promise<number> {
    const options = { maxTimeMS: READ_LIMIT_MS };
    return this.#uploads.countDocuments(uploadFilter(viewing, query), options);
  }

  async findByIds(viewing: Viewing, ids: readonly string[]): Promise<(UploadDoc | null)[]> {
    const found = await this.#uploads
      .find({ _id: { $in: [...new Set(ids)] }, ...visible(viewing) })
      .maxTimeMS(READ_LIMIT_MS)
      .toArray();
    return inOrder(ids, found, ({ _id }) => _id);
  }
}

function uploadFilter(viewing: Viewing, { feed, states }: UploadQuery): Filter<UploadDoc> {
  return {
    ...visible(viewing),
    ...(feed !== null && { feed }),
    ...(states !== null && { state: { $in: [...states] } }),
  };
}
