import type { ParsedItem } from '../domain/draft.ts';
import type { Announcer, JobQueue } from '../jobs/catalogue.ts';
import type { ChunkStore } from '../store/chunk-store.ts';
import type { UploadDoc } from '../store/documents.ts';
import type { IssueStore } from '../store/issue-store.ts';
import type { ReviewStore } from '../store/review-store.ts';
import type { UploadStore } from '../store/upload-store.ts';
import { applyBatch, type ApplyNeeds, type Overruled } from './apply/apply-batch.ts';
import { countsOf } from './apply/counts.ts';
import { normaliseItems } from './apply/normalise-items.ts';
import { questionsOf } from './apply/questions.ts';
import { touchedBy } from './apply/touched.ts';
import { contextOf, type Knowledge } from './normalising-context.ts';
import { recountUpload } from './recount-upload.ts';
import { takeBackLateChunk, type TakeBackNeeds } from './take-back.ts';

export interface ApplyChunkNeeds
  extends Omit<ApplyNeeds, 'isHub' | 'noteOverruled'>, Knowledge, TakeBackNeeds {
  readonly uploads: UploadStore;
  readonly chunks: ChunkStore;
  readonly issues: IssueStore;
  readonly reviews: ReviewStore;
  readonly queue: JobQueue;
  readonly announcer: Announcer;
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
  const context = await contextOf(needs, upload);
  const batch = normaliseItems(context, items);
  const isHub = (member: string): boolean => context.register.runsCentralHub(member);
  const noteOverruled = (overruled: readonly Overruled[]): Promise<void> =>
    noteElsewhere(needs, overruled);
  const which = { upload: id, chunk, receivedAt };
  const applied = await applyBatch({ ...needs, isHub, noteOverruled }, batch, which);
  await needs.issues.replace(id, chunk, [...batch.notices, ...applied.issues]);
  const asking = { feed: context.feed.slug, member: context.feed.member, upload: id, receivedAt };
  await needs.reviews.ask(questionsOf(applied, asking), { upload: id, chunk });
  const touched = touchedBy(batch, applied.settled);
  const lostLines = [...applied.lost].flatMap(({ line }) => line ?? []);
  const done = { counts: countsOf(applied), touched, lostLines };
  await needs.chunks.markApplied({ upload: id, number: chunk }, done, needs.now());
  await takeBackLateChunk(needs, { upload: id, touched });
  needs.announcer.consignmentsChanged([...applied.settled.changed]);
}

/** A record that a better one put aside counts as rejected in its own upload, also where that one was finished. */
async function noteElsewhere(
  needs: ApplyChunkNeeds,
  overruled: readonly Overruled[],
): Promise<void> {
  for (const { upload, chunk, line, outcome, senderId } of overruled) {
    await needs.chunks.overrule({ upload, number: chunk }, { line, outcome });
    const where = { line, record: 'event', field: 'id', value: senderId };
    await needs.issues.overrule(upload, chunk, { code: 'CONFLICT', ...where });
  }
  for (const upload of new Set(overruled.map((one) => one.upload))) {
    await recountUpload(needs, upload);
    needs.announcer.uploadMoved(upload);
  }
}
