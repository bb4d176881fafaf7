/** Uploaded bytes in the layout of GridFS (bucket `raw`), so that any GridFS tool reads them. */
import type { Binary, ObjectId } from 'mongodb';

export interface RawFileDoc {
  /** Opaque and random: UploadDoc.raw. Two uploads racing for one idempotency key never share bytes. */
  _id: string;
  /** Bytes; 0 until all of them are there. */
  length: number;
  chunkSize: number;
  /** When the bytes began to arrive. */
  uploadDate: Date;
  /** The GridFS name of the file: the id of the upload that it was received for. */
  filename: string;
  /** True once an upload was found that owns the bytes: the sweeper looks at each file once. */
  kept: boolean;
}

export interface RawChunkDoc {
  _id: ObjectId;
  files_id: string;
  /** Counts from 0. */
  n: number;
  data: Binary;
}
