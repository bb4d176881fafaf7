import { ZodError } from 'zod';
import { HubError } from '../src/domain/errors.ts';
import type { Hub } from '../src/hub.ts';
import { JOBS, type AnyJob, type JobKey, type JobPayload } from '../src/jobs/catalogue.ts';

import { isServerAway } from './server-away.ts';

/** Every step may be repeated, asks for the next job by itself and does nothing when its epoch was overtaken. */
export type WorkerSteps = Pick<
  Hub['steps'],
  'parseUpload' | 'applyChunk' | 'finishUpload' | 'withdrawUpload' | 'giveUp'
>;

/** How one kind of job is done. */
export interface Worked<Key extends JobKey> {
  /** Jobs of this kind that one worker process does at the same time. */
  readonly slots: number;
  /** The signal: the process stops; the step ends at its next batch and throws the signal's reason. */
  readonly work: (
    steps: WorkerSteps,
    payload: JobPayload<Key>,
    signal: AbortSignal,
  ) => Promise<unknown>;
}

export const workOn = <Key extends JobKey>(_key: Key, worked: Worked<Key>): Worked<Key> => worked;

/** Where a job stood when it failed. */
export interface Failed {
  readonly error: unknown;
  /** The process is being stopped, or the job was called off. */
  readonly stopping: boolean;
  /** Times that it failed before. */
  readonly failures: number;
  /** Times that it was begun, this one included. */
  readonly starts: number;
  readonly attempts: number;
}

export type Verdict =
  /** As if it had never begun. */
  | { readonly is: 'put back'; readonly afterMs: number }
  | { readonly is: 'try again' }
  | { readonly is: 'give up'; readonly code: string; readonly message: string };

/** Pause before the job of a process that stops is taken up by another, so that it is not taken up by the same. */
const STOPPING_MS = 500;
/** Pause before a job is tried again while MongoDB is away, in milliseconds. */
const AWAY_MS = 2_000;
/** Beyond so many starts an absent server counts as a failure of the job, too. */
const MOST_STARTS = 200;

/** What becomes of a job that threw. */
export function judge({ error, stopping, failures, starts, attempts }: Failed): Verdict {
  if (stopping) return { is: 'put back', afterMs: STOPPING_MS };
  if (isServerAway(error) && starts <= MOST_STARTS) return { is: 'put back', afterMs: AWAY_MS };
  const permanent = error instanceof HubError || error instanceof ZodError;
  if (!permanent && failures + 1 < attempts) return { is: 'try again' };
  return { is: 'give up', code: codeOf(error), message: messageOf(error) };
}

function codeOf(error: unknown): string {
  if (error instanceof HubError) return error.code;
  if (error instanceof ZodError) return 'BAD_PAYLOAD';
  if (isServerAway(error)) return 'DATABASE_AWAY';
  if (!(error instanceof Error)) return 'INTERNAL';
  if (error.name === 'TransientError') return 'RETRIES_EXHAUSTED';
  return error.name.startsWith('Mongo') ? 'DATABASE' : 'INTERNAL';
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : 'Something was thrown that is no error';

/**
 * Reads what came out of the queue.
 * @throws ZodError where it is no payload of this job
 */
export const readJob = (key: JobKey, data: unknown): AnyJob =>
  ({ key, payload: JOBS[key].payload.parse(data) }) as AnyJob;
