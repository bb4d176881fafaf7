import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { FeedRefused } from '../domain/issue.ts';

/** Larger chunks are cut into pieces of this size, so that memory does not follow the sender's chunks. */
const PIECE_BYTES = 64 * 1024;

/** Latin-1 labels mean windows-1252 in practice: 0x80 to 0x9F are quotes and dashes there, controls in no feed. */
const LATIN_1 = /^(iso[-_]?8859[-_]?1|latin[-_]?1|us-ascii|ascii|windows-1252|cp1252)$/i;

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?:[^\ud800-\udbff]|^)[\udc00-\udfff]/;

/** Bytes at the end that may begin a UTF-8 sequence which the next chunk completes: 0 to 3. */
function openTailLength(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? back : 0;
    }
  }
  return 0;
}

/** Where the first byte stands that no UTF-8 text holds, in bytes that hold one before their open tail. */
function firstBadByte(bytes: Buffer): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const prefix = bytes.subarray(0, middle);
    if (isUtf8(prefix.subarray(0, middle - openTailLength(prefix)))) good = middle;
    else bad = middle;
  }
  return good - openTailLength(bytes.subarray(0, good));
}

interface Decoder {
  write(bytes: Buffer): string;
  end(): string | undefined;
}

function fallbackDecoder(declared: string | null): { decoder: Decoder; guessed: boolean } {
  const usable = declared !== null && !/^utf-?8$/i.test(declared) && iconv.encodingExists(declared);
  const charset = usable && !LATIN_1.test(declared) ? declared : 'windows-1252';
  return { decoder: iconv.getDecoder(charset), guessed: !usable };
}

/**
 * Decodes a file in the order: byte order mark, strict UTF-8, the charset that the feed's profile declares, windows-1252.
 * A file is UTF-8 as long as its bytes are; the first byte that is not switches the rest of the file to the next charset in order.
 * What stood before is ASCII in every file but a mixed one, so the result is that of reading the whole file first, in flat memory,
 * and the same however the bytes are cut.
 */
export class CharsetReader {
  /** True once windows-1252 was taken because nothing declared it (CHARSET_GUESSED). */
  guessed = false;
  /** True once bytes cannot be what their byte order mark says (BAD_ENCODING); nothing is decoded any more. */
  failed = false;
  readonly #declared: string | null;
  #mode: 'start' | 'utf-8' | 'utf-16' | 'other' = 'start';
  #marked = false;
  #bigEndian = false;
  #decoder: Decoder | null = null;
  #carry: Buffer = Buffer.alloc(0);

  constructor(declared: string | null) {
    this.#declared = declared;
  }

  push(chunk: Uint8Array): string {
    if (this.failed) return '';
    const fresh = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const carry = this.#takeCarry();
    const bytes = carry.length === 0 ? fresh : Buffer.concat([carry, fresh]);
    if (this.#mode === 'start' && bytes.length < 3) {
      this.#carry = Buffer.from(bytes);
      return '';
    }
    return this.#decode(bytes);
  }

  end(): string {
    if (this.failed) return '';
    let text = this.#mode === 'start' ? this.#decode(this.#takeCarry()) : '';
    const open = this.#takeCarry();
    if (open.length > 0 && this.#mode === 'utf-8') text += this.#leaveUtf8(open);
    if (open.length > 0 && this.#mode === 'utf-16') this.failed = true;
    return text + (this.#decoder?.end() ?? '');
  }

  #takeCarry(): Buffer {
    const carry = this.#carry;
    this.#carry = Buffer.alloc(0);
    return carry;
  }

  #decode(bytes: Buffer): string {
    if (this.#mode === 'start') return this.#decode(this.#start(bytes));
    if (this.#mode === 'utf-8') return this.#utf8(bytes);
    if (this.#mode === 'utf-16') return this.#utf16(bytes);
    return this.#decoder?.write(bytes) ?? '';
  }

  #start(bytes: Buffer): Buffer {
    this.#mode = 'utf-8';
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
      this.#marked = true;
      return bytes.subarray(3);
    }
    if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
      this.#mode = 'utf-16';
      this.#bigEndian = bytes[0] === 0xfe;
      return bytes.subarray(2);
    }
    if (/^utf-?(16|32)/i.test(this.#declared ?? '')) {
      this.#mode = 'other';
      this.#decoder = fallbackDecoder(this.#declared).decoder;
    }
    return bytes;
  }

  #utf8(bytes: Buffer): string {
    const whole = bytes.length - openTailLength(bytes);
    const text = bytes.subarray(0, whole);
    if (isUtf8(text)) {
      this.#carry = Buffer.from(bytes.subarray(whole));
      return text.toString('utf8');
    }
    const at = firstBadByte(bytes);
    return bytes.toString('utf8', 0, at) + this.#leaveUtf8(bytes.subarray(at));
  }

  #leaveUtf8(bytes: Buffer): string {
    if (this.#marked) {
      this.failed = true;
      return '';
    }
    const { decoder, guessed } = fallbackDecoder(this.#declared);
    this.#mode = 'other';
    this.#decoder = decoder;
    this.guessed = guessed;
    return decoder.write(bytes);
  }

  /** Keeps an odd byte or half a surrogate pair for the next chunk. */
  #utf16(bytes: Buffer): string {
    let whole = bytes.length - (bytes.length % 2);
    const highByte = (bytes[whole - (this.#bigEndian ? 2 : 1)] ?? 0) & 0xfc;
    if (whole >= 2 && highByte === 0xd8) whole -= 2;
    const pairs = Buffer.from(bytes.subarray(0, whole));
    this.#carry = Buffer.from(bytes.subarray(whole));
    const text = (this.#bigEndian ? pairs.swap16() : pairs).toString('utf16le');
    const lone = text.search(LONE_SURROGATE);
    if (lone < 0) return text;
    this.failed = true;
    return text.slice(0, lone);
  }
}

/**
 * The text of a file, chunk by chunk. `reader.guessed` is final when the text has ended.
 * @throws FeedRefused BAD_ENCODING where the bytes are not what their byte order mark says
 */
export async function* decode(
  bytes: AsyncIterable<Uint8Array>,
  reader: CharsetReader,
): AsyncGenerator<string> {
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.byteLength; at += PIECE_BYTES) {
      const text = reader.push(chunk.subarray(at, at + PIECE_BYTES));
      if (text !== '') yield text;
      if (reader.failed) throw new FeedRefused('BAD_ENCODING');
    }
  }
  const rest = reader.end();
  if (rest !== '') yield rest;
  if (reader.failed) throw new FeedRefused('BAD_ENCODING');
}

/** The first text of a file, for recognition only: without byte order mark, an open sequence at its end left out. */
export function headText(bytes: Uint8Array): string {
  return new CharsetReader(null).push(
    bytes.byteLength < 3 ? Buffer.concat([bytes, Buffer.from('   ')]) : bytes,
  );
}
