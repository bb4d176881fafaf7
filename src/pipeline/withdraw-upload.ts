import { InvalidInputError, NotAllowedError } from '../domain/errors.ts';
import type { JobQueue } from '../jobs/catalogue.ts';
import type { ChunkStore, Touched } from '../store/chunk-store.ts';
import type { UploadDoc, UploadState } from '../store/documents.ts';
import type { UploadStore } from '../store/upload-store.ts';
import { normaliseItems } from './apply/normalise-items.ts';
import { touchedBy } from './apply/touched.ts';
import { contextOf, type Knowledge } from './normalising-context.ts';
import { settleManifests } from './settle-manifests.ts';
import { takeBackChunk, type TakeBackNeeds } from './take-back.ts';

export interface WithdrawUploadNeeds extends TakeBackNeeds, Knowledge {
  readonly chunks: ChunkStore;
}

const FINAL: readonly UploadState[] = ['COMPLETED', 'COMPLETED_WITH_ISSUES', 'REFUSED', 'FAILED'];

/**
 * Marks an upload as withdrawn, durably; a job takes its records back, and this waits a while for it. Withdrawing again answers
 * the same upload. Null: it does not exist.
 * @throws InvalidInputError without a reason
 * @throws NotAllowedError while it is being worked on, and for a dry run
 */
export async function requestUploadWithdrawal(
  needs: {
    uploads: UploadStore;
    queue: JobQueue;
    now: () => Date;
    pause: (ms: number) => Promise<void>;
  },
  { uploadId, reason, by }: { uploadId: string; reason: string; by: string },
): Promise<UploadDoc | null> {
  if (reason.trim() === '')
    throw new InvalidInputError([{ path: 'reason', message: 'Say why the upload is withdrawn' }]);
  const upload = await needs.uploads.find(uploadId);
  if (upload === null) return null;
  if (upload.dryRun) throw new NotAllowedError('A dry run has nothing to withdraw');
  if (upload.state === 'WITHDRAWN') return upload;
  const word = { by, reason: reason.trim() };
  const marked = await needs.uploads.startWithdrawal(
    { id: uploadId, from: FINAL, at: needs.now() },
    word,
  );
  if (marked === null)
    throw new NotAllowedError(
      'The upload is still being worked on; withdraw it when it has finished',
    );
  await needs.queue.ask('withdraw-upload', { uploadId, epoch: marked.epoch });
  return waitForIt(needs, marked);
}

/** Small uploads are taken back within a moment; larger ones go on by themselves. */
async function waitForIt(
  { uploads, pause }: { uploads: UploadStore; pause: (ms: number) => Promise<void> },
  marked: UploadDoc,
): Promise<UploadDoc> {
  let upload: UploadDoc = marked;
  for (let tries = 0; tries < 45 && upload.withdrawal?.doneAt === null; tries++) {
    await pause(tries < 20 ? 50 : 200);
    upload = (await uploads.find(marked._id)) ?? upload;
  }
  return upload;
}

/** Takes back everything that an upload told and no other upload supports (rules.md section 6). May be repeated. */
export async function withdrawUpload(
  needs: WithdrawUploadNeeds,
  { uploadId: id, epoch, signal }: { uploadId: string; epoch: number; signal: AbortSignal },
): Promise<void> {
  const upload = await needs.uploads.find(id);
  if (upload?.epoch !== epoch) return;
  const { at, doneAt } = upload.withdrawal ?? {};
  if (at === undefined || doneAt !== null) return;
  const buckets = new Set<string>();
  for await (const touched of toldBy(needs, upload)) {
    signal.throwIfAborted();
    const concerned = await takeBackChunk(needs, touched, { upload: id, at });
    for (const bucket of concerned) buckets.add(bucket);
    await needs.uploads.touchWithdrawal({ id, epoch, at: needs.now() });
  }
  await settleManifests(needs, [...buckets]);
  await needs.uploads.finishWithdrawal({ id, epoch, at: needs.now() });
  needs.announcer.uploadMoved(id);
}

/** What each chunk told: noted when it was applied; of one that was given up half-way, found by reading its items once more. */
async function* toldBy(needs: WithdrawUploadNeeds, upload: UploadDoc): AsyncGenerator<Touched> {
  for await (const { touched } of needs.chunks.applied(upload._id)) yield touched;
  if (upload.chunks === null) return;
  const open = await needs.chunks.unapplied(upload._id, upload.chunks);
  if (open.length === 0) return;
  const context = await contextOf(needs, upload);
  for (const number of open) {
    const items = await needs.chunks.load({ upload: upload._id, number });
    if (items === null) continue;
    yield touchedBy(normaliseItems(context, items), { buckets: new Set() });
  }
}
