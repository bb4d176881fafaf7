import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { run } from './run.ts';
import { standInHub, type Heard, type Said } from './stand-in-hub.ts';

const folder = mkdtempSync(join(tmpdir(), 'bordero-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const file = (name: string, content = '@@PHSTAT512'): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

const counts = {
  records: 3,
  accepted: 3,
  created: 3,
  changed: 0,
  duplicates: 0,
  rejected: 0,
  unmapped: 0,
};
const upload = (state: string, more: Partial<typeof counts> = {}) => ({
  id: 'U1',
  state,
  fileName: 'a.txt',
  counts: { ...counts, ...more },
});

/** A hub that receives everything and then tells these states one after another. */
async function hub(states: readonly unknown[], onPost: (heard: Heard) => Said | null = () => null) {
  let told = 0;
  const made = await standInHub((heard) => {
    if (heard.method === 'POST')
      return onPost(heard) ?? { status: 202, json: { id: 'U1', state: 'RECEIVED' } };
    return { json: states[Math.min(told++, states.length - 1)] };
  });
  closing.push(made.close);
  return made;
}
const env = (url: string) => ({ BORDERO_URL: url, BORDERO_KEY: 'k' });
const args = (path: string, ...more: string[]) => [
  'upload',
  path,
  '--feed',
  'graz-fortras',
  ...more,
];

test('sends the bytes with name, key and idempotency key, and prints the upload as the hub tells it', async () => {
  const { url, heard } = await hub([upload('RECEIVED')]);
  const { code, out, err } = await run(args(file('a.txt', 'abc'), '--json'), env(url));
  expect(code).toBe(0);
  expect(JSON.parse(out)).toEqual(upload('RECEIVED'));
  expect(out).not.toContain('\n');
  expect(err).toBe('');
  expect(heard[0]).toMatchObject({
    method: 'POST',
    path: '/v1/feeds/graz-fortras/uploads',
    body: 'abc',
  });
  expect(heard[0]!.headers).toMatchObject({ authorization: 'Bearer k', 'x-filename': 'a.txt' });
  expect(heard[0]!.headers['idempotency-key']).toMatch(/^cli-[\da-f]{64}$/);
});

test('names beyond ASCII travel as RFC 5987 says', async () => {
  const { url, heard } = await hub([upload('RECEIVED')]);
  await run(args(file('Statusmeldung März.txt')), env(url));
  expect(heard[0]!.headers['content-disposition']).toBe(
    "attachment; filename*=UTF-8''Statusmeldung%20M%C3%A4rz.txt",
  );
});

test.each([
  ['COMPLETED', {}, 0],
  ['COMPLETED_WITH_ISSUES', {}, 0],
  ['COMPLETED_WITH_ISSUES', { accepted: 2, rejected: 1 }, 1],
  ['REFUSED', { records: 0, accepted: 0 }, 2],
  ['FAILED', {}, 2],
])('with --wait %s %j ends with %i', async (state, more, code) => {
  const { url } = await hub([upload('RECEIVED'), upload('PROCESSING'), upload(state, more)]);
  const result = await run(args(file('a.txt'), '--wait', '--json'), env(url));
  expect(result.code).toBe(code);
  expect(JSON.parse(result.out)).toEqual(upload(state, more));
});

test('a dry run says so', async () => {
  const { url, heard } = await hub([upload('COMPLETED')]);
  await run(args(file('a.txt'), '--dry-run'), env(url));
  expect(heard[0]!.path).toBe('/v1/feeds/graz-fortras/uploads?dryRun=true');
});

test('a broken connection is tried again under the same idempotency key, another run has another', async () => {
  let tries = 0;
  const { url, heard } = await hub([upload('RECEIVED')], () =>
    ++tries === 1 ? { cut: true } : null,
  );
  const path = file('a.txt');
  expect((await run(args(path), env(url))).code).toBe(0);
  await run(args(path), env(url));
  const keys = heard
    .filter((each) => each.method === 'POST')
    .map((each) => each.headers['idempotency-key']);
  expect(keys).toHaveLength(3);
  expect(keys[0]).toBe(keys[1]);
  expect(keys[2]).not.toBe(keys[1]);
});

const problem = (status: number, code: string): Said => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  json: { type: 'about:blank', title: code, status, code, detail: `It is ${code}` },
});

test.each([
  [401, 'UNAUTHENTICATED', 77],
  [403, 'FORBIDDEN', 77],
  [404, 'NOT_FOUND', 2],
  [413, 'TOO_LARGE', 2],
])('HTTP %i %s ends with the right code and prints the problem', async (status, name, code) => {
  const { url } = await hub([upload('RECEIVED')], () => problem(status, name));
  const result = await run(args(file('a.txt'), '--json'), env(url));
  expect(result.code).toBe(code);
  expect(JSON.parse(result.out)).toMatchObject({ code: name });
  expect(result.err).toContain(`It is ${name}`);
});

test('one refused file does not hold up the next, and the worst code counts', async () => {
  let posts = 0;
  const { url } = await hub([upload('RECEIVED')], () =>
    ++posts === 1 ? problem(413, 'TOO_LARGE') : null,
  );
  const result = await run(
    ['upload', file('a.txt'), file('b.txt'), '--feed', 'x', '--json'],
    env(url),
  );
  expect(result.code).toBe(2);
  expect(result.out.split('\n')).toHaveLength(2);
});

test('wrong use ends with 64 before anything is sent', async () => {
  const { url, heard } = await hub([upload('RECEIVED')]);
  const good = file('a.txt');
  for (const argv of [
    ['upload', good],
    ['upload', '--feed', 'x'],
    args(good, '--nonsense'),
    ['upload', good, join(folder, 'missing.txt'), '--feed', 'x'],
    ['nonsense'],
  ]) {
    expect((await run(argv, env(url))).code).toBe(64);
  }
  expect((await run(args(good), { BORDERO_URL: url })).code).toBe(64);
  expect((await run(args(good, '--url', 'ftp://x'), env(url))).code).toBe(64);
  expect(heard).toEqual([]);
});

test('help is for everybody and ends with 0', async () => {
  for (const argv of [['--help'], ['upload', '--help'], ['admin', 'depot', 'add', '--help']]) {
    const { code, out } = await run(argv);
    expect(code).toBe(0);
    expect(out).toContain('Usage: bordero');
  }
});

test('a file of some megabytes arrives whole', async () => {
  const { url, heard } = await hub([upload('RECEIVED')]);
  const content = 'x'.repeat(5_000_000);
  expect((await run(args(file('big.txt', content)), env(url))).code).toBe(0);
  expect(heard[0]!.body.length).toBe(content.length);
});

test('for people there is a table of at most 80 columns', async () => {
  const { url } = await hub([upload('COMPLETED_WITH_ISSUES', { accepted: 2, rejected: 1 })]);
  const name = `${'long'.repeat(20)}.txt`;
  const { out, err } = await run(args(file(name), '--wait'), env(url));
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(err).toContain('1 of 3 records rejected');
  expect(err).toContain('bordero uploads U1');
});
