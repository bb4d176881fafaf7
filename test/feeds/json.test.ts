import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RecordFramer } from '../../src/feeds/json/frames.ts';
import { codesOf, issuesOf, readFeed, recordsOf } from './reading.ts';

const withdrawal = (id: number): string => `{"kind":"withdrawal","id":"W-${id}"}`;
const idsOf = async (text: string): Promise<unknown[]> =>
  (await readFeed(text)).items.map(({ draft }) =>
    draft?.type === 'withdrawal' ? draft.senderId : null,
  );

test.each([
  ['one object', withdrawal(1), ['W-1']],
  ['one object over lines', '{\n"kind":"withdrawal",\n"id":"W-1"\n}', ['W-1']],
  [
    'objects over lines after each other',
    `{\n${withdrawal(1).slice(1)}\n{\n${withdrawal(2).slice(1)}`,
    ['W-1', 'W-2'],
  ],
  ['an array', `[${withdrawal(1)},${withdrawal(2)}]`, ['W-1', 'W-2']],
  ['a list of records', `{"records":[${withdrawal(1)}\n,\n${withdrawal(2)}]}`, ['W-1', 'W-2']],
  [
    'a list of records over lines',
    `{\n"a":"\\"records\\":[",\n"records" :\n [\n${withdrawal(1)}\n]\n}`,
    ['W-1'],
  ],
  [
    'JSON Lines with CR LF and blank lines',
    `\r\n${withdrawal(1)}\r\n\r\n${withdrawal(2)}`,
    ['W-1', 'W-2'],
  ],
  [
    'JSON Lines whose first line is cut',
    `{"kind":"withdrawal","id":"W-0"\n${withdrawal(2)}\n`,
    [null, 'W-2'],
  ],
])('%s is read', async (_form, text, ids) => {
  expect(await idsOf(text)).toEqual(ids);
});

test('records of an array keep the line where they begin', async () => {
  const { items } = await readFeed(`[\r\n${withdrawal(1)},\r\n\r${withdrawal(2)}\n]`);
  expect(items.map(({ draft }) => draft?.line)).toEqual([2, 4]);
});

test.each([
  '{"a":1}',
  '[1,2,3]',
  '{"records":[{"a":1}]}',
  '{"a":1}\n{"b":2}\n',
  '{"@context":[],"events":[{"kind":1}]}',
])('JSON without a single hub record is of an unknown format: %s', async (text) =>
  expect((await readFeed(text)).refusal?.code).toBe('UNKNOWN_FORMAT'),
);

test('an unknown kind is rejected alone', async () => {
  const reading = await readFeed(`{"kind":"tour"}\n${withdrawal(1)}\n`);
  expect(recordsOf(reading)).toBe(2);
  expect(issuesOf(reading)).toEqual([
    { code: 'UNKNOWN_RECORD', line: 1, record: 'tour', field: 'kind', value: 'tour' },
  ]);
});

test.each([
  '[',
  `[${withdrawal(1)}`,
  `[${withdrawal(1)},{"kind"`,
  `{"records":[${withdrawal(1)}]`,
  '{"kind":"event',
  `${withdrawal(1)}\n{"kind`,
])('JSON that ends inside a value is truncated: %s', async (text) =>
  expect((await readFeed(text)).refusal?.code).toBe('TRUNCATED'),
);

test('a record over a mebibyte is refused with its line, in every form', async () => {
  const big = `{"kind":"withdrawal","reason":"${'x'.repeat(1_100_000)}"}`;
  const where = { record: null, field: null, value: null };
  for (const text of [`${withdrawal(1)}\n${big}\n`, `[${withdrawal(1)},\n${big}]`]) {
    const { refusal } = await readFeed(text, { sizes: [10_000] });
    expect(refusal).toEqual({ code: 'RECORD_TOO_LARGE', line: 2, ...where });
  }
});

test('nesting deeper than 32 is refused, and 500000 brackets do no harm', async () => {
  const nested = (depth: number): string =>
    `{"kind":"withdrawal","id":"1","x":${'['.repeat(depth)}${']'.repeat(depth)}}`;
  expect((await readFeed(`${nested(31)}\n`)).refusal).toBeNull();
  for (const text of [`${nested(32)}\n`, `[${nested(32)}]`, `${nested(500_000)}\n`]) {
    expect((await readFeed(text)).refusal?.code).toBe('TOO_DEEP');
  }
});

test('no member of a record reaches a prototype', async () => {
  const text =
    '{"kind":"withdrawal","id":"1","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}\n';
  expect(codesOf(await readFeed(text))).toEqual(['UNKNOWN_FIELD', 'UNKNOWN_FIELD']);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test('windows-1252 instead of UTF-8 is read and said', async () => {
  const bytes = Buffer.from('{"kind":"withdrawal","id":"1","reason":"Straße"}\n', 'latin1');
  const reading = await readFeed(bytes);
  expect(codesOf(reading)).toEqual(['CHARSET_GUESSED']);
  expect(reading.items[0]?.draft).toMatchObject({ reason: 'Straße' });
});

test('the framer finds the values of any array, as JSON.parse does', () => {
  fc.assert(
    fc.property(
      fc.array(fc.jsonValue({ maxDepth: 4 }), { maxLength: 6 }),
      fc.nat({ max: 4 }),
      fc.integer({ min: 1, max: 20 }),
      (values, indent, size) => {
        const text = JSON.stringify(values, null, indent);
        const framer = new RecordFramer();
        const found: unknown[] = [];
        for (let at = 0; at < text.length; at += size) {
          for (const frame of framer.push(text.slice(at, at + size)))
            found.push(JSON.parse(frame.text));
        }
        for (const frame of framer.end()) found.push(JSON.parse(frame.text));
        expect(found).toEqual(JSON.parse(text));
      },
    ),
    { numRuns: 300 },
  );
});
