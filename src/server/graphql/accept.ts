import type { IncomingMessage } from 'node:http';

export const JSON_TYPE = 'application/json';
export const GRAPHQL_TYPE = 'application/graphql-response+json';
export const STREAM_TYPE = 'text/event-stream';
export type AnswerType = typeof JSON_TYPE | typeof GRAPHQL_TYPE | typeof STREAM_TYPE;

const KNOWN: readonly AnswerType[] = [JSON_TYPE, GRAPHQL_TYPE, STREAM_TYPE];

/** The media types that the caller takes, the preferred one first; empty: none that the hub has. */
export function acceptedTypes({ headers }: IncomingMessage): readonly AnswerType[] {
  const header = headers.accept;
  if (header === undefined || header === '*/*') return [JSON_TYPE, GRAPHQL_TYPE, STREAM_TYPE];
  if (header === JSON_TYPE) return [JSON_TYPE];
  const ranges = header
    .toLowerCase()
    .split(',')
    .map(readRange)
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  const types = ranges.flatMap(({ type }) => KNOWN.filter((known) => matches(type, known)));
  return [...new Set(types)];
}

function readRange(text: string): { type: string; quality: number } {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim());
  const q = parameters.find((one) => one.startsWith('q='))?.slice(2);
  const charset = parameters.find((one) => one.startsWith('charset='))?.slice(8) ?? 'utf-8';
  return { type, quality: charset === 'utf-8' ? Number(q ?? 1) || 0 : 0 };
}

const matches = (range: string, type: AnswerType): boolean =>
  range === type ||
  range === '*/*' ||
  (range.endsWith('/*') && type.startsWith(range.slice(0, -1)));

/** A browser that opens the address: it takes HTML before anything else. */
export const wantsPage = ({ headers }: IncomingMessage): boolean =>
  /^\s*text\/html\b/i.test(headers.accept ?? '');
