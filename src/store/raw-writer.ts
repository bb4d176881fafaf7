import { createHash } from 'node:crypto';
import { Binary, ObjectId, type Collection } from 'mongodb';
import type { RawChunkDoc, RawFileDoc } from './raw-documents.ts';

/** Bytes of one stored piece: 255 KiB, as GridFS cuts by default. */
export const PIECE_BYTES = 255 * 1024;
/** Pieces that travel together: one durable write for about 2 MiB. */
const PIECES_PER_WRITE = 8;

export interface RawBytes {
  readonly byteSize: number;
  /** Hex. */
  readonly sha256: string;
}

export interface RawCollections {
  readonly files: Collection<RawFileDoc>;
  readonly pieces: Collection<RawChunkDoc>;
}

/**
 * One file on its way into GridFS: holds at most one write that is under way and one that fills. The head is written
 * before the first piece, so that no piece is ever without one.
 */
export class RawWriter {
  readonly #to: RawCollections;
  readonly #head: Omit<RawFileDoc, 'length'>;
  readonly #hash = createHash('sha256');
  /** Used over and over: what is left to the garbage collector piles up faster than it collects. */
  readonly #spare: Buffer[] = [];
  #piece: Buffer | null = null;
  #filled = 0;
  #waiting: RawChunkDoc[] = [];
  #writing: Promise<void> | null = null;
  #count = 0;
  #byteSize = 0;

  constructor(to: RawCollections, head: { id: string; upload: string; at: Date }) {
    this.#to = to;
    this.#head = {
      _id: head.id,
      chunkSize: PIECE_BYTES,
      uploadDate: head.at,
      filename: head.upload,
      kept: false,
    };
  }

  /** Answers when there is room for more. */
  async add(part: Uint8Array): Promise<void> {
    this.#hash.update(part);
    this.#byteSize += part.length;
    for (let taken = 0; taken < part.length;) {
      this.#piece ??= this.#spare.pop() ?? Buffer.allocUnsafeSlow(PIECE_BYTES);
      const slice = part.subarray(taken, taken + PIECE_BYTES - this.#filled);
      this.#piece.set(slice, this.#filled);
      taken += slice.length;
      this.#filled += slice.length;
      if (this.#filled === PIECE_BYTES) this.#cut();
      if (this.#waiting.length === PIECES_PER_WRITE) await this.#send();
    }
  }

  /** Answers when everything is durable. */
  async finish(): Promise<RawBytes> {
    this.#cut();
    if (this.#writing === null) {
      await this.#to.files.insertOne({ ...this.#head, length: this.#byteSize });
      if (this.#waiting.length > 0) await this.#to.pieces.insertMany(this.#waiting);
    } else {
      await this.#send();
      await this.#writing;
      const length = { $set: { length: this.#byteSize } };
      await this.#to.files.updateOne({ _id: this.#head._id }, length);
    }
    return { byteSize: this.#byteSize, sha256: this.#hash.digest('hex') };
  }

  /** Answers when no write is under way any more, so that nothing lands after the bytes are deleted. */
  async abandon(): Promise<void> {
    await this.#writing?.catch(() => undefined);
  }

  #cut(): void {
    if (this.#piece === null) return;
    const data = new Binary(this.#piece.subarray(0, this.#filled));
    this.#waiting.push({ _id: new ObjectId(), files_id: this.#head._id, n: this.#count++, data });
    this.#piece = null;
    this.#filled = 0;
  }

  async #send(): Promise<void> {
    if (this.#writing === null) await this.#to.files.insertOne({ ...this.#head, length: 0 });
    else await this.#writing;
    this.#writing = this.#write(this.#waiting);
    this.#waiting = [];
    // Awaited before the next write; until then its failure is nobody's surprise.
    this.#writing.catch(() => undefined);
  }

  async #write(pieces: readonly RawChunkDoc[]): Promise<void> {
    if (pieces.length === 0) return;
    await this.#to.pieces.insertMany(pieces);
    for (const { data } of pieces) this.#spare.push(Buffer.from(data.buffer.buffer));
  }
}
