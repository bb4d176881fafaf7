import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from '@jest/globals';
import { codesOf, readFeed, recordsOf } from './reading.ts';

/** Real, openly licensed files beside the repository; a checkout alone does not have them. */
const SAMPLES = join(import.meta.dirname, '../../../shared/samples');

const files = existsSync(SAMPLES)
  ? readdirSync(SAMPLES, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(SAMPLES, join(entry.parentPath, entry.name)))
  : [];

if (files.length === 0) test.todo(`no samples at ${SAMPLES}: nothing to read`);
else {
  test.each(files)('%s is read or refused, and never crashes', async (file) => {
    const bytes = readFileSync(join(SAMPLES, file));
    const whole = await readFeed(bytes);
    expect(await readFeed(bytes, { sizes: [7, 1, 64, 3] })).toEqual(whole);
  });

  const REAL = [
    ['stat128_hudora_2.txt', 8, []],
    ['stat128_hudora_6.txt', 2, []],
    ['entl128_hudora_8.txt', 1, ['PRIVATE_RECORD']],
    ['entl128_hudora_9.txt', 17, ['PRIVATE_RECORD']],
  ] as const;
  test.each(REAL)(
    '%s of 2006 has %i records and nothing to complain of',
    async (file, records, codes) => {
      const reading = await readFeed(readFileSync(join(SAMPLES, 'fortras', file)));
      expect(recordsOf(reading)).toBe(records);
      expect(codesOf(reading)).toEqual(codes);
      expect(reading.refusal).toBeNull();
    },
  );
}
