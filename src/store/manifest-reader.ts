import type { Collection, Filter } from 'mongodb';
import type { MemberId } from '../domain/consignment.ts';
import type { ManifestDoc } from './documents.ts';
import { inOrder, readPage, READ_LIMIT_MS, type Ordering, type Page, type Slice } from './page.ts';
import { visibleTo } from './viewing.ts';

export interface ManifestQuery {
  readonly number?: string | null | undefined;
  readonly sendingPartner?: MemberId | null | undefined;
  readonly receivingPartner?: MemberId | null | undefined;
  /** Dates `YYYY-MM-DD`, both inclusive. */
  readonly dateFrom?: string | null | undefined;
  readonly dateUntil?: string | null | undefined;
  readonly withDifferences?: boolean | null | undefined;
}

/** Newest document date first, undated ones last. */
export const MANIFEST_ORDER: Ordering<ManifestDoc> = [
  { path: 'date', direction: -1, nullable: true, read: (doc) => doc.date },
  { path: 'createdAt', direction: -1, read: (doc) => doc.createdAt },
  { path: '_id', direction: -1, read: (doc) => doc._id },
];

/** Manifests as their two partners see them. */
export class ManifestReader {
  readonly #manifests: Collection<ManifestDoc>;

  constructor(manifests: Collection<ManifestDoc>) {
    this.#manifests = manifests;
  }

  async page(member: MemberId, query: ManifestQuery, slice: Slice): Promise<Page<ManifestDoc>> {
    const filter = manifestFilter(member, query);
    return readPage({ collection: this.#manifests, filter, ordering: MANIFEST_ORDER }, slice);
  }

  async count(member: MemberId, query: ManifestQuery): Promise<number> {
    const options = { maxTimeMS: READ_LIMIT_MS };
    return this.#manifests.countDocuments(manifestFilter(member, query), options);
  }

  async findByIds(member: MemberId, ids: readonly string[]): Promise<(ManifestDoc | null)[]> {
    const found = await this.#manifests
      .find({ _id: { $in: [...new Set(ids)] }, ...visibleTo(member) })
      .maxTimeMS(READ_LIMIT_MS)
      .toArray();
    return inOrder(ids, found, ({ _id }) => _id);
  }
}

function manifestFilter(member: MemberId, query: ManifestQuery): Filter<ManifestDoc> {
  const date = {
    ...(query.dateFrom && { $gte: query.dateFrom }),
    ...(query.dateUntil && { $lte: query.dateUntil }),
  };
  return {
    ...visibleTo(member),
    ...(typeof query.number === 'string' && { number: query.number.trim() }),
    ...(typeof query.sendingPartner === 'string' && { sendingPartner: query.sendingPartner }),
    ...(typeof query.receivingPartner === 'string' && { receivingPartner: query.receivingPartner }),
    ...(Object.keys(date).length > 0 && { date }),
    ...(typeof query.withDifferences === 'boolean' && { hasDifferences: query.withDifferences }),
  };
}
