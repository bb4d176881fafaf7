/** The limit of ingest: what MongoDB itself needs for the same documents. */
import type { Document } from 'mongodb';
import { bulkNumber } from '../../fixtures/alliance/writers/bulk.ts';
import { idOf } from '../../schema/ids.ts';
import { connectMongo } from '../../src/platform/mongo.ts';
import { ensureCollections, openCollections } from '../../src/store/collections.ts';

/** Upserts that travel together. */
const BATCH = 1_000;

export interface Documents {
  readonly events: readonly Document[];
  readonly consignments: readonly Document[];
}

/** All events that an upload told, and all documents of the consignments of its series, as they stand. */
export async function readDocuments(
  uri: string,
  { series, upload }: { readonly series: number; readonly upload: string },
): Promise<Documents> {
  const { db, close } = await connectMongo({ uri });
  try {
    const { events, consignments } = openCollections(db);
    const told = { 'tellings.upload': idOf('Upload', upload) ?? upload };
    const ofSeries = new RegExp(`^${bulkNumber(series, 0).slice(0, 3)}`);
    return {
      events: await events.find(told).toArray(),
      consignments: await consignments.find({ 'find.references': ofSeries }).toArray(),
    };
  } finally {
    await close();
  }
}

/** Seconds that unordered bulk upserts by one client take, into a fresh database of the same server with the same indexes. */
export async function upsertRaw(uri: string, documents: Documents): Promise<number> {
  const { client, close } = await connectMongo({ uri });
  const db = client.db('limit');
  try {
    await db.dropDatabase();
    await ensureCollections(db);
    const began = performance.now();
    for (const [name, all] of Object.entries(documents)) {
      for (let from = 0; from < all.length; from += BATCH) {
        await db.collection(name).bulkWrite(upserts(all.slice(from, from + BATCH)), {
          ordered: false,
        });
      }
    }
    return (performance.now() - began) / 1_000;
  } finally {
    await db.dropDatabase();
    await close();
  }
}

const upserts = (documents: readonly Document[]) =>
  documents.map((replacement) => ({
    replaceOne: { filter: { _id: replacement['_id'] }, replacement, upsert: true },
  }));
