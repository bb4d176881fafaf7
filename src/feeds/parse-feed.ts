import type { ParsedItem } from '../domain/draft.ts';
import { FeedRefused } from '../domain/issue.ts';
import type { FileHead } from './format.ts';
import { isBlankHead, recognise } from './registry.ts';
import { isBlank } from './text.ts';

/** As much of a file as recognition looks at. */
export const HEAD_BYTES = 64 * 1024;

export interface FeedFile {
  readonly head: FileHead;
  /** The whole file, its head included. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Format that the feed is fixed to; null or AUTO: by content. */
  readonly declaredFormat: string | null;
  /** Charset that the feed's profile declares; null: none. */
  readonly charset: string | null;
}

export interface ParsedFeed {
  /** As in Upload.format. */
  readonly format: string;
  readonly items: AsyncIterable<ParsedItem>;
}

/**
 * Recognises a file and reads it as a stream of drafts and issues.
 * @throws FeedRefused here, or from `items`: then nothing of the file counts
 */
export async function parseFeed(file: FeedFile): Promise<ParsedFeed> {
  if (!file.head.complete && isBlankHead(file.head)) await refuseBlanks(file.bytes);
  const format = recognise(file.head, file.declaredFormat);
  return { format: format.name, items: format.parse(file.bytes, { charset: file.charset }) };
}

/** More blanks than a head holds: empty where nothing else follows, and in no format otherwise. */
async function refuseBlanks(bytes: AsyncIterable<Uint8Array>): Promise<never> {
  for await (const chunk of bytes) {
    if (!isBlank(Buffer.from(chunk).toString('latin1'))) throw new FeedRefused('UNKNOWN_FORMAT');
  }
  throw new FeedRefused('EMPTY_FILE');
}

/** Reads the head off a stream and hands back the whole of it; a helper for whoever holds a stream only. */
export async function withHead(
  source: AsyncIterable<Uint8Array>,
): Promise<{ head: FileHead; bytes: AsyncIterable<Uint8Array> }> {
  const iterator = source[Symbol.asyncIterator]();
  const read: Uint8Array[] = [];
  let length = 0;
  let complete = false;
  while (length < HEAD_BYTES && !complete) {
    const step = await iterator.next();
    if (step.done === true) complete = true;
    else {
      read.push(step.value);
      length += step.value.byteLength;
    }
  }
  const start = Buffer.concat(read);
  const head = {
    bytes: start.subarray(0, HEAD_BYTES),
    complete: complete && length <= HEAD_BYTES,
  };
  return { head, bytes: joinedAgain(start, iterator) };
}

async function* joinedAgain(
  start: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield start;
  try {
    for (let step = await rest.next(); step.done !== true; step = await rest.next())
      yield step.value;
  } finally {
    await rest.return?.();
  }
}
