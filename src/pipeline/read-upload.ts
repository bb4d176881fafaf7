import type { FeedRefused } from '../domain/issue.ts';
import { parseFeed, withHead } from '../feeds/parse-feed.ts';
import type { RawStore } from '../store/raw-store.ts';
import type { CanonicalStores } from '../store/trial.ts';
import type { UploadDoc } from '../store/documents.ts';
import type { ApplyChunkNeeds } from './apply-chunk.ts';
import type { FinishUploadNeeds } from './finish-upload.ts';

export interface ParseUploadNeeds extends ApplyChunkNeeds, FinishUploadNeeds {
  readonly raw: RawStore;
  /** Runs work on stores that write beside what stands. */
  readonly trial: <T>(name: string, work: (stores: CanonicalStores) => Promise<T>) => Promise<T>;
}

/** The stored bytes of an upload as a stream of drafts and issues. */
export async function openUpload(
  { raw, feedFormat }: Pick<ParseUploadNeeds, 'raw' | 'feedFormat'>,
  upload: UploadDoc,
): ReturnType<typeof parseFeed> {
  const { head, bytes } = await withHead(raw.read(upload));
  return parseFeed({ head, bytes, declaredFormat: await feedFormat(upload.feed), charset: null });
}

export async function refuseUpload(
  needs: ParseUploadNeeds,
  { _id: id, epoch, format }: UploadDoc,
  { issue }: FeedRefused,
): Promise<void> {
  await needs.issues.add(id, 0, [issue]);
  const known = (await needs.uploads.find(id))?.format ?? format;
  await needs.uploads.refuse({ id, epoch, at: needs.now() }, { format: known });
  await needs.chunks.dropBeyond(id, 0);
  needs.announcer.uploadMoved(id);
}
