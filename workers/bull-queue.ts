import { Queue, type JobsOptions } from 'bullmq';
import { Redis } from 'ioredis';
import {
  JOBS,
  type JobKey,
  type JobPayload,
  type JobPlace,
  type VisibleJobQueue,
} from '../src/jobs/catalogue.ts';
import { within } from '../src/platform/wait.ts';
import { RedisNews } from './announce.ts';
import { askingOptions, type QueueAddress } from './redis.ts';

/** Nobody waits longer for the queue than this, in milliseconds. */
const PATIENCE_MS = 1_000;
const HEALTH_MS = 2_000;

/** Kept after the end only to be looked at; MongoDB knows what became of an upload. */
export const KEPT = {
  removeOnComplete: { age: 3_600, count: 100 },
  removeOnFail: { age: 7 * 86_400, count: 1_000 },
} as const;

/** As in dashboard.graphql. */
export interface QueueHealth {
  readonly name: string;
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
  /** Seconds; null when nothing waits. */
  readonly oldestWaitingSeconds: number | null;
}

export interface QueueConnection {
  readonly queue: VisibleJobQueue;
  readonly news: RedisNews;
  /** One row for every job of the catalogue; null while the queue server cannot be reached. */
  health(): Promise<readonly QueueHealth[] | null>;
  /** Ends within two seconds, also while the server is away. */
  close(): Promise<void>;
}

/** Opens the queue; it need not be reachable. */
export function connectQueue(address: QueueAddress, prefix: string): QueueConnection {
  const queue = new BullQueue(address, prefix);
  const news = new RedisNews(address, prefix);
  return {
    queue,
    news,
    health: () => queue.health(),
    close: async () => {
      await news.close();
      await queue.close();
    },
  };
}

/** The catalogue's jobs over BullMQ, one queue for each. */
class BullQueue implements VisibleJobQueue {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #queues = new Map<JobKey, Queue>();

  constructor(address: QueueAddress, prefix: string) {
    this.#redis = new Redis(askingOptions(address)).on('error', () => undefined);
    this.#prefix = prefix;
  }

  async ask<Key extends JobKey>(key: Key, payload: JobPayload<Key>): Promise<boolean> {
    const added = await this.#try(PATIENCE_MS, async () => {
      const queue = await this.#open(key);
      await queue.add(key, payload, optionsOf(key, payload));
      return true;
    });
    return added ?? false;
  }

  async whereIs<Key extends JobKey>(key: Key, payload: JobPayload<Key>): Promise<JobPlace> {
    const place = await this.#try(PATIENCE_MS, async (): Promise<JobPlace> => {
      const queue = await this.#open(key);
      const id = await queue.getDeduplicationJobId(dedupeKeyOf(key, payload));
      if (id === null) return 'absent';
      const state = await queue.getJobState(id);
      if (state === 'active') return 'active';
      return ['completed', 'failed', 'unknown'].includes(state) ? 'absent' : 'waiting';
    });
    return place ?? 'unknown';
  }

  async health(): Promise<readonly QueueHealth[] | null> {
    const keys = Object.keys(JOBS) as JobKey[];
    return this.#try(HEALTH_MS, () => Promise.all(keys.map((key) => this.#healthOf(key))));
  }

  async #healthOf(key: JobKey): Promise<QueueHealth> {
    const queue = await this.#open(key);
    const counts = await queue.getJobCounts('wait', 'active', 'delayed', 'failed');
    const [oldest] = await queue.getJobs(['wait'], 0, 0, true);
    const { wait = 0, active = 0, delayed = 0, failed = 0 } = counts;
    const oldestWaitingSeconds =
      oldest === undefined ? null : Math.max(0, Date.now() - oldest.timestamp) / 1_000;
    return { name: key, waiting: wait, active, delayed, failed, oldestWaitingSeconds };
  }

  async close(): Promise<void> {
    const open = [...this.#queues.values()].map((queue) => queue.close().catch(() => undefined));
    await within(PATIENCE_MS, Promise.all(open));
    this.#redis.disconnect();
  }

  /** A queue whose first words with the server failed never works again: the next call makes a new one. */
  async #open(key: JobKey): Promise<Queue> {
    const queue = this.#queues.get(key) ?? this.#make(key);
    this.#queues.set(key, queue);
    try {
      await queue.waitUntilReady();
      return queue;
    } catch (error) {
      if (this.#queues.get(key) === queue) this.#queues.delete(key);
      throw error;
    }
  }

  #make(key: JobKey): Queue {
    const queue = new Queue(key, { connection: this.#redis, prefix: this.#prefix });
    // Trouble is told by each call; an error that nobody listens to would end the process.
    return queue.on('error', () => undefined);
  }

  /** Null when it fails or takes too long. */
  async #try<T>(milliseconds: number, work: () => Promise<T>): Promise<T | null> {
    if (this.#redis.status === 'reconnecting' || this.#redis.status === 'end') return null;
    try {
      return await within(milliseconds, work());
    } catch {
      return null;
    }
  }
}

function dedupeKeyOf<Key extends JobKey>(key: Key, payload: JobPayload<Key>): string {
  const { dedupeKey } = JOBS[key] as { dedupeKey: (payload: JobPayload<Key>) => string };
  return dedupeKey(payload);
}

/** A job's twin is the same job while it waits or works; after its end it may be asked for again. */
function optionsOf<Key extends JobKey>(key: Key, payload: JobPayload<Key>): JobsOptions {
  return {
    deduplication: { id: dedupeKeyOf(key, payload) },
    attempts: JOBS[key].attempts,
    backoff: { type: 'exponential', delay: 1_000, jitter: 0.5 },
    sizeLimit: 10_000,
    ...KEPT,
  };
}
