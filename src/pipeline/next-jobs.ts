import type { AnyJob, JobQueue } from '../jobs/catalogue.ts';
import type { ChunkStore } from '../store/chunk-store.ts';
import type { UploadDoc } from '../store/documents.ts';

/** Files up to this size are parsed in a queue of their own, never behind a large one. */
export const LARGE_BYTES = 1024 * 1024;

export const parseJob = ({
  _id,
  epoch,
  byteSize,
}: Pick<UploadDoc, '_id' | 'epoch' | 'byteSize'>): AnyJob => ({
  key: byteSize <= LARGE_BYTES ? 'parse-upload' : 'parse-large-upload',
  payload: { uploadId: _id, epoch },
});

/** The jobs that bring an unfinished upload on from where it stands, at its present epoch. */
export async function nextJobs(
  { chunks }: { chunks: ChunkStore },
  upload: UploadDoc,
): Promise<AnyJob[]> {
  const payload = { uploadId: upload._id, epoch: upload.epoch };
  if (upload.state === 'WITHDRAWN') return [{ key: 'withdraw-upload', payload }];
  if (upload.chunks === null) return [parseJob(upload)];
  const unapplied = await chunks.unapplied(upload._id, upload.chunks);
  if (unapplied.length === 0) return [{ key: 'finish-upload', payload }];
  return unapplied.map((chunk) => ({ key: 'apply-chunk', payload: { ...payload, chunk } }));
}

/** Asks for one after another; false at the first that the queue does not take. */
export async function askFor(queue: JobQueue, jobs: readonly AnyJob[]): Promise<boolean> {
  for (const { key, payload } of jobs) {
    if (!(await queue.ask(key, payload))) return false;
  }
  return true;
}
