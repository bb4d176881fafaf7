import type { JobKey } from '../src/jobs/catalogue.ts';
import { applyChunk } from './apply-chunk.ts';
import { finishUpload } from './finish-upload.ts';
import type { Worked } from './kit.ts';
import { parseLargeUpload } from './parse-large-upload.ts';
import { parseUpload } from './parse-upload.ts';
import { withdrawUpload } from './withdraw-upload.ts';

/** Who does what: one line for each job of the catalogue. */
export const WORKED = {
  'parse-upload': parseUpload,
  'parse-large-upload': parseLargeUpload,
  'apply-chunk': applyChunk,
  'finish-upload': finishUpload,
  'withdraw-upload': withdrawUpload,
} as const satisfies { readonly [Key in JobKey]: Worked<Key> };
