import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const Highlight = z.object({
  number: z.string(),
  sender: z.string(),
  receiver: z.string(),
  sendingDepot: z.string(),
  receivingDepot: z.string(),
});

const State = z.object({
  seed: z.number(),
  /** The instant at which the traffic ends: the same after a start that was cut off. */
  now: z.iso.datetime(),
  admin: z.string(),
  /** By member. */
  keys: z.record(z.string(), z.string()),
  /** Null until everything was sent and worked through. */
  seededAt: z.iso.datetime().nullable(),
  /** What there is to show, known once it is seeded. */
  highlights: z.record(z.string(), Highlight).nullable(),
});

/** What the demo remembers in its data folder: keys, and what it has sent. */
export type DemoState = z.infer<typeof State>;

/** Null: nothing remembered. */
export function readState(path: string): DemoState | null {
  try {
    return State.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

/** Replaces the file at once; only its owner may read it, as it holds keys. */
export function writeState(path: string, state: DemoState): void {
  const temporary = `${path}.new`;
  writeFileSync(temporary, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  chmodSync(temporary, 0o600);
  renameSync(temporary, path);
}
