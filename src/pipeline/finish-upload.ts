import type { Announcer } from '../jobs/catalogue.ts';
import type { ChunkStore } from '../store/chunk-store.ts';
import type { IssueStore } from '../store/issue-store.ts';
import type { UploadStore } from '../store/upload-store.ts';
import { recountUpload, tally } from './recount-upload.ts';
import { settleManifests, type SettleManifestsNeeds } from './settle-manifests.ts';
import { dropSettledOrphans } from './settle-orphans.ts';

export interface FinishUploadNeeds extends SettleManifestsNeeds {
  readonly uploads: UploadStore;
  readonly chunks: ChunkStore;
  readonly issues: IssueStore;
  readonly announcer: Announcer;
  /** Format that a feed is fixed to; null: AUTO. */
  readonly feedFormat: (slug: string) => Promise<string | null>;
}

/** The last step of an upload: its lists count from now on, its counts are summed up, its state is final. May be repeated. */
export async function finishUpload(
  needs: FinishUploadNeeds,
  { uploadId: id, epoch }: { uploadId: string; epoch: number },
): Promise<void> {
  const upload = await needs.uploads.find(id);
  if (upload?.state !== 'PROCESSING' || upload.epoch !== epoch || upload.chunks === null) return;
  if (!(await needs.chunks.allApplied(id, upload.chunks))) return;
  if (upload.chunks > 1) await dropSettledOrphans(needs, id);
  const listed = await needs.manifests.completeDocuments(id);
  const touched = await needs.chunks.touchedBuckets(id);
  await settleManifests(needs, [...new Set([...listed, ...touched])]);
  await needs.chunks.dropBeyond(id, 0);
  const sum = await tally(needs, id);
  if (await needs.uploads.complete({ id, epoch, at: needs.now() }, sum))
    await recountUpload(needs, id, sum);
  needs.announcer.uploadMoved(id);
}
