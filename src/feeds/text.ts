import { FeedRefused } from '../domain/issue.ts';

export interface TextLine {
  readonly text: string;
  /** Counts from 1. */
  readonly number: number;
  /** Set on a last line that no terminator ends. */
  readonly unended?: true;
}

/** Longest line of a line format, in characters; 512 are due, so this is room for whatever a sender pads. */
export const MAX_LINE_LENGTH = 64 * 1024;

const LF = 10;

/**
 * Cuts text into lines at CR LF, LF or a lone CR, also mixed, wherever the chunks are cut. A Ctrl-Z at the very end is the mark of an
 * old file system, no text.
 */
export class LineSplitter {
  /** Set to the number of the line that is too long; nothing after it is read. */
  tooLong: number | null = null;
  readonly #maxLength: number;
  #pending = '';
  #number = 1;
  #afterCr = false;

  constructor(maxLength = MAX_LINE_LENGTH) {
    this.#maxLength = maxLength;
  }

  /** Lines that this text completes. */
  push(text: string): TextLine[] {
    const lines: TextLine[] = [];
    if (text === '' || this.tooLong !== null) return lines;
    let start = this.#afterCr && text.charCodeAt(0) === LF ? 1 : 0;
    this.#afterCr = false;
    let cr = text.indexOf('\r', start);
    for (;;) {
      const lf = text.indexOf('\n', start);
      if (cr >= 0 && cr < start) cr = text.indexOf('\r', start);
      const end = cr < 0 ? lf : lf < 0 ? cr : Math.min(cr, lf);
      if (end < 0) break;
      if (!this.#complete(lines, text.slice(start, end))) return lines;
      start = end + 1;
      if (end === cr) {
        if (text.charCodeAt(start) === LF) start++;
        else if (start === text.length) this.#afterCr = true;
      }
    }
    this.#pending += text.slice(start);
    if (this.#pending.length > this.#maxLength) this.tooLong = this.#number;
    return lines;
  }

  /** The last line where no terminator ends it. */
  end(): TextLine[] {
    const last = withoutEndMarks(this.#pending);
    this.#pending = '';
    if (last === '' || this.tooLong !== null) return [];
    return [{ text: last, number: this.#number, unended: true }];
  }

  #complete(lines: TextLine[], tail: string): boolean {
    const text = this.#pending === '' ? tail : this.#pending + tail;
    if (text.length > this.#maxLength) {
      this.tooLong = this.#number;
      return false;
    }
    lines.push({ text, number: this.#number });
    this.#pending = '';
    this.#number++;
    return true;
  }
}

/**
 * Lines in batches, one batch a chunk: a promise per line would cost more than its parsing.
 * @throws FeedRefused RECORD_TOO_LARGE at the first line longer than `maxLength` characters
 */
export async function* lineBatches(
  text: AsyncIterable<string>,
  splitter: LineSplitter,
): AsyncGenerator<TextLine[]> {
  for await (const chunk of text) {
    const lines = splitter.push(chunk);
    if (lines.length > 0) yield lines;
    if (splitter.tooLong !== null) throw tooLarge(splitter.tooLong);
  }
  const last = splitter.end();
  if (last.length > 0) yield last;
}

const tooLarge = (line: number): FeedRefused =>
  new FeedRefused('RECORD_TOO_LARGE', { line, record: null, field: null, value: null });

/** Characters of a fixed-width field, `start` from 1, trimmed; empty where the record ends before it. */
export const cut = (text: string, start: number, length: number): string =>
  text.slice(start - 1, start - 1 + length).trim();

const NUL = 0;
const CTRL_Z = 0x1a;

function withoutEndMarks(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === CTRL_Z) end--;
  return text.slice(0, end);
}

/** True for nothing but blanks and the marks that old systems leave (zero bytes, Ctrl-Z). */
export function isBlank(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x20 && code < 0x7f) return false;
    if (code !== CTRL_Z && code !== NUL && text.charAt(i).trim() !== '') return false;
  }
  return true;
}
