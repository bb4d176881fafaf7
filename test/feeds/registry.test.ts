import { deflateRawSync, gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import { readFeed } from './reading.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, deflateRawSync('some more bytes')]);

const REFUSED: readonly (readonly [string, string, Buffer])[] = [
  ['a file without a byte', 'EMPTY_FILE', Buffer.alloc(0)],
  ['a byte order mark alone', 'EMPTY_FILE', hex('efbbbf')],
  ['blanks and line ends', 'EMPTY_FILE', Buffer.from(' \r\n\t\n\x1a')],
  ['more blanks than a head holds', 'EMPTY_FILE', Buffer.alloc(200_000, ' ')],
  ['a zip', 'ARCHIVE', padded(hex('504b0304 1400 0000 0800'))],
  ['an encrypted zip', 'ENCRYPTED', padded(hex('504b0304 1400 0900 0800'))],
  ['gzip', 'ARCHIVE', gzipSync('@@PHSTAT512')],
  ['7z', 'ARCHIVE', padded(hex('377abcaf271c 0004'))],
  ['rar', 'ARCHIVE', padded(hex('526172211a0701 00'))],
  ['bzip2', 'ARCHIVE', padded(hex('425a6839 314159265359'))],
  ['xz', 'ARCHIVE', padded(hex('fd377a585a0000'))],
  ['a PGP message in armour', 'ENCRYPTED', Buffer.from('-----BEGIN PGP MESSAGE-----\n\nhQEM')],
  ['a PGP message in bytes', 'ENCRYPTED', padded(hex('85010c03 0123456789abcdef 01'))],
  [
    'an S/MIME mail',
    'ENCRYPTED',
    Buffer.from('MIME-Version: 1.0\nContent-Type: application/pkcs7-mime; name=smime.p7m\n\nMII'),
  ],
  ['CMS enveloped data', 'ENCRYPTED', padded(hex('308205ab 06092a864886f70d010703'))],
  [
    'an encrypted office file',
    'ENCRYPTED',
    Buffer.concat([
      hex('d0cf11e0a1b11ae1'),
      Buffer.alloc(600),
      Buffer.from('EncryptedPackage', 'utf16le'),
    ]),
  ],
  ['an old spreadsheet', 'BINARY', Buffer.concat([hex('d0cf11e0a1b11ae1'), Buffer.alloc(600)])],
  ['a program', 'BINARY', padded(hex('4d5a9000 03000000'))],
  ['an ELF program', 'BINARY', padded(hex('7f454c46 020101'))],
  ['a PDF', 'BINARY', Buffer.from('%PDF-1.7\n%äöü')],
  ['an image', 'BINARY', padded(hex('89504e470d0a1a0a'))],
  ['zero bytes in text', 'BINARY', Buffer.from('@@PHSTAT512\0\0')],
  ['nothing but zero bytes', 'BINARY', Buffer.alloc(100)],
  ['noise', 'BINARY', hex('8f0102031b05 8f0102031b05')],
  [
    'XML with a document type',
    'XML_DTD_FORBIDDEN',
    Buffer.from('<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "c">]><a/>'),
  ],
  [
    'the same in UTF-16',
    'XML_DTD_FORBIDDEN',
    iconv.encode('<!DOCTYPE a SYSTEM "x"><a/>', 'utf-16le', { addBOM: true }),
  ],
  ['XML without one', 'UNKNOWN_FORMAT', Buffer.from('<?xml version="1.0"?><a/>')],
  ['a page of a web server', 'UNKNOWN_FORMAT', Buffer.from('<!doctype html><title>404</title>')],
  ['plain text', 'UNKNOWN_FORMAT', Buffer.from('Guten Tag\n')],
  ['text that begins like an image of PGP', 'UNKNOWN_FORMAT', Buffer.from('Ärger mit Öl\n')],
  [
    'text after more blanks than a head holds',
    'UNKNOWN_FORMAT',
    Buffer.concat([Buffer.alloc(200_000, ' '), Buffer.from('x')]),
  ],
];

test.each(REFUSED)('%s is refused as %s', async (_what, code, bytes) => {
  const { refusal, items } = await readFeed(bytes);
  expect(refusal).toEqual({ code, line: null, record: null, field: null, value: null });
  expect(items).toEqual([]);
});

test('a file is recognised after a byte order mark and blank lines', async () => {
  const bytes = Buffer.concat([hex('efbbbf'), Buffer.from('\r\n  @@PHSTAT512\r\n@@PT')]);
  expect((await readFeed(bytes)).format).toBe('fortras');
  const utf16 = iconv.encode('@@PHSTAT512\n@@PT', 'utf-16be', { addBOM: true });
  expect((await readFeed(utf16)).format).toBe('fortras');
});

test('a feed of a fixed format is only read as that one', async () => {
  const block = '@@PHSTAT512\n@@PT\n';
  expect((await readFeed(block, { format: 'FORTRAS' })).format).toBe('fortras');
  expect((await readFeed(block, { format: 'AUTO' })).format).toBe('fortras');
  expect((await readFeed(block, { format: 'json' })).refusal?.code).toBe('UNKNOWN_FORMAT');
  expect((await readFeed('[]', { format: 'fortras' })).refusal?.code).toBe('UNKNOWN_FORMAT');
});

test('a recognised file without a record is fine', async () => {
  const empty = '@@PHBORD512\nA00STD100\nZ00000001\n@@PT\n';
  expect(await readFeed(empty)).toEqual({ format: 'fortras', items: [], refusal: null });
  expect(await readFeed('[]')).toEqual({ format: 'json', items: [], refusal: null });
});
