import type { ChunkStore } from '../store/chunk-store.ts';
import type { UploadCounts } from '../store/documents.ts';
import type { IssueStore } from '../store/issue-store.ts';
import { NO_COUNTS, type UploadStore } from '../store/upload-store.ts';

export interface RecountNeeds {
  readonly uploads: UploadStore;
  readonly chunks: ChunkStore;
  readonly issues: IssueStore;
}

export interface Tally {
  readonly counts: UploadCounts;
  readonly withIssues: boolean;
}

/** Counts are kept per chunk and summed (rules.md section 1). */
export async function tally({ chunks, issues }: RecountNeeds, id: string): Promise<Tally> {
  const counts = (await chunks.sumCounts([id])).get(id) ?? NO_COUNTS;
  return { counts, withIssues: await issues.hasAboveInfo(id) };
}

const ROUNDS = 10;

/**
 * Sets counts and state of a finished upload right, after a better record put one of its own aside. Whoever writes looks again, so
 * that of two at once the last one writes what is there by then. An unfinished upload is left to its finish.
 */
export async function recountUpload(
  needs: RecountNeeds,
  id: string,
  written: Tally | null = null,
): Promise<void> {
  let stands = written;
  for (let round = 0; round < ROUNDS; round++) {
    const now = await tally(needs, id);
    if (stands !== null && isSame(now, stands)) return;
    if (!(await needs.uploads.recount(id, now))) return;
    stands = now;
  }
}

const isSame = (a: Tally, b: Tally): boolean =>
  a.withIssues === b.withIssues &&
  (Object.keys(a.counts) as (keyof UploadCounts)[]).every(
    (name) => a.counts[name] === b.counts[name],
  );
