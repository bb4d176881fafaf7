import type { ParsedItem } from '../../src/domain/draft.ts';
import { FeedRefused, type Issue } from '../../src/domain/issue.ts';
import { HEAD_BYTES, parseFeed } from '../../src/feeds/parse-feed.ts';

export interface Reading {
  readonly format: string | null;
  readonly items: readonly ParsedItem[];
  readonly refusal: Issue | null;
}

async function* cutAt(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes.length === 0 ? bytes.length : (sizes[i % sizes.length] ?? 1);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

export interface Reader {
  readonly charset?: string;
  readonly format?: string;
  /** Sizes of the chunks, repeated; none: one chunk. */
  readonly sizes?: readonly number[];
}

/** Reads a whole file; a refusal is a result, anything else thrown is a bug and flies. */
export async function readFeed(content: Buffer | string, reader: Reader = {}): Promise<Reading> {
  const bytes = Buffer.from(content);
  const items: ParsedItem[] = [];
  let format: string | null = null;
  try {
    const feed = await parseFeed({
      head: { bytes: bytes.subarray(0, HEAD_BYTES), complete: bytes.length <= HEAD_BYTES },
      bytes: cutAt(bytes, reader.sizes ?? []),
      declaredFormat: reader.format ?? null,
      charset: reader.charset ?? null,
    });
    format = feed.format;
    for await (const item of feed.items) items.push(item);
  } catch (error) {
    if (error instanceof FeedRefused) return { format, items, refusal: error.issue };
    throw error;
  }
  return { format, items, refusal: null };
}

export const issuesOf = (reading: Reading): readonly Issue[] =>
  reading.items.flatMap((item) => item.issues);

export const codesOf = (reading: Reading): readonly string[] =>
  issuesOf(reading).map((issue) => issue.code);

export const recordsOf = (reading: Reading): number =>
  reading.items.reduce((sum, item) => sum + item.records, 0);

/** Without what is null or empty, so that a golden shows what a file says. */
export function terse(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(terse);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(
    ([, member]) => member !== null && !(Array.isArray(member) && member.length === 0),
  );
  return Object.fromEntries(members.map(([name, member]) => [name, terse(member)]));
}
