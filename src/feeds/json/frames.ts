import { FeedRefused, type IssueCode } from '../../domain/issue.ts';

/** The text of one record, not yet parsed. */
export interface Frame {
  readonly text: string;
  /** Line on which it begins, from 1. */
  readonly line: number;
}

/** Longest record in characters. */
export const MAX_RECORD_LENGTH = 1024 * 1024;
/** Deepest nesting of a record, itself included. */
export const MAX_DEPTH = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;
const LF = 0x0a;
const CR = 0x0d;

const isOpening = (code: number): boolean => code === OPEN_BRACE || code === OPEN_BRACKET;
const isClosing = (code: number): boolean => code === CLOSE_BRACE || code === CLOSE_BRACKET;
const isBlank = (code: number): boolean =>
  code === 0x20 || code === 0x09 || code === LF || code === CR || code === 0x1a;

/** The text before a bracket that makes it the list of a `{"records":[…]}`. */
const RECORDS_KEY = /(?:^|[^\\])"records"\s*:\s*$/;
const KIND_KEY = /"kind"\s*:/;
/** Room for the key and the blanks around its colon. */
const KEY_LENGTH = 256;

/**
 * Finds the records in one big JSON value (object, array, `{"records":[…]}`) or several after each other, without building anything:
 * what JSON is decides JSON.parse, record by record. So a faulty record is rejected alone, memory is bounded by one record, and
 * an identifier sent as a number can be shown as it was written.
 */
export class RecordFramer {
  #state: 'between' | 'framing' | 'bare' | 'after records' = 'between';
  /** Open lists of records: none or one, in a wrapper or not. */
  #list: 'none' | 'array' | 'wrapped' = 'none';
  #text = '';
  #line = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #hasKind = false;
  #lines = 1;
  #afterCr = false;

  /** @throws FeedRefused RECORD_TOO_LARGE, TOO_DEEP */
  *push(text: string): Generator<Frame> {
    let from = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      this.#countLines(code);
      if (this.#state === 'between') {
        if (this.#begins(code)) from = i;
        continue;
      }
      if (this.#state === 'bare' && (code === COMMA || isClosing(code) || isBlank(code))) {
        yield this.#frame(text.slice(from, i));
        this.#begins(code);
        continue;
      }
      if (this.#state === 'bare' || !this.#structural(code)) continue;
      if (isOpening(code)) {
        if (this.#isRecordsList(text.slice(from, i), code)) this.#enterWrapper();
        else if (++this.#depth > MAX_DEPTH && this.#state === 'framing')
          throw this.#refusal('TOO_DEEP');
      } else if (this.#depth === 0 || --this.#depth === 0) {
        if (this.#state === 'framing') yield this.#frame(text.slice(from, i + 1));
        this.#state = 'between';
      }
    }
    if (this.#state === 'framing' || this.#state === 'bare') this.#keep(text.slice(from));
  }

  /** @throws FeedRefused TRUNCATED where the text ends inside a value */
  *end(): Generator<Frame> {
    if (this.#state === 'bare' && this.#list === 'none') yield this.#frame('');
    if (this.#state === 'framing') throw this.#refusal('TRUNCATED');
    if (this.#state !== 'between' || this.#list !== 'none') {
      this.#line = this.#lines;
      throw this.#refusal('TRUNCATED');
    }
  }

  #countLines(code: number): void {
    if (code === CR || (code === LF && !this.#afterCr)) this.#lines++;
    this.#afterCr = code === CR;
  }

  /** Outside of records: true where one begins at this character. */
  #begins(code: number): boolean {
    if (isBlank(code) || (code === COMMA && this.#list !== 'none')) return false;
    if (code === OPEN_BRACKET && this.#list === 'none') {
      this.#list = 'array';
      return false;
    }
    if (code === CLOSE_BRACKET && this.#list !== 'none') {
      this.#state = this.#list === 'wrapped' ? 'after records' : 'between';
      this.#depth = 1;
      this.#list = 'none';
      return false;
    }
    this.#line = this.#lines;
    this.#hasKind = false;
    this.#inString = code === QUOTE;
    this.#depth = isOpening(code) ? 1 : 0;
    this.#state = isOpening(code) || code === QUOTE ? 'framing' : 'bare';
    return true;
  }

  /** True for a bracket, or for the quote that ends a value which is a string; strings are passed over. */
  #structural(code: number): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (code === BACKSLASH) this.#escaped = true;
      else if (code === QUOTE) this.#inString = false;
      return !this.#inString && this.#depth === 0;
    }
    if (code === QUOTE) this.#inString = true;
    return isOpening(code) || isClosing(code);
  }

  #isRecordsList(tail: string, code: number): boolean {
    if (code !== OPEN_BRACKET || this.#depth !== 1 || this.#list !== 'none') return false;
    if (this.#state !== 'framing' || this.#hasKind) return false;
    const key = tail.length >= KEY_LENGTH ? tail : this.#text.slice(-KEY_LENGTH) + tail;
    if (!RECORDS_KEY.test(key.slice(-KEY_LENGTH))) return false;
    this.#hasKind = KIND_KEY.test(this.#text + tail);
    return !this.#hasKind;
  }

  #enterWrapper(): void {
    this.#text = '';
    this.#list = 'wrapped';
    this.#state = 'between';
  }

  #frame(tail: string): Frame {
    this.#keep(tail);
    const text = this.#text;
    this.#text = '';
    this.#state = 'between';
    return { text, line: this.#line };
  }

  #keep(piece: string): void {
    this.#text += piece;
    if (this.#text.length > MAX_RECORD_LENGTH) throw this.#refusal('RECORD_TOO_LARGE');
  }

  #refusal(code: IssueCode): FeedRefused {
    return new FeedRefused(code, { line: this.#line, record: null, field: null, value: null });
  }
}
