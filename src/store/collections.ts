import type { Collection, Db, Document, IndexDescription } from 'mongodb';
import type {
  ApiClientDoc,
  ChunkDoc,
  ClaimDoc,
  ConsignmentDoc,
  DeadLetterDoc,
  DepotDoc,
  EventDoc,
  FeedDoc,
  IssueDoc,
  ManifestDoc,
  MemberDoc,
  ReferenceDoc,
  ReviewItemDoc,
  UploadDoc,
  WithdrawalDoc,
} from './documents.ts';
import type { RawChunkDoc, RawFileDoc } from './raw-documents.ts';
import type { TotalDoc } from './total-store.ts';
import type { Difference, ManifestDocument, UnloadingReport } from '../domain/record.ts';
import type { ChunkPartDoc, SenderIdDoc, TimelineDoc, WorkerDoc } from './working-documents.ts';

interface Layout {
  /** Null: small, never sharded. */
  readonly shardKey: Readonly<Record<string, 1 | 'hashed'>> | null;
  /** What is unique over the whole cluster. */
  readonly unique: string;
  /**
   * Queries that may ask every shard: by which field, and what for; EVERYTHING: by none. All others name the shard key, and so does
   * every write (test/sharded proves it on a real cluster).
   */
  readonly asksAllShards: Readonly<Record<string, string>>;
  readonly indexes: readonly IndexDescription[];
}

/** A query without a filter, in `asksAllShards`. */
export const EVERYTHING = '*';

const small = (indexes: readonly IndexDescription[] = []): Layout => ({
  shardKey: null,
  unique: '_id and unique indexes',
  asksAllShards: {},
  indexes,
});
const byId = (
  asksAllShards: Layout['asksAllShards'] = {},
  indexes: readonly IndexDescription[] = [],
): Layout => ({
  shardKey: { _id: 'hashed' },
  unique: '_id',
  asksAllShards,
  indexes,
});

/** Every collection: shard key (its writes carry it), what is unique, which queries ask all shards, indexes. */
export const COLLECTIONS = {
  members: small(),
  depots: small([{ key: { code: 1 }, unique: true }, { key: { member: 1 } }]),
  feeds: small([{ key: { member: 1 } }]),
  apiClients: small([{ key: { keyHash: 1 }, unique: true }, { key: { member: 1 } }]),
  totals: small(),
  workers: small([{ key: { seenAt: 1 }, expireAfterSeconds: 60 }]),
  uploads: byId(
    {
      member: 'lists of a member; how many of its uploads are unfinished',
      feed: 'lists of a feed, for whoever runs the hub',
      state: 'what stopped moving; lists of a state, for whoever runs the hub',
      [EVERYTHING]: 'figures; the list for whoever runs the hub',
    },
    [
      { key: { member: 1, receivedAt: -1, _id: -1 } },
      { key: { feed: 1, receivedAt: -1, _id: -1 } },
      { key: { receivedAt: -1, _id: -1 } },
      {
        key: { touchedAt: 1 },
        partialFilterExpression: { state: { $in: ['RECEIVED', 'PROCESSING', 'WITHDRAWN'] } },
      },
      { key: { member: 1, state: 1 } },
    ],
  ),
  chunks: {
    shardKey: { upload: 'hashed' },
    unique: '_id (upload:number)',
    asksAllShards: {},
    indexes: [{ key: { upload: 1, number: 1, appliedAt: 1 } }],
  },
  chunkParts: {
    shardKey: { upload: 'hashed' },
    unique: '_id (upload:number:part)',
    asksAllShards: {},
    indexes: [{ key: { upload: 1, number: 1, part: 1 } }],
  },
  issues: {
    shardKey: { upload: 'hashed' },
    unique: '_id (upload:line:…)',
    asksAllShards: {},
    indexes: [{ key: { upload: 1, severity: 1, _id: 1 } }, { key: { upload: 1, chunk: 1 } }],
  },
  events: {
    shardKey: { subject: 'hashed' },
    unique: '_id (subject:digest)',
    asksAllShards: { member: 'orphaned events of a member' },
    indexes: [
      { key: { subject: 1 } },
      {
        key: { member: 1, 'tellings.0.receivedAt': 1, _id: 1 },
        name: 'waiting',
        partialFilterExpression: { waiting: true },
      },
    ],
  },
  claims: {
    shardKey: { anchor: 'hashed' },
    unique: '_id (anchor:digest)',
    asksAllShards: { 'manifest.bucket': 'claims listed by a bordero that was replaced' },
    indexes: [{ key: { anchor: 1 } }, { key: { 'manifest.bucket': 1 }, sparse: true }],
  },
  references: byId(),
  senderIds: byId(),
  consignments: byId({ viewers: 'lists of a viewer', manifests: 'consignments on a manifest' }, [
    { key: { viewers: 1, updatedAt: -1, _id: -1 } },
    { key: { viewers: 1, createdAt: -1, _id: -1 } },
    { key: { 'find.references': 1 } },
    { key: { viewers: 1, 'find.consigneeName': 1 } },
    { key: { manifests: 1 } },
  ]),
  timelines: {
    shardKey: { document: 'hashed' },
    unique: '_id (document:version:page)',
    asksAllShards: {},
    indexes: [{ key: { document: 1 } }],
  },
  manifestDocuments: {
    shardKey: { bucket: 'hashed' },
    unique: '_id (upload:line)',
    asksAllShards: { 'tellings.upload': 'buckets of the documents of an upload' },
    indexes: [{ key: { bucket: 1 } }, { key: { 'tellings.upload': 1 } }],
  },
  reports: byId({ buckets: 'reports that answer a bucket of manifests' }, [
    { key: { buckets: 1 } },
  ]),
  differences: {
    shardKey: { report: 'hashed' },
    unique: '_id (report:digest)',
    asksAllShards: {},
    indexes: [{ key: { report: 1 } }],
  },
  manifests: byId({ viewers: 'lists of a viewer' }, [
    { key: { viewers: 1, date: -1, createdAt: -1, _id: -1 } },
    { key: { viewers: 1, number: 1 } },
  ]),
  reviewItems: byId(
    {
      member: 'lists of a member',
      kind: 'lists for whoever runs the hub',
      resolvedAt: 'lists for whoever runs the hub',
      [EVERYTHING]: 'lists for whoever runs the hub',
    },
    [{ key: { member: 1, firstSeenAt: -1, _id: -1 } }],
  ),
  deadLetters: byId({ upload: 'letters about an upload', [EVERYTHING]: 'the list' }, [
    { key: { failedAt: -1, _id: -1 } },
    { key: { upload: 1 } },
  ]),
  'raw.files': byId({ kept: 'bytes that no upload owns' }, [
    { key: { uploadDate: 1 }, partialFilterExpression: { kept: false } },
  ]),
  'raw.chunks': {
    shardKey: { files_id: 'hashed' },
    unique: '_id',
    asksAllShards: {},
    indexes: [{ key: { files_id: 1, n: 1 } }],
  },
} as const satisfies Record<string, Layout>;

