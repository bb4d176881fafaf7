import type { AnyJob, JobPlace, VisibleJobQueue } from '../jobs/catalogue.ts';
import type { TotalStore } from '../store/total-store.ts';
import type { UploadDoc } from '../store/documents.ts';
import { giveUp, type DeadLetterNeeds } from './dead-letters.ts';
import { askFor, nextJobs } from './next-jobs.ts';

export interface RequeueNeeds extends Omit<DeadLetterNeeds, 'queue'> {
  readonly queue: VisibleJobQueue;
  readonly totals: TotalStore;
}

export interface RequeueRequest {
  /** How long an upload may stand still, in milliseconds; 30,000 by default. */
  readonly strandedMs?: number;
  /** How many uploads are looked at; 100 by default. */
  readonly limit?: number;
}

/** Times that an upload is asked for in vain before it is given up. */
export const MOST_ASKED = 8;
/** After each time in vain the pause doubles, up to this many times the first. */
const LONGEST_PAUSE = 8;
/** A job that is at work without a sign of life for this many times the first pause counts as dead. */
const PATIENCE = 10;
/** Chunk jobs that are looked for before an upload's jobs count as lost. */
const LOOKED_FOR = 16;

/**
 * Asks again for whatever stopped moving, each time with a new epoch; after MOST_ASKED times in vain it is FAILED and a
 * dead letter. Safe to run in many processes at once: the epoch goes to one of them.
 *
 * What merely waits in a long queue is not asked for again: an upload is left alone as long as one of its jobs is in the
 * queue, waiting (however long) or at work (until PATIENCE is over). So asking costs two look-ups an upload, a
 * backlog never doubles itself, and an emptied queue is noticed because nothing is found in it. While the queue cannot be
 * reached nothing is asked and nothing counts as asked in vain.
 * @returns how many uploads were asked for again, and how many given up
 */
export async function requeueStranded(
  needs: RequeueNeeds,
  { strandedMs = 30_000, limit = 100 }: RequeueRequest = {},
): Promise<{ requeued: number; givenUp: number }> {
  const { uploads, totals, clock } = needs;
  const now = clock.now().getTime();
  const found = await uploads.stranded({
    untouchedSince: new Date(now - strandedMs),
    lookedAtBefore: pauses(strandedMs).map((pause) => new Date(now - pause)),
    limit,
  });
  const waiting: string[] = [];
  const sum = { requeued: 0, givenUp: 0 };
  for (const upload of found) {
    const idleMs = now - upload.touchedAt.getTime();
    const fate = await settle(needs, upload, { patient: idleMs < strandedMs * PATIENCE });
    if (fate === 'unreachable') break;
    if (fate === 'waiting') waiting.push(upload._id);
    if (fate === 'requeued') sum.requeued++;
    if (fate === 'given up') sum.givenUp++;
  }
  await uploads.noteWaiting(waiting, clock.now());
  if (sum.requeued > 0) await totals.add('requeued', sum.requeued);
  return sum;
}

/** 1, 2, 4, 8 times the first. */
function pauses(firstMs: number): number[] {
  const list: number[] = [];
  for (let factor = 1; factor <= LONGEST_PAUSE; factor *= 2) list.push(firstMs * factor);
  return list;
}

type Fate = 'requeued' | 'given up' | 'waiting' | 'overtaken' | 'unreachable';

async function settle(
  needs: RequeueNeeds,
  upload: UploadDoc,
  { patient }: { patient: boolean },
): Promise<Fate> {
  const { uploads, queue, clock } = needs;
  const jobs = await nextJobs(needs, upload);
  const place = await placeOf(queue, jobs);
  if (place === 'unknown') return 'unreachable';
  if (place === 'waiting' || (place === 'active' && patient)) return 'waiting';
  if (upload.asked.times >= MOST_ASKED) {
    const [job] = jobs;
    const message = `Nothing moved after it was asked for ${MOST_ASKED} times`;
    const letter = { code: 'STRANDED', message, attempts: MOST_ASKED };
    return job !== undefined && (await giveUp(needs, { job, ...letter }))
      ? 'given up'
      : 'overtaken';
  }
  const at = clock.now();
  const again = await uploads.nextEpoch({ id: upload._id, epoch: upload.epoch, at });
  if (again === null) return 'overtaken';
  await askFor(queue, await nextJobs(needs, again));
  return 'requeued';
}

/** The first of the jobs that is found in the queue decides. */
async function placeOf(queue: VisibleJobQueue, jobs: readonly AnyJob[]): Promise<JobPlace> {
  let found: JobPlace = 'absent';
  for (const { key, payload } of jobs.slice(0, LOOKED_FOR)) {
    const place = await queue.whereIs(key, payload);
    if (place === 'unknown' || place === 'waiting') return place;
    if (place === 'active') found = place;
  }
  return found;
}
