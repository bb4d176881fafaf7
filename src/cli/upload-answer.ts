import { z } from 'zod';
import { EXIT, type ExitCode } from '../platform/exit-codes.ts';

/** What GET /v1/uploads/{id} answers, as far as the command line reads it. */
export const UploadAnswer = z.looseObject({
  id: z.string(),
  state: z.string(),
  fileName: z.string().optional(),
  counts: z.looseObject({
    records: z.number(),
    accepted: z.number(),
    duplicates: z.number(),
    rejected: z.number(),
    unmapped: z.number().optional(),
  }),
});
export type UploadAnswer = z.infer<typeof UploadAnswer>;

const UNFINISHED: ReadonlySet<string> = new Set(['RECEIVED', 'PROCESSING']);
export const isFinal = ({ state }: UploadAnswer): boolean => !UNFINISHED.has(state);

/** The state in words, short enough for a table. */
export const stateInWords = (state: string): string =>
  state === 'COMPLETED_WITH_ISSUES' ? 'with issues' : state.toLowerCase();

/** 0 all accepted (or still being worked on), 1 finished with rejected records, 2 refused or failed. */
export function exitCodeOfUpload({ state, counts }: UploadAnswer): ExitCode {
  if (state === 'REFUSED' || state === 'FAILED') return EXIT.refused;
  return counts.rejected > 0 ? EXIT.findings : EXIT.done;
}
