import { z } from 'zod';

/** What may be asked for. Payloads are ids: MongoDB is the truth, the queue only a nudge. */
export interface Job<Payload> {
  readonly name: string;
  readonly payload: z.ZodType<Payload>;
  /** Jobs with the same key are one while it waits. */
  readonly dedupeKey: (payload: Payload) => string;
  /** Tries before it becomes a dead letter. */
  readonly attempts: number;
}

export const job = <Payload>(definition: Job<Payload>): Job<Payload> => definition;
