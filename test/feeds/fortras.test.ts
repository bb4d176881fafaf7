import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { countryOf } from '../../src/feeds/countries.ts';
import { readDate, readTime } from '../../src/feeds/fortras/fields.ts';
import { readHeader } from '../../src/feeds/fortras/header.ts';
import { withHead } from '../../src/feeds/parse-feed.ts';
import { codesOf, readFeed } from './reading.ts';

const HEAD = '@@PHBORD512 0512003500107 MUSTHAM MUSTLNZ';
const WHERE = { record: null, field: null, value: null };

/** A bordero of one consignment whose G00 states this weight in grams. */
const weighing = (grams: number): string =>
  `${HEAD}\nB00001SHPMuster\nG00001${'4711'.padEnd(35)}${String(grams).padStart(9, '0')}\nZ00000002\n@@PT\n`;

test('weights come out as written, without noise of binary fractions', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 999_999_999 }), async (grams) => {
      const { items } = await readFeed(weighing(grams));
      const kg = `${Math.floor(grams / 1000)}.${String(grams % 1000).padStart(3, '0')}`;
      expect(items[0]?.draft).toMatchObject({ grossWeightKg: Number(kg) });
    }),
    { numRuns: 50 },
  );
});

test('a date is day first, else year first, and never both', () => {
  expect(readDate('03112026')).toBe('2026-11-03');
  expect(readDate('20261103')).toBe('2026-11-03');
  expect(readDate('20102010')).toBe('2010-10-20');
  expect(['29022026', '00112026', '3112026', '0311202A', '31.12.26'].map(readDate)).toEqual(
    Array(5).fill(null),
  );
  expect(readDate('29022028')).toBe('2028-02-29');
});

test('a time is one that a clock shows', () => {
  expect(readTime('0000')).toBe('00:00');
  expect(readTime('235959')).toBe('23:59:59');
  expect(['2400', '1260', '100', '10:15', '101560'].map(readTime)).toEqual(Array(5).fill(null));
});

test.each([
  ['@@PHBORD512 0512003500107 MUSTHAM MUSTLNZ', 'BORD', 100, 'MUSTLNZ'],
  ['@@PHBORD512 0512  86  1 9 XBSOPO ANEXAVAL', 'BORD', 100, 'ANEXAVAL'],
  [
    '@@PHBORD512 05120044001018LONGSENDERHEADER LONGRECEIVERHEADER',
    'BORD',
    100,
    'LONGRECEIVERHEADER',
  ],
  ['@@PHENTL128 0128003500107 MUSTHAM $RECEIV', 'ENTL', 6, null],
  ['@@PHBORD100', 'BORD', 100, null],
  ['@@PHFAKT512', null, 100, null],
])('the head %s names message, release and receiver', (text, message, release, receiver) => {
  const header = readHeader({ text, number: 1 });
  expect(header).toMatchObject({ message, release });
  expect(header.receiver?.value ?? null).toBe(receiver);
});

test('a sign of a vehicle becomes its country, an unknown one stays as received', () => {
  expect(['D', 'A', 'CH', 'at', 'SLO', 'IRL', '??', 'ABC'].map(countryOf)).toEqual([
    'DE',
    'AT',
    'CH',
    'AT',
    'SI',
    'IE',
    '??',
    'ABC',
  ]);
});

test('release 100 without Z00 and @@PT is truncated, wherever the block stands', async () => {
  const open = `${HEAD}\nA00STD100`;
  for (const text of [open, `${open}\n${HEAD}\n@@PT\n`]) {
    expect((await readFeed(text)).refusal).toEqual({ code: 'TRUNCATED', line: 2, ...WHERE });
  }
  expect((await readFeed(`${open}\nZ00000001`)).refusal).toBeNull();
  expect((await readFeed(`${open}\n@@PT`)).refusal).toBeNull();
});

test('a file without a block of a known type is of an unknown format', async () => {
  const { refusal } = await readFeed('@@PHFAKT512\nR00 x\n@@PT\n');
  expect(refusal?.code).toBe('UNKNOWN_FORMAT');
});

test('a line over 64 KiB and a consignment without end are refused', async () => {
  const line = `${HEAD}\nB00001${'x'.repeat(70_000)}\n@@PT\n`;
  expect((await readFeed(line)).refusal).toEqual({ code: 'RECORD_TOO_LARGE', line: 2, ...WHERE });
  const barcodes = `F00001001${'1'.repeat(18)}\n`.repeat(20_001);
  const endless = await readFeed(`${HEAD}\n${barcodes}@@PT\n`);
  expect(endless.refusal).toMatchObject({ code: 'RECORD_TOO_LARGE', line: 20_002, record: 'F00' });
  const texts = `Q11${'x'.repeat(210)}\n`.repeat(400);
  const talking = await readFeed(`@@PHSTAT512\nQ104711\n${texts}@@PT\n`);
  expect(talking.refusal).toMatchObject({ code: 'RECORD_TOO_LARGE', line: 2, record: 'Q10' });
});

test('a bilateral record is told once a type and file', async () => {
  const block = `${HEAD}\nA99x\nD99x\nD99y\n@@PT\n`;
  expect(codesOf(await readFeed(block + block))).toEqual(['PRIVATE_RECORD', 'PRIVATE_RECORD']);
});

test('a stream gives its head and is whole afterwards', async () => {
  async function* source(): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < 30; i++) yield Buffer.alloc(10_000, i);
  }
  const { head, bytes } = await withHead(source());
  expect(head.bytes.byteLength).toBe(65_536);
  expect(head.complete).toBe(false);
  let length = 0;
  for await (const chunk of bytes) length += chunk.byteLength;
  expect(length).toBe(300_000);
});
