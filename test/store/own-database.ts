import { randomBytes } from 'node:crypto';
import { connectMongo, type MongoConnection } from '../../src/platform/mongo.ts';
import { ensureCollections } from '../../src/store/collections.ts';
import type { FeedDoc } from '../../src/store/documents.ts';
import { openStores, type Stores } from '../../src/store/stores.ts';

export interface OwnDatabase extends Pick<MongoConnection, 'db'> {
  /** Address with the name of the database. */
  readonly uri: string;
  readonly stores: Stores;
  drop(): Promise<void>;
}

/** A database of the test file's own on the shared server, with durable writes as in production. */
export async function ownDatabase(): Promise<OwnDatabase> {
  const uri = new URL(process.env['TEST_MONGODB_URI'] ?? '');
  uri.pathname = `/t_${randomBytes(6).toString('hex')}`;
  const { db, close } = await connectMongo({ uri: uri.href, waitSeconds: 5 });
  await ensureCollections(db);
  const drop = async (): Promise<void> => {
    await db.dropDatabase();
    await close();
  };
  return { db, uri: uri.href, stores: openStores(db), drop };
}

export const FEED: FeedDoc = {
  _id: 'graz-fortras',
  member: 'graz',
  format: 'AUTO',
  codeList: null,
  timeZone: 'Europe/Vienna',
  zoneAssumed: false,
  reportConfirmsRest: false,
  createdAt: new Date('2026-01-01T00:00:00Z'),
};

/** The parts one after another, as a request body brings them; then the fault, if there is one. */
export async function* bytesOf(
  parts: Iterable<Uint8Array | string>,
  fault?: Error,
): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield await Promise.resolve(Buffer.from(part));
  if (fault !== undefined) throw fault;
}
