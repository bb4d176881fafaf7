import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { FORMATS } from '../../src/feeds/registry.ts';
import { readFeed, terse } from './reading.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');

/**
 * Every folder fixtures/<format>/<case> with a feed.* is a case: a new one is picked up by itself. Without expected.json the file is written,
 * to be read against feed and NOTE.md before it is kept, and the test fails.
 */
const cases = FORMATS.map((format) => join(FIXTURES, format.name))
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));

test.each(cases)('%s leads to what its expected.json says', async (folder) => {
  const feed = readdirSync(folder).find((name) => name.startsWith('feed.')) ?? 'feed.txt';
  const { format, items, refusal } = await readFeed(readFileSync(join(folder, feed)));
  const result = terse({ format, refusal, items }) as object;
  const golden = join(folder, 'expected.json');
  if (!existsSync(golden)) {
    writeFileSync(golden, `${JSON.stringify(result, null, 2)}\n`);
    throw new Error(`${golden} was missing and is written: read it before you keep it`);
  }
  expect(result).toEqual(JSON.parse(readFileSync(golden, 'utf8')));
  expect(existsSync(join(folder, 'NOTE.md'))).toBe(true);
});