export type CollectionName = keyof typeof COLLECTIONS;

interface DocumentTypes {
  members: MemberDoc;
  depots: DepotDoc;
  feeds: FeedDoc;
  apiClients: ApiClientDoc;
  totals: TotalDoc;
  workers: WorkerDoc;
  uploads: UploadDoc;
  chunks: ChunkDoc;
  chunkParts: ChunkPartDoc;
  issues: IssueDoc;
  /** Withdrawals by content stand among the events of their subject. */
  events: EventDoc | WithdrawalDoc;
  claims: ClaimDoc;
  references: ReferenceDoc;
  senderIds: SenderIdDoc;
  consignments: ConsignmentDoc;
  timelines: TimelineDoc;
  manifestDocuments: ManifestDocument;
  reports: UnloadingReport;
  differences: Difference;
  manifests: ManifestDoc;
  reviewItems: ReviewItemDoc;
  deadLetters: DeadLetterDoc;
  'raw.files': RawFileDoc;
  'raw.chunks': RawChunkDoc;
}

export type Collections = { readonly [Name in CollectionName]: Collection<DocumentTypes[Name]> };

/** The only way to a collection: rooms above the store never name one. */
export function openCollections(db: Db): Collections {
  const names = Object.keys(COLLECTIONS) as CollectionName[];
  return Object.fromEntries(
    names.map((name) => [name, db.collection(name)]),
  ) as unknown as Collections;
}

/**
 * Creates what is missing: collections, indexes, and on mongos the sharding (`sharded: false`: not for this database). Safe to run
 * twice and by several processes at once.
 */
export async function ensureCollections(
  db: Db,
  options: { sharded?: boolean } = {},
): Promise<void> {
  const sharded = options.sharded !== false && (await isSharded(db));
  for (const [name, layout] of Object.entries<Layout>(COLLECTIONS)) {
    if (sharded && layout.shardKey !== null) await shardCollection(db, name, layout.shardKey);
    const collection = db.collection(name);
    if (layout.indexes.length > 0) await collection.createIndexes([...layout.indexes]);
    else await db.createCollection(name).catch(ignoreExisting);
  }
}

async function isSharded(db: Db): Promise<boolean> {
  const hello = await db.admin().command({ hello: 1 });
  return hello['msg'] === 'isdbgrid';
}

async function shardCollection(db: Db, name: string, key: Document): Promise<void> {
  await db.admin().command({ shardCollection: `${db.databaseName}.${name}`, key });
}

function ignoreExisting(error: unknown): void {
  if (!(error instanceof Error && 'codeName' in error && error.codeName === 'NamespaceExists'))
    throw error;
}
