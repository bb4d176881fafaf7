import { HubError } from '../domain/errors.ts';
import type { JobQueue } from '../jobs/catalogue.ts';
import type { FeedDoc, UploadDoc } from '../store/documents.ts';
import { measure, type RawStore } from '../store/raw-store.ts';
import { NO_COUNTS, type UploadStore } from '../store/upload-store.ts';
import { displayFileName } from './file-name.ts';
import { askFor, parseJob } from './next-jobs.ts';
import { keyedUploadId, newRawId, newUploadId } from './upload-id.ts';

export interface ReceiveNeeds {
  readonly raw: RawStore;
  readonly uploads: UploadStore;
  readonly queue: JobQueue;
  readonly clock: { now(): Date };
}

export interface ReceiveRequest {
  readonly feed: FeedDoc;
  /** As the sender names it. */
  readonly fileName: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly dryRun: boolean;
  /** 1 to 255 visible ASCII characters, checked by the edge; null: none given. */
  readonly idempotencyKey: string | null;
  readonly maxBytes: number;
}

/**
 * Bytes in, upload out. It answers when both are durable, so that the sender may forget the file; whether the queue
 * could be reached does not matter, the sweeper asks again. The same idempotency key with the same bytes, feed and dryRun
 * gives the same upload, however many processes receive it at once.
 * @throws HubError TOO_LARGE or IDEMPOTENCY_KEY_REUSED, nothing stored
 * @throws what `bytes` throws, nothing stored
 */
export async function receiveUpload(
  needs: ReceiveNeeds,
  request: ReceiveRequest,
): Promise<UploadDoc> {
  const { raw, uploads, queue, clock } = needs;
  const { feed, bytes, maxBytes, idempotencyKey } = request;
  const receivedAt = clock.now();
  const id =
    idempotencyKey === null ? newUploadId(receivedAt) : keyedUploadId(feed.member, idempotencyKey);
  const earlier = idempotencyKey === null ? null : await uploads.find(id);
  if (earlier !== null) return sameUpload(earlier, request, () => measure(bytes, maxBytes));

  const rawId = newRawId();
  const written = await raw.write({ id: rawId, upload: id, bytes, maxBytes, at: receivedAt });
  const upload = newUpload(request, { _id: id, raw: rawId, receivedAt, ...written });
  // Whether an accept that failed was written is not known: its bytes stay until the sweeper has looked.
  if (!(await uploads.accept(upload))) {
    await raw.delete(rawId).catch(() => undefined);
    const first = await uploads.find(id);
    if (first === null) throw new Error(`Upload ${id} was accepted and is gone`);
    return sameUpload(first, request, async () => written);
  }
  await askFor(queue, [parseJob(upload)]);
  return upload;
}

/** The earlier upload, if the same is sent again under its key. */
async function sameUpload(
  earlier: UploadDoc,
  { feed, dryRun }: ReceiveRequest,
  measured: () => Promise<{ sha256: string }>,
): Promise<UploadDoc> {
  const sameRequest = earlier.feed === feed._id && earlier.dryRun === dryRun;
  if (sameRequest && (await measured()).sha256 === earlier.sha256) return earlier;
  throw new HubError(
    'IDEMPOTENCY_KEY_REUSED',
    'The idempotency key was used for another file, feed or kind of run',
  );
}

function newUpload(
  { feed, fileName, dryRun }: ReceiveRequest,
  received: Pick<UploadDoc, '_id' | 'raw' | 'receivedAt' | 'byteSize' | 'sha256'>,
): UploadDoc {
  return {
    ...received,
    feed: feed._id,
    member: feed.member,
    fileName: displayFileName(fileName),
    format: null,
    state: 'RECEIVED',
    dryRun,
    finishedAt: null,
    counts: NO_COUNTS,
    chunks: null,
    epoch: 0,
    touchedAt: received.receivedAt,
    asked: { times: 0, at: received.receivedAt },
    withdrawal: null,
    failure: null,
  };
}
