/** Bodies of multipart/form-data that are in memory already (RFC 7578). */
import { HubError } from '../../domain/errors.ts';

export interface FormPart {
  readonly name: string;
  /** Null: a plain field. */
  readonly fileName: string | null;
  readonly bytes: Buffer;
}

/** More parts than any request may have; the rest is not looked at. */
const MOST_PARTS = 10;
const LONGEST_HEAD = 4_096;
const HEAD_END = '\r\n\r\n';

const refuse = (message: string): HubError => new HubError('BAD_USER_INPUT', message);

/** The parts in their order. @throws BAD_USER_INPUT */
export function readForm(body: Buffer, contentType: string): FormPart[] {
  const boundary = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType);
  if (boundary === null) throw refuse('The multipart body has no boundary');
  const delimiter = Buffer.from(`\r\n--${boundary[1] ?? boundary[2] ?? ''}`);
  const parts: FormPart[] = [];
  // The first delimiter has no line end before it.
  let at = startOf(body, delimiter);
  while (!isLast(body, at)) {
    if (parts.length >= MOST_PARTS) throw refuse('The multipart body has too many parts');
    const end = body.indexOf(delimiter, at);
    if (end < 0) throw refuse('The multipart body breaks off');
    parts.push(readPart(body.subarray(at, end)));
    at = end + delimiter.length;
  }
  return parts;
}

function startOf(body: Buffer, delimiter: Buffer): number {
  const first = delimiter.subarray(2);
  if (body.subarray(0, first.length).equals(first)) return first.length;
  const later = body.indexOf(delimiter);
  if (later < 0) throw refuse('The multipart body cannot be read');
  return later + delimiter.length;
}

const isLast = (body: Buffer, at: number): boolean => body.toString('latin1', at, at + 2) === '--';

/** From behind the delimiter to before the next: line end, head, empty line, bytes. */
function readPart(part: Buffer): FormPart {
  const end = part.indexOf(HEAD_END);
  if (end < 0 || end > LONGEST_HEAD) throw refuse('A part of the multipart body has no head');
  const head = part.toString('utf8', 0, end);
  const disposition = /^content-disposition:\s*form-data;(.*)$/im.exec(head)?.[1] ?? '';
  const name = parameter(disposition, 'name');
  if (name === null) throw refuse('A part of the multipart body has no name');
  const bytes = part.subarray(end + HEAD_END.length);
  return { name, fileName: parameter(disposition, 'filename'), bytes };
}

/** Browsers write quotes and line ends in names as %22, %0D and %0A. */
function parameter(disposition: string, name: string): string | null {
  const found = new RegExp(`;?\\s*\\b${name}="((?:[^"\\\\]|\\\\.)*)"`, 'i').exec(disposition);
  const value = found?.[1] ?? null;
  if (value === null) return null;
  return value
    .replace(/\\(["\\])/g, '$1')
    .replace(/%(22|0D|0A)/gi, (_sign, code: string) => String.fromCharCode(parseInt(code, 16)));
}
