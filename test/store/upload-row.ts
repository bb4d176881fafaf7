import type { UploadDoc } from '../../src/store/documents.ts';
import { NO_COUNTS } from '../../src/store/upload-store.ts';

export const T0 = new Date('2026-11-24T12:00:00Z');

/** An upload as it stands right after it was accepted. */
export const uploadRow = (id: string, more: Partial<UploadDoc> = {}): UploadDoc => ({
  _id: id,
  raw: `raw of ${id}`,
  feed: 'graz-fortras',
  member: 'graz',
  fileName: 'file.txt',
  byteSize: 10,
  sha256: 'x',
  format: null,
  state: 'RECEIVED',
  dryRun: false,
  receivedAt: T0,
  finishedAt: null,
  counts: NO_COUNTS,
  chunks: null,
  epoch: 0,
  touchedAt: T0,
  asked: { times: 0, at: T0 },
  withdrawal: null,
  failure: null,
  ...more,
});
