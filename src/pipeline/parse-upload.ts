import { FeedRefused } from '../domain/issue.ts';
import type { ChunkPart } from '../store/chunk-store.ts';
import type { UploadDoc } from '../store/documents.ts';
import { applyChunk } from './apply-chunk.ts';
import { ChunkCutter } from './chunk-cutter.ts';
import { dryRunUpload } from './dry-run-upload.ts';
import { finishUpload } from './finish-upload.ts';
import { askFor, nextJobs } from './next-jobs.ts';
import { openUpload, refuseUpload, type ParseUploadNeeds } from './read-upload.ts';

interface Asked {
  readonly uploadId: string;
  readonly epoch: number;
  /** Aborted: stop at the next chunk; the upload is asked for again. */
  readonly signal: AbortSignal;
}

/**
 * Reads a whole file into chunks, and only then asks for them to be applied: a file that turns out to be truncated applies nothing.
 * A file of one chunk is applied and finished at once.
 */
export async function parseUpload(needs: ParseUploadNeeds, asked: Asked): Promise<void> {
  const { uploadId, epoch } = asked;
  const upload = await needs.uploads.find(uploadId);
  if (upload?.epoch !== epoch || !isOpen(upload)) return;
  if (upload.chunks !== null) {
    await askForChunks(needs, upload, upload.chunks);
    return;
  }
  if (upload.dryRun) {
    await dryRunUpload(needs, { upload, signal: asked.signal });
    return;
  }
  const chunks = await cutOrRefuse(needs, upload, asked.signal);
  if (chunks === null) return;
  if (!(await needs.uploads.setChunks({ id: uploadId, epoch, at: needs.now() }, chunks))) return;
  needs.announcer.uploadMoved(uploadId);
  if (chunks > 1) await askForChunks(needs, upload, chunks);
  else await applyAtOnce(needs, asked, chunks);
}

const isOpen = ({ state }: UploadDoc): boolean => state === 'RECEIVED' || state === 'PROCESSING';

/** Ends at the first job that the queue does not take: the sweeper asks for what is missing. */
async function askForChunks(
  { chunks, queue }: ParseUploadNeeds,
  upload: UploadDoc,
  count: number,
): Promise<void> {
  await askFor(queue, await nextJobs({ chunks }, { ...upload, chunks: count }));
}

async function applyAtOnce(
  needs: ParseUploadNeeds,
  { uploadId, epoch }: Asked,
  chunks: number,
): Promise<void> {
  const quiet = { ...needs, queue: { ask: () => Promise.resolve(true) } };
  if (chunks === 1) await applyChunk(quiet, { uploadId, epoch, chunk: 0 });
  await finishUpload(needs, { uploadId, epoch });
}

/** Null: the file was refused, or somebody else works on it by now. */
async function cutOrRefuse(
  needs: ParseUploadNeeds,
  upload: UploadDoc,
  signal: AbortSignal,
): Promise<number | null> {
  try {
    return await cutIntoChunks(needs, upload, signal);
  } catch (error) {
    if (!(error instanceof FeedRefused)) throw error;
    await refuseUpload(needs, upload, error);
    return null;
  }
}

async function cutIntoChunks(
  needs: ParseUploadNeeds,
  upload: UploadDoc,
  signal: AbortSignal,
): Promise<number | null> {
  const { _id: id, epoch } = upload;
  const { format, items } = await openUpload(needs, upload);
  if (!(await needs.uploads.startProcessing({ id, epoch, at: needs.now() }, format))) return null;
  const cutter = new ChunkCutter(id, upload.byteSize);
  const put = async (parts: readonly ChunkPart[]): Promise<void> => {
    if (parts.length === 0) return;
    signal.throwIfAborted();
    await needs.chunks.putParts(parts);
    await needs.uploads.touch({ id, epoch, at: needs.now() });
  };
  for await (const item of items) {
    const parts = cutter.add(item);
    if (parts.length > 0) await put(parts);
  }
  await put(cutter.rest());
  await needs.chunks.dropBeyond(id, cutter.count);
  return cutter.count;
}
