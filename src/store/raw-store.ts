import { createHash } from 'node:crypto';
import { HubError } from '../domain/errors.ts';
import { RawWriter, type RawBytes, type RawCollections } from './raw-writer.ts';

/** Pieces of 255 KiB that a reader holds at once. */
const PIECES_PER_READ = 8;

export interface RawRequest {
  /** Id of the bytes, never used before. */
  readonly id: string;
  /** Id of the upload that they are received for. */
  readonly upload: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly maxBytes: number;
  readonly at: Date;
}

/** Bytes as they were received, in GridFS. */
export class RawStore {
  readonly #in: RawCollections;

  constructor(collections: RawCollections) {
    this.#in = collections;
  }

  /**
   * Stores the bytes while they arrive; they are durable when it answers. Whatever fails, nothing stays: what a killed
   * process leaves behind is found by `unclaimedBefore`.
   * @throws HubError TOO_LARGE beyond maxBytes
   * @throws what `bytes` throws
   */
  async write({ bytes, maxBytes, ...head }: RawRequest): Promise<RawBytes> {
    const writer = new RawWriter(this.#in, head);
    try {
      for await (const part of counted(bytes, maxBytes)) await writer.add(part);
      return await writer.finish();
    } catch (error) {
      await writer.abandon();
      await this.delete(head.id).catch(() => undefined);
      throw error;
    }
  }

  /**
   * The bytes from the first on, in pieces of 255 KiB; reads little further than it is asked.
   * @throws Error where bytes are missing
   */
  async *read({ raw, byteSize }: { raw: string; byteSize: number }): AsyncGenerator<Buffer> {
    const cursor = this.#in.pieces
      .find({ files_id: raw }, { batchSize: PIECES_PER_READ })
      .sort({ files_id: 1, n: 1 });
    let count = 0;
    let seen = 0;
    try {
      for await (const { n, data } of cursor) {
        if (n !== count++) break;
        seen += data.position;
        yield Buffer.from(data.buffer.buffer, data.buffer.byteOffset, data.position);
      }
    } finally {
      await cursor.close();
    }
    if (seen !== byteSize) throw new Error(`Bytes of ${raw} are missing: ${seen} of ${byteSize}`);
  }

  /** False where there was nothing. */
  async delete(id: string): Promise<boolean> {
    await this.#in.pieces.deleteMany({ files_id: id });
    const { deletedCount } = await this.#in.files.deleteOne({ _id: id });
    return deletedCount === 1;
  }

  /** Bytes that began to arrive before then and were never seen to be an upload's, oldest first. */
  async unclaimedBefore(before: Date, limit: number): Promise<{ id: string; upload: string }[]> {
    const found = await this.#in.files
      .find({ kept: false, uploadDate: { $lt: before } })
      .sort({ uploadDate: 1 })
      .limit(limit)
      .toArray();
    return found.map(({ _id, filename }) => ({ id: _id, upload: filename }));
  }

  /** Notes that uploads own these bytes. */
  async keep(ids: readonly string[]): Promise<void> {
    await this.#in.files.updateMany({ _id: { $in: [...ids] } }, { $set: { kept: true } });
  }
}

/**
 * Size and SHA-256 of bytes that are not to be kept.
 * @throws HubError TOO_LARGE beyond maxBytes
 */
export async function measure(
  bytes: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<RawBytes> {
  const hash = createHash('sha256');
  let byteSize = 0;
  for await (const part of counted(bytes, maxBytes)) {
    hash.update(part);
    byteSize += part.length;
  }
  return { byteSize, sha256: hash.digest('hex') };
}

async function* counted(
  bytes: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  let total = 0;
  for await (const part of bytes) {
    total += part.length;
    if (total > maxBytes) {
      const message = `The file is larger than ${maxBytes} bytes`;
      throw new HubError('TOO_LARGE', message, { limit: maxBytes });
    }
    yield part;
  }
}
