import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { CharsetReader, decode } from '../../src/feeds/charset.ts';

interface Decoded {
  readonly text: string;
  readonly guessed: boolean;
  readonly failed: boolean;
}

async function decoded(bytes: Buffer, declared: string | null, sizes: number[]): Promise<Decoded> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    let at = 0;
    for (let i = 0; at < bytes.length; i++) {
      const size = sizes[i % sizes.length] ?? bytes.length;
      yield bytes.subarray(at, at + size);
      at += size;
    }
  }
  const reader = new CharsetReader(declared);
  let text = '';
  try {
    for await (const piece of decode(chunks(), reader)) text += piece;
  } catch {
    expect(reader.failed).toBe(true);
  }
  return { text, guessed: reader.guessed, failed: reader.failed };
}

const read = (bytes: Buffer, declared: string | null = null) => decoded(bytes, declared, []);

test('bytes that are UTF-8 throughout are UTF-8, whatever is declared', async () => {
  const bytes = Buffer.from('Süßwaren „Möller“');
  const expected = { text: 'Süßwaren „Möller“', guessed: false, failed: false };
  expect(await read(bytes)).toEqual(expected);
  expect(await read(bytes, 'windows-1250')).toEqual(expected);
});

test('windows-1252 is the last resort, with quotes and dashes where Latin-1 has controls', async () => {
  const bytes = iconv.encode('Maße – „50 €“', 'windows-1252');
  expect(await read(bytes)).toEqual({ text: 'Maße – „50 €“', guessed: true, failed: false });
});

test('a declared charset comes before the guess, and Latin-1 means windows-1252', async () => {
  expect((await read(iconv.encode('Łódź', 'windows-1250'), 'windows-1250')).text).toBe('Łódź');
  expect(await read(iconv.encode('Süd – Ost', 'windows-1252'), 'ISO-8859-1')).toEqual({
    text: 'Süd – Ost',
    guessed: false,
    failed: false,
  });
  expect((await read(iconv.encode('Süd', 'windows-1252'), 'klingon')).guessed).toBe(true);
});

test('the first byte that is no UTF-8 may come after megabytes of ASCII', async () => {
  const bytes = Buffer.concat([Buffer.alloc(3_000_000, 'a'), iconv.encode('ü', 'windows-1252')]);
  const { text, guessed } = await decoded(bytes, null, [65_536]);
  expect(text.endsWith('aü')).toBe(true);
  expect(guessed).toBe(true);
});

test.each(['utf-8', 'utf-16le', 'utf-16be'])(
  'a byte order mark of %s is believed',
  async (name) => {
    const bytes = iconv.encode('Grüße 📦', name, { addBOM: true });
    expect(await read(bytes)).toEqual({ text: 'Grüße 📦', guessed: false, failed: false });
  },
);

test('bytes that are not what their byte order mark says are refused', async () => {
  const utf8 = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from([0x41, 0xfc, 0x42])]);
  expect((await read(utf8)).failed).toBe(true);
  expect((await read(Buffer.from([0xff, 0xfe, 0x41]))).failed).toBe(true);
  expect((await read(Buffer.from([0xff, 0xfe, 0x00, 0xdc, 0x41, 0x00]))).failed).toBe(true);
});

test('an open sequence at the end of the file is not UTF-8', async () => {
  expect(await read(Buffer.from([0x41, 0xc3]))).toEqual({
    text: 'AÃ',
    guessed: true,
    failed: false,
  });
});

test('the text does not depend on how the bytes are cut', async () => {
  const byte = fc.constantFrom(
    0x41,
    0x0a,
    0x80,
    0xbf,
    0xc3,
    0xa4,
    0xe2,
    0x82,
    0xac,
    0xf0,
    0x9f,
    0xff,
    0xfe,
    0xed,
    0xa0,
  );
  const start = fc.constantFrom<number[]>([], [0xef, 0xbb, 0xbf], [0xff, 0xfe], [0xfe, 0xff]);
  const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(start, fc.array(byte, { maxLength: 40 }), sizes, async (bom, body, cuts) => {
      const bytes = Buffer.from([...bom, ...body]);
      expect(await decoded(bytes, null, cuts)).toEqual(await read(bytes));
    }),
    { numRuns: 500 },
  );
});
