import type { RawStore } from '../store/raw-store.ts';
import type { UploadStore } from '../store/upload-store.ts';

const DAY_MS = 86_400_000;

/**
 * Deletes bytes that became no upload within a day: their hub was killed before it could accept them. Each file is looked
 * at once. Answers how many went.
 */
export async function sweepRaw(
  { raw, uploads, clock }: { raw: RawStore; uploads: UploadStore; clock: { now(): Date } },
  { olderThanMs = DAY_MS, limit = 500 }: { olderThanMs?: number; limit?: number } = {},
): Promise<number> {
  const before = new Date(clock.now().getTime() - olderThanMs);
  const unclaimed = await raw.unclaimedBefore(before, limit);
  if (unclaimed.length === 0) return 0;
  const orphans = new Set(await uploads.withoutUpload(unclaimed));
  for (const id of orphans) await raw.delete(id);
  await raw.keep(unclaimed.map(({ id }) => id).filter((id) => !orphans.has(id)));
  return orphans.size;
}
