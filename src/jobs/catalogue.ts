import { z } from 'zod';
import { job } from './job.ts';

/** epoch: UploadDoc.epoch when it was asked for; an older one has been overtaken and does nothing. */
const ofUpload = z.object({ uploadId: z.string(), epoch: z.number().int() });
const ofChunk = ofUpload.extend({ chunk: z.number().int() });

/** Every job there is. `workers/index.ts` does not compile unless it covers this list exactly. */
export const JOBS = {
  /** Files small enough to be finished in one go: never behind a large one. */
  'parse-upload': job({
    name: 'parse-upload',
    payload: ofUpload,
    dedupeKey: ({ uploadId, epoch }) => `${uploadId}-${epoch}`,
    attempts: 8,
  }),
  'parse-large-upload': job({
    name: 'parse-large-upload',
    payload: ofUpload,
    dedupeKey: ({ uploadId, epoch }) => `${uploadId}-${epoch}`,
    attempts: 8,
  }),
  'apply-chunk': job({
    name: 'apply-chunk',
    payload: ofChunk,
    dedupeKey: ({ uploadId, epoch, chunk }) => `${uploadId}-${epoch}-${chunk}`,
    attempts: 8,
  }),
  'finish-upload': job({
    name: 'finish-upload',
    payload: ofUpload,
    dedupeKey: ({ uploadId, epoch }) => `${uploadId}-${epoch}`,
    attempts: 8,
  }),
  'withdraw-upload': job({
    name: 'withdraw-upload',
    payload: ofUpload,
    dedupeKey: ({ uploadId, epoch }) => `${uploadId}-${epoch}`,
    attempts: 8,
  }),
} as const;

export type JobKey = keyof typeof JOBS;
export type JobPayload<Key extends JobKey> = z.infer<(typeof JOBS)[Key]['payload']>;
/** A job of whatever kind, with its payload. */
export type AnyJob = {
  [Key in JobKey]: { readonly key: Key; readonly payload: JobPayload<Key> };
}[JobKey];

/** The door to whatever queue there is. Asking is best effort: it answers within a second and never throws. */
export interface JobQueue {
  /** False when the queue could not be reached; the sweeper asks again. */
  ask<Key extends JobKey>(key: Key, payload: JobPayload<Key>): Promise<boolean>;
}

/** `absent`: finished, given up or lost; `unknown`: the queue could not be reached. */
export type JobPlace = 'waiting' | 'active' | 'absent' | 'unknown';

/** A queue that can also be looked into; it answers within a second and never throws. */
export interface VisibleJobQueue extends JobQueue {
  whereIs<Key extends JobKey>(key: Key, payload: JobPayload<Key>): Promise<JobPlace>;
}

/** News for people who watch; lost news is no lost data. */
export interface Announcer {
  uploadMoved(uploadId: string): void;
  /** Ids of consignments whose documents changed. */
  consignmentsChanged(consignmentIds: readonly string[]): void;
}
