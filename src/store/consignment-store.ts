import type { AnyBulkWriteOperation } from 'mongodb';
import type { TimelineEvent } from '../domain/consignment.ts';
import type { Collections } from './collections.ts';
import type { ConsignmentDoc } from './documents.ts';
import type { TimelineDoc } from './working-documents.ts';

/** What a fold has to know of a document that it may replace. */
export type ConsignmentHead = Pick<
  ConsignmentDoc,
  | '_id'
  | 'consignment'
  | 'version'
  | 'hash'
  | 'fold'
  | 'joinedInto'
  | 'createdAt'
  | 'updatedAt'
  | 'manifests'
  | 'viewers'
>;

export interface WithEvents {
  readonly _id: string;
  readonly events: readonly Pick<TimelineEvent, 'id' | 'reason' | 'withdrawnAt'>[];
}

/** What a manifest tells of a consignment on it. */
export type Listed = Pick<ConsignmentDoc, '_id' | 'consignment' | 'viewers' | 'quantities'> & {
  readonly references: readonly { readonly value: string }[];
};

const HEAD = {
  consignment: 1,
  version: 1,
  hash: 1,
  fold: 1,
  joinedInto: 1,
  createdAt: 1,
  updatedAt: 1,
  manifests: 1,
  viewers: 1,
} as const;

/** Consignments as they are shown; written by folds alone. */
export class ConsignmentStore {
  readonly #collections: Collections;

  constructor(collections: Collections) {
    this.#collections = collections;
  }

  async heads(ids: readonly string[]): Promise<ConsignmentHead[]> {
    if (ids.length === 0) return [];
    return this.#collections.consignments
      .find({ _id: { $in: [...ids] } })
      .project<ConsignmentHead>(HEAD)
      .toArray();
  }

  /**
   * Replaces each document if it still has the version before (0: it does not exist yet).
   * Answers the ids whose write lost against another one.
   */
  async replace(documents: readonly ConsignmentDoc[]): Promise<string[]> {
    if (documents.length === 0) return [];
    const fresh = documents.filter(({ version }) => version === 1);
    const operations = documents.map((document): AnyBulkWriteOperation<ConsignmentDoc> =>
      document.version === 1
        ? { insertOne: { document } }
        : {
            replaceOne: {
              filter: { _id: document._id, version: document.version - 1 },
              replacement: document,
            },
          },
    );
    const written = await this.#write(operations);
    if (written === documents.length) return [];
    const standing = await this.#collections.consignments
      .find({ _id: { $in: documents.map(({ _id }) => _id) } })
      .project<{ _id: string; write: string }>({ write: 1 })
      .toArray();
    const writes = new Map(standing.map(({ _id, write }) => [_id, write]));
    return [...documents, ...fresh]
      .filter(({ _id, write }) => writes.get(_id) !== write)
      .map(({ _id }) => _id);
  }

  async #write(operations: AnyBulkWriteOperation<ConsignmentDoc>[]): Promise<number> {
    try {
      const result = await this.#collections.consignments.bulkWrite(operations, { ordered: false });
      return result.insertedCount + result.matchedCount;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 11000) return -1;
      throw error;
    }
  }

  /** Writes documents for single viewers unless a later fold wrote them already. */
  async replaceOlder(documents: readonly ConsignmentDoc[]): Promise<void> {
    if (documents.length === 0) return;
    const operations = documents.map((document): AnyBulkWriteOperation<ConsignmentDoc> => ({
      replaceOne: {
        filter: { _id: document._id, version: { $lt: document.version } },
        replacement: document,
        upsert: true,
      },
    }));
    await this.#write(operations);
  }

  /** Pages of long timelines, written before the document that refers to them. */
  async writePages(pages: readonly TimelineDoc[]): Promise<void> {
    if (pages.length === 0) return;
    await this.#collections.timelines.bulkWrite(
      pages.map((page) => ({
        replaceOne: {
          filter: { _id: page._id, document: page.document },
          replacement: page,
          upsert: true,
        },
      })),
      { ordered: false },
    );
  }

  /** Pages of versions before this one are read by nobody any more. */
  async dropOlderPages(document: string, version: number): Promise<void> {
    await this.#collections.timelines.deleteMany({ document, version: { $lt: version - 1 } });
  }

  /** Shared documents with what their events came to. */
  async withEvents(ids: readonly string[]): Promise<WithEvents[]> {
    if (ids.length === 0) return [];
    return this.#collections.consignments
      .find({ _id: { $in: [...ids] } })
      .project<WithEvents>({ 'events.id': 1, 'events.reason': 1, 'events.withdrawnAt': 1 })
      .toArray();
  }

  /** Shared documents and those of single viewers. */
  async onManifest(manifest: string): Promise<Listed[]> {
    return this.#collections.consignments
      .find({ manifests: manifest })
      .project<Listed>({ consignment: 1, viewers: 1, quantities: 1, 'references.value': 1 })
      .toArray();
  }
}
