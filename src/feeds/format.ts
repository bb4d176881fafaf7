import type { ParsedItem } from '../domain/draft.ts';

/** What is known of a file before it is read: its first bytes. */
export interface FileHead {
  /** At most the first 64 KiB. */
  readonly bytes: Uint8Array;
  /** True when `bytes` is the whole file. */
  readonly complete: boolean;
}

export interface ParseContext {
  /** Charset that the feed's profile declares; null: none. */
  readonly charset: string | null;
}

/** A format that partners send. Everything about it lives in one folder; `registry.ts` lists them. */
export interface FeedFormat {
  /** Lower case, as in Feed.format and Upload.format. */
  readonly name: string;
  /** True when the head of the file is of this format; never looks at a file name. */
  recognises(head: FileHead): boolean;
  /**
   * Reads the file as a stream, in file order, with memory that does not grow with its size. The same bytes give the same items,
   * however they are cut into chunks.
   * @throws FeedRefused where the file as a whole is not understood or truncated (rules.md section 1)
   */
  parse(bytes: AsyncIterable<Uint8Array>, context: ParseContext): AsyncIterable<ParsedItem>;
}
