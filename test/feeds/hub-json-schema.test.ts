import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { RECORD_KINDS } from '../../src/feeds/json/kinds.ts';
import { hubJsonSchema } from '../../src/feeds/json/schema.ts';

const PUBLISHED = join(import.meta.dirname, '../../docs/hub-json.schema.json');

test('the published JSON Schema is that of the code', () => {
  expect(JSON.parse(readFileSync(PUBLISHED, 'utf8'))).toEqual(hubJsonSchema());
});

test('it names every kind and leaves room for members it does not know', () => {
  const schema = JSON.stringify(hubJsonSchema());
  for (const { kind } of RECORD_KINDS) expect(schema).toContain(`"const":"${kind}"`);
  expect(schema).not.toContain('additionalProperties');
});
