import { FeedRefused } from '../domain/issue.ts';
import { headText } from './charset.ts';
import type { FeedFormat, FileHead } from './format.ts';
import { fortras } from './fortras/format.ts';
import { json } from './json/format.ts';
import { SIGNATURES } from './signatures.ts';
import { isBlank } from './text.ts';

/** The formats in the order in which they are asked; a new one is a folder and a line here. */
export const FORMATS: readonly FeedFormat[] = [fortras, json];

/** A page for browsers, which is no XML and no feed. */
const WEB_PAGE = /^<!doctype\s+html\s*>/i;
const DOCTYPE = /<!(?:DOCTYPE|ENTITY)/i;

/** True for a head of nothing but blanks (or no byte at all). */
export function isBlankHead(head: FileHead): boolean {
  const text = headText(head.bytes);
  return isBlank(text) && !text.includes('\0');
}

/**
 * Refuses what cannot be a feed whatever its format (operations.md section 6).
 * @throws FeedRefused EMPTY_FILE, ENCRYPTED, ARCHIVE, BINARY, XML_DTD_FORBIDDEN
 */
function refuseForeign(head: FileHead, text: string): void {
  const bytes = Buffer.from(head.bytes.buffer, head.bytes.byteOffset, head.bytes.byteLength);
  const signature = SIGNATURES.find((candidate) => candidate.matches(bytes));
  if (signature !== undefined) throw new FeedRefused(signature.code);
  if (text.includes('\0')) throw new FeedRefused('BINARY');
  if (head.complete && isBlank(text)) throw new FeedRefused('EMPTY_FILE');
  const start = text.trimStart();
  if (start.startsWith('<') && !WEB_PAGE.test(start) && DOCTYPE.test(start)) {
    throw new FeedRefused('XML_DTD_FORBIDDEN');
  }
}

/** Controls that no text holds; 0x1C to 0x1F are separators of some EDIFACT, the rest below 0x20 line ends and blanks. */
const isControl = (code: number): boolean =>
  code < 0x09 || (code > 0x0d && code < 0x1c) || code === 0x7f || code === 0xfffd;

/** True where such controls make up more than a twentieth. */
function looksBinary(text: string): boolean {
  const sample = text.slice(0, 4096);
  let controls = 0;
  for (let i = 0; i < sample.length; i++) if (isControl(sample.charCodeAt(i))) controls++;
  return controls * 20 > sample.length;
}

/**
 * The format of a file by its content alone, never by its name. A feed whose format is fixed (`declared`) is only read as that one.
 * @throws FeedRefused where no format here reads it
 */
export function recognise(head: FileHead, declared: string | null): FeedFormat {
  const text = headText(head.bytes);
  refuseForeign(head, text);
  const fixed = declared === null || /^auto$/i.test(declared) ? null : declared.toLowerCase();
  const format = FORMATS.find(
    (candidate) => (fixed === null || candidate.name === fixed) && candidate.recognises(head),
  );
  if (format !== undefined) return format;
  throw new FeedRefused(looksBinary(text) ? 'BINARY' : 'UNKNOWN_FORMAT');
}
