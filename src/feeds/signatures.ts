import type { IssueCode } from '../domain/issue.ts';

/** What no format here is, known by its first bytes (operations.md section 6). */
interface Signature {
  readonly code: IssueCode;
  readonly what: string;
  readonly matches: (bytes: Buffer) => boolean;
}

const startsWith =
  (hex: string, at = 0) =>
  (bytes: Buffer): boolean => {
    const expected = Buffer.from(hex, 'hex');
    return bytes.subarray(at, at + expected.length).equals(expected);
  };

const startsWithText = (text: string, at = 0) => startsWith(Buffer.from(text).toString('hex'), at);

/** Local file header with bit 0 of its flags set: the entry is encrypted. */
const isEncryptedZip = (bytes: Buffer): boolean =>
  startsWith('504b0304')(bytes) && ((bytes[6] ?? 0) & 1) === 1;

const isOle = startsWith('d0cf11e0a1b11ae1');

/** An encrypted office file is an OLE container whose directory names the streams of the encryption. */
const isEncryptedOffice = (bytes: Buffer): boolean =>
  isOle(bytes) &&
  ['EncryptedPackage', 'EncryptionInfo'].some((name) =>
    bytes.includes(Buffer.from(name, 'utf16le')),
  );

/**
 * A binary OpenPGP message begins with a session key packet: tag 1 of version 3 or 6, or tag 3 of version 4 to 6 (RFC 9580 section 5);
 * the version byte follows a length of one to three bytes.
 */
function isOpenPgp(bytes: Buffer): boolean {
  const tag = bytes[0] ?? 0;
  const lengthBytes = (tag & 0xc0) === 0xc0 ? ((bytes[1] ?? 0) < 192 ? 1 : 2) : 1 << (tag & 3);
  const version = bytes[1 + lengthBytes] ?? 0;
  if ([0x84, 0x85, 0xc1].includes(tag)) return version === 3 || version === 6;
  return [0x8c, 0x8d, 0xc3].includes(tag) && version >= 4 && version <= 6;
}

/** CMS envelopedData in DER: a sequence that begins with its object identifier. */
const isEnvelopedCms = (bytes: Buffer): boolean =>
  bytes[0] === 0x30 && bytes.subarray(0, 24).includes(Buffer.from('06092a864886f70d010703', 'hex'));

const ARMOUR =
  /^(?:[\w-]+:.*\r?\n)*\s*-----BEGIN (?:PGP MESSAGE|PKCS7|CMS|AGE ENCRYPTED FILE)-----|^age-encryption\.org\/|^Salted__/;
const SMIME = /^[\w-]+:[^\0]*?(?:application\/(?:x-)?pkcs7-mime|multipart\/encrypted)/i;

const isEncryptedText = (bytes: Buffer): boolean => {
  const text = bytes.toString('latin1', 0, 4096).trimStart();
  return ARMOUR.test(text) || SMIME.test(text);
};

/** The head of a program holds zero bytes; a table whose first column begins with MZ does not. */
const isWindowsProgram = (bytes: Buffer): boolean =>
  startsWithText('MZ')(bytes) && bytes.subarray(2, 64).some((byte) => byte < 0x09);

/** In this order: an encrypted archive is encrypted first. */
export const SIGNATURES: readonly Signature[] = [
  { code: 'ENCRYPTED', what: 'zip', matches: isEncryptedZip },
  { code: 'ENCRYPTED', what: 'office', matches: isEncryptedOffice },
  { code: 'ENCRYPTED', what: 'openpgp', matches: isOpenPgp },
  { code: 'ENCRYPTED', what: 'cms', matches: isEnvelopedCms },
  { code: 'ENCRYPTED', what: 'armour', matches: isEncryptedText },
  { code: 'ARCHIVE', what: 'zip', matches: startsWith('504b0304') },
  { code: 'ARCHIVE', what: 'empty zip', matches: startsWith('504b0506') },
  { code: 'ARCHIVE', what: 'split zip', matches: startsWith('504b0708') },
  { code: 'ARCHIVE', what: 'gzip', matches: startsWith('1f8b') },
  { code: 'ARCHIVE', what: '7z', matches: startsWith('377abcaf271c') },
  { code: 'ARCHIVE', what: 'rar', matches: startsWith('526172211a07') },
  { code: 'ARCHIVE', what: 'bzip2', matches: startsWith('314159265359', 4) },
  { code: 'ARCHIVE', what: 'xz', matches: startsWith('fd377a585a00') },
  { code: 'ARCHIVE', what: 'zstd', matches: startsWith('28b52ffd') },
  { code: 'ARCHIVE', what: 'lz4', matches: startsWith('04224d18') },
  { code: 'ARCHIVE', what: 'compress', matches: startsWith('1f9d') },
  { code: 'ARCHIVE', what: 'cabinet', matches: startsWith('4d53434600000000') },
  { code: 'ARCHIVE', what: 'tar', matches: startsWithText('ustar', 257) },
  { code: 'BINARY', what: 'old office', matches: isOle },
  { code: 'BINARY', what: 'elf', matches: startsWith('7f454c46') },
  { code: 'BINARY', what: 'program', matches: isWindowsProgram },
  { code: 'BINARY', what: 'pdf', matches: startsWithText('%PDF-') },
  { code: 'BINARY', what: 'png', matches: startsWith('89504e470d0a1a0a') },
  { code: 'BINARY', what: 'jpeg', matches: startsWith('ffd8ff') },
  { code: 'BINARY', what: 'gif', matches: startsWithText('GIF87a') },
  { code: 'BINARY', what: 'gif', matches: startsWithText('GIF89a') },
  { code: 'BINARY', what: 'tiff', matches: startsWith('49492a00') },
  { code: 'BINARY', what: 'tiff', matches: startsWith('4d4d002a') },
  { code: 'BINARY', what: 'cms', matches: (bytes) => bytes[0] === 0x30 && bytes[1] === 0x82 },
];
