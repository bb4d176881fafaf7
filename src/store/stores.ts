import type { Db } from 'mongodb';
import { ChunkStore } from './chunk-store.ts';
import { ClientStore } from './client-store.ts';
import { openCollections } from './collections.ts';
import { ConsignmentReader } from './consignment-reader.ts';
import { ConsignmentStore } from './consignment-store.ts';
import { DeadLetterReader } from './dead-letter-reader.ts';
import { DeadLetterStore } from './dead-letter-store.ts';
import { DepotStore } from './depot-store.ts';
import { EventReader } from './event-reader.ts';
import { FeedStore } from './feed-store.ts';
import { FiguresReader } from './figures-reader.ts';
import { IssueReader } from './issue-reader.ts';
import { IssueStore } from './issue-store.ts';
import { ManifestReader } from './manifest-reader.ts';
import { ManifestStore } from './manifest-store.ts';
import { MemberStore } from './member-store.ts';
import { RawStore } from './raw-store.ts';
import { RecordStore } from './record-store.ts';
import { ReferenceStore } from './reference-store.ts';
import { ReviewReader } from './review-reader.ts';
import { ReviewStore } from './review-store.ts';
import { SenderIdStore } from './sender-id-store.ts';
import { TotalStore } from './total-store.ts';
import { UploadReader } from './upload-reader.ts';
import { UploadStore } from './upload-store.ts';
import { WorkerStore } from './worker-store.ts';

/** Every store on one database. */
export function openStores(db: Db) {
  const collections = openCollections(db);
  const members = new MemberStore(collections.members);
  const depots = new DepotStore(collections.depots);
  const feeds = new FeedStore(collections.feeds);
  const clients = new ClientStore(collections.apiClients);
  return {
    members,
    depots,
    feeds,
    clients,
    raw: new RawStore({ files: collections['raw.files'], pieces: collections['raw.chunks'] }),
    uploads: new UploadStore(collections.uploads),
    chunks: new ChunkStore(collections),
    issues: new IssueStore(collections),
    records: new RecordStore(collections),
    references: new ReferenceStore(collections),
    senderIds: new SenderIdStore(collections),
    consignments: new ConsignmentStore(collections),
    manifests: new ManifestStore(collections),
    reviews: new ReviewStore(collections),
    deadLetters: new DeadLetterStore(collections.deadLetters),
    totals: new TotalStore(collections.totals),
    workers: new WorkerStore(collections.workers),
    figures: new FiguresReader(collections),
    /** What a viewer may read. */
    reads: {
      members,
      depots,
      feeds,
      clients,
      uploads: new UploadReader(collections.uploads),
      issues: new IssueReader(collections.issues),
      consignments: new ConsignmentReader(collections),
      events: new EventReader(collections.events),
      manifests: new ManifestReader(collections.manifests),
      reviews: new ReviewReader(collections.reviewItems),
      deadLetters: new DeadLetterReader(collections.deadLetters),
    },
  };
}
export type Stores = ReturnType<typeof openStores>;
