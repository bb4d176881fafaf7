import { InvalidInputError, NotAllowedError } from '../domain/errors.ts';
import type { JobQueue } from '../jobs/catalogue.ts';
import type { ChunkStore } from '../store/chunk-store.ts';
import type { UploadDoc, UploadState } from '../store/documents.ts';
import type { SenderIdStore } from '../store/sender-id-store.ts';
import type { UploadRow, UploadStore } from '../store/upload-store.ts';
import { settle } from './settle/settle.ts';
import { settleManifests, type SettleManifestsNeeds } from './settle-manifests.ts';

export interface WithdrawUploadNeeds extends SettleManifestsNeeds {
  readonly uploads: UploadStore;
  readonly chunks: ChunkStore;
  readonly senderIds: SenderIdStore;
}

const FINAL: readonly UploadState[] = ['COMPLETED', 'COMPLETED_WITH_ISSUES', 'REFUSED', 'FAILED'];

/**
 * Marks an upload as withdrawn, durably; a job takes its records back, and this waits a while for it. Withdrawing again answers
 * the same upload. Null: it does not exist.
 * @throws InvalidInputError without a reason
 * @throws NotAllowedError while it is being worked on, and for a dry run
 */
export async function requestUploadWithdrawal(
  needs: { uploads: UploadStore; queue: JobQueue; now: () => Date; pause: (ms: number) => Promise<void> },
  { uploadId, reason, by }: { uploadId: string; reason: string; by: string },
): Promise<UploadDoc | null> {
  if (reason.trim() === '')
    throw new InvalidInputError([{ path: 'reason', message: 'Say why the upload is withdrawn' }]);
  const upload = await needs.uploads.find(uploadId);
  if (upload === null) return null;
  if (upload.dryRun) throw new NotAllowedError('A dry run has nothing to withdraw');
  if (upload.state === 'WITHDRAWN') return upload;
  const word = { by, reason: reason.trim() };
  const marked = await needs.uploads.startWithdrawal({ id: uploadId, from: FINAL, at: needs.now() }, word);
  if (marked === null) throw new NotAllowedError('The upload is still being worked on; withdraw it when it has finished');
  await needs.queue.ask('withdraw-upload', { uploadId, epoch: marked.epoch });
  return waitForIt(needs, marked);
}

/** Small uploads are taken back within a moment; larger ones go on by themselves. */
async function waitForIt(
  { uploads, pause }: { uploads: UploadStore; pause: (ms: number) => Promise<void> },
  marked: UploadRow,
): Promise<UploadDoc> {
  let upload: UploadRow = marked;
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
  if (upload?.withdrawal == null || upload.withdrawal.doneAt !== null || upload.epoch !== epoch) return;
  const { at } = upload.withdrawal;
  const buckets = new Set<string>();
  for await (const { touched } of needs.chunks.applied(id)) {
    signal.throwIfAborted();
    await takeBackChunk(needs, touched, { upload: id, at });
    for (const bucket of touched.buckets) buckets.add(bucket);
    await needs.uploads.touchWithdrawal({ id, epoch, at: needs.now() });
  }
  await settleManifests(needs, [...buckets]);
  await needs.uploads.finishWithdrawal({ id, epoch, at: needs.now() });
  needs.announcer.uploadMoved(id);
}

type Touched = Parameters<ChunkStore['markApplied']>[1]['touched'];

async function takeBackChunk(
  needs: WithdrawUploadNeeds,
  touched: Touched,
  which: { upload: string; at: Date },
): Promise<void> {
  const { records, senderIds } = needs;
  await records.takeBack('claims', touched.claims, which);
  await records.takeBack('events', touched.events, which);
  await records.takeBack('reports', touched.reports, which);
  await records.takeBack('differences', touched.differences, which);
  await records.takeBack('manifestDocuments', touched.documents, which);
  await senderIds.takeBack(touched.senderKeys, which);
  const withdrawn = await liftWithdrawals(needs, touched.senderKeys, which);
  const told = [
    ...(await records.claimsByIds(touched.claims)),
    ...(await records.eventsByIds([...touched.events, ...withdrawn])),
  ];
  const keys = [...new Set(told.flatMap((record) => record.keys))];
  const isHub = await needs.hubMembers();
  const { changed } = await settle({ ...needs, isHub }, keys);
  needs.announcer.consignmentsChanged([...changed]);
}

/** Events that only withdrawals of this upload took back stand again. */
async function liftWithdrawals(
  { records, senderIds }: WithdrawUploadNeeds,
  senderKeys: readonly string[],
  which: { upload: string; at: Date },
): Promise<string[]> {
  const docs = await senderIds.find(senderKeys);
  const events = [...docs.values()]
    .filter(({ withdrawals }) => withdrawals.some(({ upload }) => upload === which.upload))
    .flatMap(({ contenders }) => contenders.map(({ event }) => event));
  await records.takeBack('events', [...new Set(events)], which);
  return events;
}
