import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import * as alliance from '../../src/cli/admin/alliance-mutations.ts';
import { documentOf } from '../../src/cli/admin/mutate.ts';
import { CONSIGNMENTS } from '../../src/cli/consignment-query.ts';

const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
const faults = (document: string) => validate(schema, parse(document)).map((each) => each.message);

/** Operations that stand as plain text in the files of the command line. */
const PLAIN = /(?:=|,)\s*(['`])((?:query|mutation) [^'`$]*(?:\$[a-z][^'`]*)?)\1/g;

const texts = ['src/cli', 'src/cli/admin', 'src/cli/demo'].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8')),
);
const operations = texts.flatMap((text) =>
  [...text.matchAll(PLAIN)].map((match) => match[2] ?? '').filter((each) => !each.includes('${')),
);

test('every operation of the command line is valid against the printed schema', () => {
  expect(operations.length).toBeGreaterThanOrEqual(5);
  for (const document of [...operations, CONSIGNMENTS]) expect(faults(document)).toEqual([]);
});

test.each(Object.values(alliance))('$name is valid against the printed schema', (mutation) => {
  expect(faults(documentOf(mutation))).toEqual([]);
});
