import type { ParsedItem } from '../domain/draft.ts';
import type { Announcer, JobQueue } from '../jobs/catalogue.ts';
import type { FeedReading, NormalisingContext } from '../normalising/context.ts';
import type { Register } from '../normalising/register.ts';
import type { ChunkStore } from '../store/chunk-store.ts';
import type { UploadDoc } from '../store/documents.ts';
import type { IssueStore } from '../store/issue-store.ts';
import type { ReviewStore } from '../store/review-store.ts';
import type { UploadStore } from '../store/upload-store.ts';
import { applyBatch, type Applied, type ApplyNeeds } from './apply/apply-batch.ts';
import { countsOf } from './apply/counts.ts';
import type { Batch, Entry } from './apply/entry.ts';
import { normaliseItems } from './apply/normalise-items.ts';
import { questionsOf } from './apply/questions.ts';

export interface ApplyChunkNeeds extends Omit<ApplyNeeds, 'isHub'> {
  readonly uploads: UploadStore;
  readonly chunks: ChunkStore;
  readonly issues: IssueStore;
  readonly reviews: ReviewStore;
  readonly queue: JobQueue;
  readonly announcer: Announcer;
  /** Who is who, as it stands now. */
  readonly register: () => Promise<Register>;
  readonly feed: (slug: string) => Promise<FeedReading>;
}

/**
 * Applies one chunk of an upload. Repeating it changes nothing; the last chunk asks for the finish. An upload that was asked for
 * again, refused or given up in the meantime is left alone.
 */
export async function applyChunk(
  needs: ApplyChunkNeeds,
  { uploadId, epoch, chunk }: { uploadId: string; epoch: number; chunk: number },
): Promise<void> {
  const upload = await needs.uploads.find(uploadId);
  if (upload?.state !== 'PROCESSING' || upload.epoch !== epoch) return;
  const name = { upload: uploadId, number: chunk };
  const items = await needs.chunks.load(name);
  if (items !== null) await applyItems(needs, { upload, chunk, items });
  await needs.uploads.advance({ id: uploadId, epoch, at: needs.now() });
  needs.announcer.uploadMoved(uploadId);
  if (upload.chunks !== null && (await needs.chunks.allApplied(uploadId, upload.chunks)))
    await needs.queue.ask('finish-upload', { uploadId, epoch });
}

async function applyItems(
  needs: ApplyChunkNeeds,
  { upload, chunk, items }: { upload: UploadDoc; chunk: number; items: readonly ParsedItem[] },
): Promise<void> {
  const { _id: id, receivedAt } = upload;
  const [register, feed] = await Promise.all([needs.register(), needs.feed(upload.feed)]);
  const context: NormalisingContext = {
    register,
    feed,
    format: upload.format ?? '',
    upload: { id, receivedAt },
  };
  const batch = normaliseItems(context, items);
  const isHub = (member: string): boolean => register.runsCentralHub(member);
  const applied = await applyBatch({ ...needs, isHub }, batch, { upload: id, chunk, receivedAt });
  await needs.issues.replace(id, chunk, [...batch.notices, ...applied.issues]);
  const asking = { feed: feed.slug, member: feed.member, upload: id, receivedAt };
  await needs.reviews.ask(questionsOf(batch.entries, applied.settled, asking), { upload: id, chunk });
  await noteOverruled(needs, applied);
  const done = { counts: countsOf(applied), touched: touchedBy(batch, applied) };
  await needs.chunks.markApplied({ upload: id, number: chunk }, done, needs.now());
  needs.announcer.consignmentsChanged([...applied.settled.changed]);
}

/** A record that a better one put aside counts as rejected in its own upload. */
async function noteOverruled(needs: ApplyChunkNeeds, { overruled }: Applied): Promise<void> {
  for (const { upload, chunk, line, outcome } of overruled) {
    await needs.chunks.overrule({ upload, number: chunk }, { line, outcome });
    await needs.issues.add(upload, chunk, [
      { code: 'CONFLICT', line, record: 'event', field: 'id', value: null },
    ]);
  }
}

/** What the chunk told, so that withdrawing the upload finds it. */
function touchedBy(batch: Batch, { settled }: Applied): {
  events: string[];
  claims: string[];
  reports: string[];
  differences: string[];
  documents: string[];
  senderKeys: string[];
  buckets: string[];
} {
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
    buckets: [...new Set([...settled.buckets, ...bucketsOfBatch(batch)])],
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
