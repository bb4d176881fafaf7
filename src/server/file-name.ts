import type { IncomingHttpHeaders } from 'node:http';

/** Header bytes as the UTF-8 that most senders mean; Latin-1 where they are none. */
function readHeaderText(value: string): string {
  const bytes = Buffer.from(value, 'latin1');
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? text : value;
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `X-Filename` (percent-encoding allowed), else the file name of Content-Disposition, else `upload`. */
export function fileNameOf(headers: IncomingHttpHeaders): string {
  const named = headers['x-filename'];
  if (typeof named === 'string' && named !== '') return percentDecoded(readHeaderText(named));
  const disposition = headers['content-disposition'] ?? '';
  const extended = /filename\*=(?:utf-8|iso-8859-1)''([^;]+)/i.exec(disposition)?.[1];
  if (extended !== undefined) return percentDecoded(extended.trim());
  const quoted = /filename="((?:[^"\\]|\\.)*)"/i.exec(disposition)?.[1];
  const bare = /filename=([^;"]+)/i.exec(disposition)?.[1];
  const name = quoted?.replace(/\\(.)/g, '$1') ?? bare?.trim() ?? '';
  return name === '' ? 'upload' : readHeaderText(name);
}

/** Content-Disposition of a download: never shown in place, whatever is in it. */
export function attachment(fileName: string): string {
  const plain = fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(fileName).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`;
}
