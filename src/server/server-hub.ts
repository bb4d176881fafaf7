import type { NewsSource, QueueFigures } from '../../schema/hub-needs.ts';
import type { Hub } from '../hub.ts';
import { Admission, type AdmissionLimits } from './admission.ts';

/** What a hub process works with: the hub, and what comes to it from the queue server. */
export interface ServerHub extends Hub {
  readonly news: NewsSource;
  /** Answers within 2 seconds. */
  queueFigures(): Promise<QueueFigures>;
}

/** What of the queue's connection a hub process needs (workers/bull-queue.ts). */
export interface QueueView {
  readonly news: NewsSource;
  health(): Promise<QueueFigures['queues'] | null>;
}

/** A worker that was not heard of for this long is not counted. */
const WORKER_SILENCE_MS = 15_000;

/** The hub behind the door of this process: uploads are admitted first, whichever way they come. */
export function serverHub(hub: Hub, queue: QueueView, limits: AdmissionLimits): ServerHub {
  const { uploads, workers } = hub.stores;
  const admission = new Admission((member, limit) => uploads.pendingOf(member, limit), limits);
  return {
    ...hub,
    steps: {
      ...hub.steps,
      receiveUpload: (request) =>
        admission.admit(request.feed.member, () => hub.steps.receiveUpload(request)),
    },
    news: queue.news,
    queueFigures: async () => {
      const seen = new Date(hub.clock.now().getTime() - WORKER_SILENCE_MS);
      const [queues, alive] = await Promise.all([
        queue.health(),
        workers.aliveSince(seen).catch(() => 0),
      ]);
      return { reachable: queues !== null, workers: alive, queues: queues ?? [] };
    },
  };
}
