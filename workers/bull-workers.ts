import { DelayedError, UnrecoverableError, Worker, type Job } from 'bullmq';
import type { JobKey } from '../src/jobs/catalogue.ts';
import type { Logger } from '../src/platform/logger.ts';
import { within } from '../src/platform/wait.ts';
import { KEPT } from './bull-queue.ts';

import { WORKED } from './index.ts';
import { judge, readJob, type Verdict, type Worked, type WorkerSteps } from './kit.ts';
import type { Pace } from './pace.ts';
import { waitingOptions, type QueueAddress } from './redis.ts';
import type { Watchdog } from './watchdog.ts';

/** A job that takes its worker down with it is given up after so many. */
const MOST_DEATHS = 10;
const STALLED = /^job (stalled|started) more than/;

export interface WorkNeeds {
  readonly address: QueueAddress;
  readonly prefix: string;
  readonly steps: WorkerSteps;
  readonly watchdog: Watchdog;
  readonly pace: Pace;
  readonly logger: Logger;
}

export interface RunningWorkers {
  /**
   * Takes no more jobs, has those at work stop at their next batch and go back to the queue, and ends after this many
   * milliseconds at the latest.
   */
  stop(graceMs: number): Promise<void>;
}

/** Starts to work on every job of the catalogue. The queue need not be reachable yet. */
export function startWorkers(needs: WorkNeeds): RunningWorkers {
  const keys = Object.keys(WORKED) as JobKey[];
  const stopping = new AbortController();
  const workers = keys.map((key) => startWorker(needs, key, stopping.signal));
  return {
    stop: async (graceMs) => {
      stopping.abort();
      const closing = workers.map((worker) => worker.close());
      if ((await within(graceMs, Promise.allSettled(closing))) !== null) return;
      await within(500, Promise.allSettled(workers.map((worker) => worker.disconnect())));
    },
  };
}

/**
 * A lock that was lost (the queue was emptied, the process was frozen) does not stop the job: the epoch of its upload
 * fences it, and all it writes may be written twice.
 */
function startWorker(needs: WorkNeeds, key: JobKey, signal: AbortSignal): Worker {
  const { address, prefix, logger, pace } = needs;
  const worker = new Worker(
    key,
    (job: Job, token: string | undefined) => runJob(needs, { key, job, token, signal }),
    {
      connection: waitingOptions(address),
      prefix,
      concurrency: WORKED[key].slots,
      lockDuration: pace.lockMs,
      stalledInterval: pace.sweepMs,
      maxStalledCount: MOST_DEATHS,
      runRetryDelay: 2_000,
      ...KEPT,
    },
  );
  worker.on('error', (err) => logger.debug({ err, job: key }, 'queue trouble'));
  worker.on('failed', (job, error) => {
    if (job === undefined || !STALLED.test(error.message)) return;
    const verdict = { code: 'STALLED', message: 'Every worker that began the job died' };
    park(needs, key, job, verdict).catch((err: unknown) => {
      logger.warn({ err, job: key }, 'a job that was given up could not be parked yet');
    });
  });
  return worker;
}

interface Running {
  readonly key: JobKey;
  readonly job: Job;
  readonly token: string | undefined;
  readonly signal: AbortSignal;
}

async function runJob(needs: WorkNeeds, running: Running): Promise<void> {
  const { key, job, signal } = running;
  const { work } = WORKED[key] as Worked<JobKey>;
  const ended = needs.watchdog.started(key, Date.now());
  try {
    signal.throwIfAborted();
    const { payload } = readJob(key, job.data);
    await work(needs.steps, payload, signal);
  } catch (error) {
    const verdict = judge({
      error,
      stopping: signal.aborted,
      failures: job.attemptsMade,
      starts: job.attemptsStarted,
      attempts: job.opts.attempts ?? 1,
    });
    await carryOut(needs, running, { verdict, error });
  } finally {
    ended(Date.now());
  }
}

async function carryOut(
  needs: WorkNeeds,
  { key, job, token }: Running,
  { verdict, error }: { verdict: Verdict; error: unknown },
): Promise<never> {
  const told = { err: error, job: key, ...idsOf(job) };
  switch (verdict.is) {
    case 'put back':
      needs.logger.info({ job: key, ...idsOf(job) }, 'put back');
      await job.moveToDelayed(Date.now() + verdict.afterMs, token);
      throw new DelayedError();
    case 'try again':
      needs.logger.warn(told, 'failed, to be tried again');
      throw error;
    case 'give up':
      needs.logger.error(told, 'given up');
      await park(needs, key, job, verdict);
      throw new UnrecoverableError(verdict.code);
  }
}

async function park(
  { steps }: WorkNeeds,
  key: JobKey,
  job: Job,
  { code, message }: { code: string; message: string },
): Promise<void> {
  const attempts = job.attemptsMade + 1;
  await steps.giveUp({ job: readJob(key, job.data), code, message, attempts });
}

/** Ids for the log; nothing else of a job is told. */
function idsOf({ data }: Job): { uploadId?: unknown; epoch?: unknown } {
  const { uploadId, epoch } = data as Record<string, unknown>;
  return { uploadId, epoch };
}
