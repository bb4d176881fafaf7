import type { Db } from 'mongodb';
import { ensureCollections, openCollections } from './collections.ts';
import type { ConsignmentStore } from './consignment-store.ts';
import type { ManifestStore } from './manifest-store.ts';
import type { RecordStore } from './record-store.ts';
import type { ReferenceStore } from './reference-store.ts';
import type { SenderIdStore } from './sender-id-store.ts';
import {
  TrialConsignmentStore,
  TrialManifestStore,
  TrialRecordStore,
  TrialReferenceStore,
  TrialSenderIdStore,
} from './trial-stores.ts';

export interface CanonicalStores {
  readonly records: RecordStore;
  readonly references: ReferenceStore;
  readonly consignments: ConsignmentStore;
  readonly manifests: ManifestStore;
  readonly senderIds: SenderIdStore;
}

/** Stores that read what stands and write beside it, into a database of their own that goes when the trial ends. */
export async function withTrial<T>(
  db: Db,
  real: CanonicalStores,
  { name, work }: { name: string; work: (stores: CanonicalStores) => Promise<T> },
): Promise<T> {
  const beside = db.client.db(`${db.databaseName.slice(0, 20)}_trial_${name}`);
  await beside.dropDatabase();
  try {
    await ensureCollections(beside, { sharded: false });
    const collections = openCollections(beside);
    return await work({
      records: new TrialRecordStore(collections, real.records),
      references: new TrialReferenceStore(collections, real.references),
      consignments: new TrialConsignmentStore(collections, real.consignments),
      manifests: new TrialManifestStore(collections, real.manifests),
      senderIds: new TrialSenderIdStore(collections, real.senderIds),
    });
  } finally {
    await beside.dropDatabase();
  }
}
