import type { z } from 'zod';
import type { Draft } from '../../domain/draft.ts';
import type { Issue } from '../../domain/issue.ts';
import type { RecordPlace } from './values.ts';

/** A kind of hub JSON record: what it must look like, and which draft it becomes. */
export interface RecordKind {
  readonly kind: string;
  readonly schema: z.ZodType;
  /** Only called with what the schema accepts (unknown members apart). */
  toDraft(value: unknown, place: RecordPlace): Draft | readonly Issue[];
}

/** Ties a schema to the function that reads what it accepts; schemas transform nothing, so input and output are one type. */
export const defineKind = <Schema extends z.ZodType>(definition: {
  readonly kind: string;
  readonly schema: Schema;
  readonly toDraft: (value: z.infer<Schema>, place: RecordPlace) => Draft | readonly Issue[];
}): RecordKind => ({
  kind: definition.kind,
  schema: definition.schema,
  toDraft: (value, place) => definition.toDraft(value as z.infer<Schema>, place),
});
