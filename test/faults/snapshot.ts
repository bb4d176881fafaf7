import { Binary, type Db, type Document } from 'mongodb';
import { COLLECTIONS } from '../../src/store/collections.ts';

/** Collections that say who is there and what is going on, not what came of the files. */
const NOT_COMPARED = new Set([
  'members',
  'depots',
  'feeds',
  'apiClients',
  'workers',
  'totals',
  'deadLetters',
]);

/** When something was worked on, and how often: all that may differ between two runs over the same files. */
const PROCESSING = new Set([
  'receivedAt',
  'finishedAt',
  'touchedAt',
  'appliedAt',
  'createdAt',
  'updatedAt',
  'firstSeenAt',
  'epoch',
  'asked',
  'raw',
  'version',
  'hash',
  'write',
]);

export type Snapshot = Readonly<Record<string, readonly Document[]>>;

/** Every document that files lead to, without the marks of processing; what is a set is in order. */
export async function snapshotOf(db: Db): Promise<Snapshot> {
  const snapshot: Record<string, Document[]> = {};
  for (const name of Object.keys(COLLECTIONS)) {
    if (NOT_COMPARED.has(name) || name.startsWith('raw.')) continue;
    const rows = await db.collection(name).find().toArray();
    const plain = rows.map((row) => withoutProcessing(row) as Document);
    snapshot[name] = plain.sort((a, b) => (String(a['_id']) < String(b['_id']) ? -1 : 1));
  }
  return snapshot;
}

function withoutProcessing(value: unknown): unknown {
  if (Array.isArray(value)) return inOrder(value.map(withoutProcessing));
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Binary) return `${value.position} bytes`;
  const kept = Object.entries(value).filter(([name]) => !PROCESSING.has(name));
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutProcessing(inner)]));
}

/** Tellings, claims, subjects and the like are sets, kept in the order in which they came. */
const inOrder = (list: unknown[]): unknown[] =>
  list
    .map((entry) => ({ entry, text: JSON.stringify(entry) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
    .map(({ entry }) => entry);
