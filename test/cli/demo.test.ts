import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import { readState, writeState, type DemoState } from '../../src/cli/demo/state.ts';
import { tips } from '../../src/cli/demo/tips.ts';

const folder = mkdtempSync(join(tmpdir(), 'bordero-demo-'));
afterAll(() => rmSync(folder, { recursive: true }));

const shown = {
  number: '7000000001',
  sender: 'hamburg',
  receiver: 'graz',
  sendingDepot: 'HAM',
  receivingDepot: 'GRZ',
};
const state: DemoState = {
  seed: 1,
  now: '2026-11-24T14:49:00.000Z',
  admin: 'bdo_admin',
  keys: { graz: 'bdo_graz', hamburg: 'bdo_hamburg' },
  seededAt: '2026-11-24T14:50:00.000Z',
  highlights: { damaged: shown, waiting: shown, returned: shown },
};

test('what the demo remembers comes back, and only its owner may read it', () => {
  const path = join(folder, 'state.json');
  expect(readState(path)).toBeNull();
  writeState(path, state);
  expect(readState(path)).toEqual(state);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  writeFileSync(path, '{"seed":1');
  expect(readState(path)).toBeNull();
});

test('the keys and three things to try are told, and the query in them is valid', () => {
  const text = tips('http://127.0.0.1:4000', state, '/tmp/a b/delivered.txt').join('\n');
  expect(text).toContain('graz       bdo_graz');
  expect(text).toContain("upload '/tmp/a b/delivered.txt' --feed graz-fortras");
  const body = /-d '(.*)'/.exec(text)?.[1] ?? '';
  const { query } = JSON.parse(body) as { query: string };
  const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
  expect(validate(schema, parse(query))).toEqual([]);
});
