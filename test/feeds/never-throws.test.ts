import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { severityOf } from '../../src/domain/issue.ts';
import { readFeed, type Reading } from './reading.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');

const files = ['fortras', 'json', 'journey']
  .flatMap((folder) =>
    readdirSync(join(FIXTURES, folder), { recursive: true, withFileTypes: true }),
  )
  .filter((entry) => entry.isFile() && /^(feed|bord|stat|entl|hub)/.test(entry.name))
  .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
  .map((bytes) => bytes.subarray(0, 6000));

/** One change to a file: bytes at a place left out and others put in. */
const change = fc.record({
  at: fc.nat({ max: 6000 }),
  without: fc.nat({ max: 40 }),
  bytes: fc.oneof(
    fc.uint8Array({ maxLength: 12 }),
    fc.constantFrom('\r', '\n', '"', '{', '}', '[', ']', '@@PH', '@@PT', 'Z00', '\x1a', '\0'),
  ),
});
const mutated = fc
  .tuple(fc.constantFrom(...files), fc.array(change, { maxLength: 4 }))
  .map(([file, changes]) =>
    changes.reduce(
      (bytes, { at, without, bytes: put }) =>
        Buffer.concat([
          bytes.subarray(0, at),
          Buffer.from(put as string),
          bytes.subarray(at + without),
        ]),
      file,
    ),
  );

/** What every reading owes the hub, whatever was read. */
function expectSound({ items, refusal }: Reading): void {
  if (refusal !== null) expect(severityOf(refusal)).toBe('ERROR');
  for (const { records, draft, issues } of items) {
    const rejected = issues.some((issue) => severityOf(issue) === 'ERROR');
    if (records === 1) expect(draft === null).toBe(rejected);
    for (const { line } of issues) expect(line === null || line >= 1).toBe(true);
  }
}

test('mutated bytes are refused or read, and every record has a draft or the error that rejects it', async () => {
  await fc.assert(
    fc.asyncProperty(mutated, async (bytes) => {
      const reading = await readFeed(bytes);
      expectSound(reading);
      expect(reading.items.length).toBeLessThanOrEqual(bytes.length + 1);
    }),
    { numRuns: 400 },
  );
});

test('the same bytes give the same items, however they are cut', async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(mutated, sizes, async (bytes, cuts) => {
      expect(await readFeed(bytes, { sizes: cuts })).toEqual(await readFeed(bytes));
    }),
    { numRuns: 200 },
  );
});

test('arbitrary bytes after a known start are refused or read', async () => {
  const start = fc.constantFrom(
    '@@PHBORD512\n',
    '@@PHSTAT128\nQ',
    '@@PHENTL512\nM00',
    '{"kind":',
    '[{',
  );
  await fc.assert(
    fc.asyncProperty(start, fc.uint8Array({ maxLength: 300 }), async (head, bytes) => {
      expectSound(await readFeed(Buffer.concat([Buffer.from(head), bytes])));
    }),
    { numRuns: 200 },
  );
});
