import { z } from 'zod';
import type { IssueCode } from '../../domain/issue.ts';
import { REFERENCE_TYPES } from '../../domain/reference.ts';

/** The message of a schema is the issue code of the field: what a wrong value there means (rules.md section 9). */
const as = (code: IssueCode): { error: string } => ({ error: code });

const MAX_IDENTIFIER = 256;

/** Identifiers are strings: a number may have lost digits. */
export const requiredIdentifier = z
  .string(as('BAD_IDENTIFIER'))
  .max(MAX_IDENTIFIER, as('BAD_IDENTIFIER'));
export const identifier = requiredIdentifier.nullish();
export const text = z.string(as('BAD_IDENTIFIER')).nullish();
export const quantity = z.number(as('BAD_NUMBER')).min(0, as('BAD_NUMBER')).nullish();
export const count = z.int(as('BAD_NUMBER')).min(0, as('BAD_NUMBER')).nullish();
export const statusWord = z.string(as('BAD_STATUS')).nullish();
export const oneOf = <const Words extends readonly string[]>(words: Words) =>
  z.enum(words, as('BAD_STATUS')).nullish();
export const day = z.iso.date(as('BAD_DATE')).nullish();

/** Instant with offset, local time, or a date alone; what no calendar or clock shows is found when it is read. */
export const AT =
  /^\s*(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d{1,9})?(Z|[+-]\d{2}:?\d{2})?)?\s*$/;
export const at = z.string(as('BAD_DATE')).regex(AT, as('BAD_DATE'));

export const part = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, as('BAD_IDENTIFIER'));
export const listOf = <Item extends z.ZodType>(item: Item) => z.array(item, as('BAD_IDENTIFIER'));

export const reference = part({
  type: z.enum(REFERENCE_TYPES, as('BAD_IDENTIFIER')),
  value: requiredIdentifier,
  issuer: identifier.describe('Depot code or member slug; absent: decided by the depots'),
});

export const party = part({
  name: text,
  street: text,
  postcode: identifier,
  city: text,
  country: identifier.describe('ISO 3166-1 alpha-2'),
}).nullish();
