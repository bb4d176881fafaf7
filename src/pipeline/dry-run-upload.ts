import type { ParsedItem } from '../domain/draft.ts';
import { FeedRefused } from '../domain/issue.ts';
import type { UploadCounts } from '../store/documents.ts';
import type { CanonicalStores } from '../store/trial.ts';
import { addCounts, type ChunkPart } from '../store/chunk-store.ts';
import { NO_COUNTS, type UploadRow } from '../store/upload-store.ts';
import { applyBatch, type Applied } from './apply/apply-batch.ts';
import { countsOf } from './apply/counts.ts';
import { normaliseItems } from './apply/normalise-items.ts';
import { ChunkCutter } from './chunk-cutter.ts';
import { openUpload, refuseUpload, type ParseUploadNeeds } from './read-upload.ts';

/** The same counts and issues as the real thing would give now, by doing it beside what stands: nothing canonical is written. */
export async function dryRunUpload(
  needs: ParseUploadNeeds,
  { upload, signal }: { upload: UploadRow; signal: AbortSignal },
): Promise<void> {
  const { _id: id, epoch } = upload;
  try {
    const { format, items } = await openUpload(needs, upload);
    for await (const item of items) void item;
    if (!(await needs.uploads.startProcessing({ id, epoch, at: needs.now() }, format))) return;
  } catch (error) {
    if (!(error instanceof FeedRefused)) throw error;
    await refuseUpload(needs, upload, error);
    return;
  }
  const counts = await needs.trial(`${id}`, (stores) => applyAll(needs, { upload, stores, signal }));
  const withIssues = await needs.issues.hasAboveInfo(id);
  await needs.uploads.complete({ id, epoch, at: needs.now() }, { counts, withIssues });
  needs.announcer.uploadMoved(id);
}

async function applyAll(
  needs: ParseUploadNeeds,
  { upload, stores, signal }: { upload: UploadRow; stores: CanonicalStores; signal: AbortSignal },
): Promise<UploadCounts> {
  const { _id: id, epoch, receivedAt } = upload;
  const [register, feed] = await Promise.all([needs.register(), needs.feed(upload.feed)]);
  const { format, items } = await openUpload(needs, upload);
  const context = { register, feed, format, upload: { id, receivedAt } };
  const isHub = (member: string): boolean => register.runsCentralHub(member);
  const cutter = new ChunkCutter(id, 0);
  let counts = NO_COUNTS;
  let chunk = 0;
  const apply = async ({ items: texts }: ChunkPart): Promise<void> => {
    signal.throwIfAborted();
    const part = texts.map((text) => JSON.parse(text) as ParsedItem);
    const batch = normaliseItems(context, part);
    const how = { upload: id, chunk, receivedAt };
    const applied = await applyBatch({ ...stores, isHub, now: needs.now }, batch, how);
    await needs.issues.replace(id, chunk, [...batch.notices, ...applied.issues]);
    counts = withoutOverruled(addCounts(counts, countsOf(applied)), applied, id);
    chunk++;
    await needs.uploads.touch({ id, epoch, at: needs.now() });
  };
  for await (const item of items) for (const part of cutter.add(item)) await apply(part);
  for (const part of cutter.rest()) await apply(part);
  return counts;
}

/** Records of this very file that a better line of it put aside. */
function withoutOverruled(counts: UploadCounts, { overruled }: Applied, upload: string): UploadCounts {
  const right = { ...counts };
  for (const { upload: of, outcome } of overruled) {
    if (of !== upload || outcome === 'rejected' || outcome === 'duplicate') continue;
    right.rejected++;
    right.accepted--;
    right[outcome]--;
  }
  return right;
}
