import { fingerprint } from '../domain/hash.ts';
import { JOBS, type AnyJob, type JobQueue } from '../jobs/catalogue.ts';
import type { ChunkStore } from '../store/chunk-store.ts';
import type { DeadLetterStore } from '../store/dead-letter-store.ts';
import type { UploadDoc } from '../store/documents.ts';
import type { UploadStore } from '../store/upload-store.ts';
import { askFor, nextJobs } from './next-jobs.ts';

/** Longest message that is kept, in characters. */
const LONGEST_MESSAGE = 300;

export interface DeadLetterNeeds {
  readonly uploads: UploadStore;
  readonly chunks: ChunkStore;
  readonly deadLetters: DeadLetterStore;
  readonly queue: JobQueue;
  readonly clock: { now(): Date };
}

export interface GivenUp {
  readonly job: AnyJob;
  /** Stable, upper snake case. */
  readonly code: string;
  readonly message: string;
  readonly attempts: number;
}

/**
 * Parks a job that was given up after its retries: a dead letter first, then the upload becomes FAILED.
 * False: the upload was asked for again or finished meanwhile, so there is nothing to give up.
 */
export async function giveUp(
  { uploads, deadLetters, clock }: Pick<DeadLetterNeeds, 'uploads' | 'deadLetters' | 'clock'>,
  { job, code, message, attempts }: GivenUp,
): Promise<boolean> {
  const { uploadId, epoch } = job.payload;
  const upload = await uploads.find(uploadId);
  if (upload?.epoch !== epoch || !isOpen(upload)) return false;
  const at = clock.now();
  await deadLetters.put({
    _id: fingerprint(job.key, job.payload),
    job: JOBS[job.key].name,
    payload: job.payload,
    upload: uploadId,
    code,
    message: message.slice(0, LONGEST_MESSAGE),
    attempts,
    failedAt: at,
  });
  return uploads.fail({ id: uploadId, epoch, at }, code);
}

/** Something is still to be done for it. */
function isOpen({ state, withdrawal, failure }: UploadDoc): boolean {
  if (state === 'WITHDRAWN') return withdrawal?.doneAt === null && failure === null;
  return state === 'RECEIVED' || state === 'PROCESSING';
}

/**
 * Gives what these letters are about a second chance, in the state in which it stood, with a new epoch; the letters are
 * gone then. Answers how many letters that was; unknown ids count for nothing.
 */
export async function requeueDeadLetters(
  needs: DeadLetterNeeds,
  { ids }: { ids: readonly string[] },
): Promise<number> {
  const letters = await needs.deadLetters.findByIds(ids);
  const uploads = new Set(letters.map(({ upload }) => upload).filter((id) => id !== null));
  for (const upload of uploads) await requeueUpload(needs, upload);
  await needs.deadLetters.delete(letters.map(({ _id }) => _id));
  return letters.length;
}

/** The letters go once the upload lives again; when this process ends in between, the sweeper finds the upload. */
async function requeueUpload(needs: DeadLetterNeeds, id: string): Promise<void> {
  const { uploads, deadLetters, queue, clock } = needs;
  const upload = await uploads.revive(id, clock.now());
  if (upload === null) return;
  await deadLetters.deleteOfUpload(id);
  await askFor(queue, await nextJobs(needs, upload));
}
