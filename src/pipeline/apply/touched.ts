import type { Settled } from '../settle/outcome.ts';
import type { Touched } from '../../store/chunk-store.ts';
import type { Batch, Entry } from './entry.ts';

/** What the chunk told, so that withdrawing the upload finds it. */
export function touchedBy(batch: Batch, { buckets }: Pick<Settled, 'buckets'>): Touched {
  const { entries, reports, documents } = batch;
  return {
    events: entries.flatMap(eventIdOf),
    claims: entries.flatMap((entry) => (entry.is === 'consignment' ? [entry.claim._id] : [])),
    reports: reports.map(({ _id }) => _id),
    differences: entries.flatMap(differenceIdOf),
    documents: documents.map(({ _id }) => _id),
    senderKeys: entries.flatMap((entry) =>
      entry.is === 'event' || entry.is === 'id-withdrawal' ? (entry.senderKey ?? []) : [],
    ),
    buckets: [...new Set([...buckets, ...bucketsOfBatch(batch)])],
  };
}

const eventIdOf = (entry: Entry): string[] => {
  if (entry.is === 'event') return [entry.event._id];
  return entry.is === 'withdrawal' ? [entry.withdrawal._id] : [];
};

const differenceIdOf = (entry: Entry): string[] =>
  (entry.is === 'event' || entry.is === 'surplus') && entry.difference !== null
    ? [entry.difference._id]
    : [];

const bucketsOfBatch = ({ documents, reports, furtherBuckets }: Batch): string[] => [
  ...documents.map(({ bucket }) => bucket),
  ...reports.flatMap(({ buckets }) => buckets),
  ...[...furtherBuckets.values()].flat(),
];
