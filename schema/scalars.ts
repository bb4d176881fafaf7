import { GraphQLError } from 'graphql';
import { builder, type UploadedFile } from './builder.ts';

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/i;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** `2026-02-30` is no date: written back it must read the same. */
export const isDate = (text: string): boolean => {
  const instant = DATE.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  return instant !== null && !isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
};

function readInstant(value: unknown): Date {
  if (typeof value === 'string' && INSTANT.test(value) && isDate(value.slice(0, 10))) {
    const instant = new Date(value);
    if (!isNaN(instant.getTime())) return instant;
  }
  throw new GraphQLError('Must be an RFC 3339 instant with offset, such as 2026-03-29T00:30:00Z');
}

builder.scalarType('DateTime', {
  description: 'RFC 3339 instant in UTC, 2026-03-29T00:30:00.000Z',
  serialize: (value) => value.toISOString() as unknown as Date,
  parseValue: readInstant,
});

builder.scalarType('Date', {
  description: 'ISO 8601 calendar date, 2026-03-29',
  serialize: (value) => value,
  parseValue: (value) => {
    if (typeof value === 'string' && isDate(value)) return value;
    throw new GraphQLError('Must be a calendar date, such as 2026-03-29');
  },
});

/** No JSON holds a function. */
export const isFile = (value: unknown): value is UploadedFile =>
  typeof value === 'object' &&
  value !== null &&
  'stream' in value &&
  typeof value.stream === 'function';

builder.scalarType('File', {
  description: 'A file of a multipart request (GraphQL multipart request specification)',
  serialize: () => {
    throw new GraphQLError('A file is never answered');
  },
  parseValue: (value) => {
    if (isFile(value)) return value;
    throw new GraphQLError('Must be a file of a multipart request');
  },
});
