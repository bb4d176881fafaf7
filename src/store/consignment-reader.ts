import type { Collection, Filter } from 'mongodb';
import type { MemberId } from '../domain/consignment.ts';
import { consignmentFilter, type ConsignmentQuery } from './consignment-filter.ts';
import type { ConsignmentDoc, ConsignmentEventDoc } from './documents.ts';
import type { TimelineDoc } from './working-documents.ts';
import { readPage, READ_LIMIT_MS, type Ordering, type Page, type Slice } from './page.ts';
import { visibleTo } from './viewing.ts';

export type ConsignmentOrder = 'UPDATED_DESC' | 'UPDATED_ASC' | 'CREATED_DESC';

const byTime = (path: 'updatedAt' | 'createdAt', direction: 1 | -1): Ordering<ConsignmentDoc> => [
  { path, direction, read: (doc) => doc[path] },
  { path: '_id', direction, read: (doc) => doc._id },
];
export const CONSIGNMENT_ORDERS: Readonly<Record<ConsignmentOrder, Ordering<ConsignmentDoc>>> = {
  UPDATED_DESC: byTime('updatedAt', -1),
  UPDATED_ASC: byTime('updatedAt', 1),
  CREATED_DESC: byTime('createdAt', -1),
};

/** Beyond it a list says that it is longer, not how long. */
export const COUNT_LIMIT = 100_000;
/** Joins follow one another rarely; a longer chain is a fault of the data. */
const MAX_JOINS = 8;

/** A document that says where a joined consignment went: `viewers` is empty, so no list ever shows it. */
interface JoinedDoc {
  _id: string;
  joinedInto?: string;
}

/** Everything but what only the next fold reads. */
const SHOWN = { fold: 0, hash: 0, write: 0 } as const;

/** Consignments as the viewer may see them. Every method names the viewer; there is no read without one. */
export class ConsignmentReader {
  readonly #consignments: Collection<ConsignmentDoc>;
  readonly #timelines: Collection<TimelineDoc>;

  constructor(collections: {
    readonly consignments: Collection<ConsignmentDoc>;
    readonly timelines: Collection<TimelineDoc>;
  }) {
    this.#consignments = collections.consignments;
    this.#timelines = collections.timelines;
  }

  async page(
    member: MemberId,
    query: ConsignmentQuery,
    order: ConsignmentOrder,
    slice: Slice,
  ): Promise<Page<ConsignmentDoc>> {
    const filter = consignmentFilter(member, query);
    const ordering = CONSIGNMENT_ORDERS[order];
    return readPage({ collection: this.#consignments, filter, ordering, projection: SHOWN }, slice);
  }

  /** Exact up to 100,000; null: more. */
  async count(member: MemberId, query: ConsignmentQuery): Promise<number | null> {
    const options = { limit: COUNT_LIMIT + 1, maxTimeMS: READ_LIMIT_MS };
    const count = await this.#consignments.countDocuments(
      consignmentFilter(member, query),
      options,
    );
    return count > COUNT_LIMIT ? null : count;
  }

  /** In the order of the ids; a joined one answers its survivor; null: unknown or not for this viewer. */
  async findByIds(member: MemberId, ids: readonly string[]): Promise<(ConsignmentDoc | null)[]> {
    const found = new Map<string, ConsignmentDoc>();
    /** Where each id leads: itself, or the survivor of its joins. */
    const target = new Map(ids.map((id) => [id, id]));
    let open = [...target.keys()];
    for (let hop = 0; open.length > 0 && hop < MAX_JOINS; hop++) {
      for (const doc of await this.#visible(member, open)) found.set(doc.consignment, doc);
      const missing = open.filter((id) => !found.has(id));
      const joined = await this.#joined(missing);
      for (const [id, at] of target) target.set(id, joined.get(at) ?? at);
      open = [...new Set(joined.values())].filter((id) => !found.has(id));
    }
    return ids.map((id) => found.get(target.get(id) ?? id) ?? null);
  }

  /** Those of the consignments that the viewer may see and that fit: for subscriptions. */
  async findChanged(
    member: MemberId,
    query: ConsignmentQuery,
    ids: readonly string[],
  ): Promise<ConsignmentDoc[]> {
    const filter = {
      $and: [consignmentFilter(member, query), { _id: { $in: documentIds(member, ids) } }],
    };
    return this.#consignments
      .find(filter as Filter<ConsignmentDoc>)
      .project<ConsignmentDoc>(SHOWN)
      .maxTimeMS(READ_LIMIT_MS)
      .toArray();
  }

  /** The viewer's consignments on which one of these events stands, by any reference or barcode of the events. */
  async findHolding(
    member: MemberId,
    references: readonly string[],
    eventIds: readonly string[],
  ): Promise<ConsignmentDoc[]> {
    const wanted = new Set(eventIds);
    const found = await this.#consignments
      .find({ ...visibleTo(member), 'find.references': { $in: [...references] } })
      .project<ConsignmentDoc>(SHOWN)
      .maxTimeMS(READ_LIMIT_MS)
      .toArray();
    return found.filter(
      (doc) => doc.eventCount > doc.events.length || doc.events.some(({ id }) => wanted.has(id)),
    );
  }

  /**
   * All events of each document, ascending, withdrawn ones included: what does not fit into the document stands in pages of the
   * same version. Where those are gone already, the document was replaced meanwhile, and its events are read anew.
   */
  async loadTimelines(
    docs: readonly ConsignmentDoc[],
  ): Promise<(readonly ConsignmentEventDoc[])[]> {
    const long = docs.filter(({ events, eventCount }) => eventCount > events.length);
    const pages = await this.#pages(long);
    return Promise.all(
      docs.map(async (doc) => {
        const rest = pages.filter(
          ({ document, version }) => document === doc._id && version === doc.version,
        );
        const events = [...doc.events, ...rest.flatMap((page) => page.events)];
        return events.length >= doc.eventCount ? events : this.#rereadTimeline(doc);
      }),
    );
  }

  async #rereadTimeline({ _id }: ConsignmentDoc): Promise<readonly ConsignmentEventDoc[]> {
    const doc = await this.#consignments.findOne({ _id }, { projection: SHOWN });
    if (doc === null) return [];
    const rest = await this.#pages([doc]);
    const ofVersion = rest.filter(({ version }) => version === doc.version);
    return [...doc.events, ...ofVersion.flatMap(({ events }) => events)];
  }

  async #pages(docs: readonly ConsignmentDoc[]): Promise<TimelineDoc[]> {
    if (docs.length === 0) return [];
    return this.#timelines
      .find({ document: { $in: docs.map(({ _id }) => _id) } })
      .sort({ page: 1 })
      .maxTimeMS(READ_LIMIT_MS)
      .toArray();
  }

  async #visible(member: MemberId, ids: readonly string[]): Promise<ConsignmentDoc[]> {
    return this.#consignments
      .find({ _id: { $in: documentIds(member, ids) }, ...visibleTo(member) })
      .project<ConsignmentDoc>(SHOWN)
      .maxTimeMS(READ_LIMIT_MS)
      .toArray();
  }

  async #joined(ids: readonly string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const aliases = await (this.#consignments as unknown as Collection<JoinedDoc>)
      .find({ _id: { $in: [...ids] }, joinedInto: { $exists: true } })
      .toArray();
    return new Map(aliases.map(({ _id, joinedInto }) => [_id, joinedInto ?? _id]));
  }
}

/** Ids of the documents in which the member may find these consignments: the shared one and its own. */
const documentIds = (member: MemberId, ids: readonly string[]): string[] =>
  ids.flatMap((id) => [id, `${id}~${member}`]);
