import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { nodeArguments } from '../../src/platform/embedded/node-arguments.ts';
import { bytesOf, FEED } from '../store/own-database.ts';
import { openIntake } from './intake.ts';

const { db, uri, queue, stores, receive, stored, drop } = await openIntake();
afterAll(drop);
beforeEach(async () => {
  for (const name of ['uploads', 'raw.files', 'raw.chunks'])
    await db.collection(name).deleteMany({});
  queue.flush();
  queue.place = 'waiting';
});

const refusal = (promise: Promise<unknown>) => promise.catch((error: unknown) => error);
const KEY = { idempotencyKey: 'key-1' };

test('what was received is durable and asked for', async () => {
  const upload = await receive('some bytes', { fileName: 'C:\\data\\feed.txt' });
  expect(upload).toMatchObject({
    feed: 'graz-fortras',
    member: 'graz',
    fileName: 'feed.txt',
    byteSize: 10,
    sha256: createHash('sha256').update('some bytes').digest('hex'),
    state: 'RECEIVED',
    epoch: 0,
  });
  expect(upload._id).toMatch(/^[0-9A-Z]{26}$/);
  expect(await stores.uploads.find(upload._id)).toEqual(upload);
  expect(queue.asked).toEqual([
    { key: 'parse-upload', payload: { uploadId: upload._id, epoch: 0 } },
  ]);
  expect(await stored()).toEqual([1, 1, 1]);
});

test('a file of more than a mebibyte waits in a queue of its own', async () => {
  await receive([Buffer.alloc(2 ** 20 + 1)], { maxBytes: 2 ** 21 });
  expect(queue.asked.map(({ key }) => key)).toEqual(['parse-large-upload']);
});

test('an empty file is received: what is wrong with it is said by its issues', async () => {
  expect(await receive([])).toMatchObject({ byteSize: 0, state: 'RECEIVED' });
  expect(await stored()).toEqual([1, 1, 0]);
});

test('the same bytes under the same key are one upload', async () => {
  const first = await receive('same', KEY);
  const again = await receive('same', KEY);
  expect(again).toEqual(first);
  expect(await stored()).toEqual([1, 1, 1]);
});

test('without a key the same bytes are two uploads, in order of their ids', async () => {
  const [first, second] = [await receive('same'), await receive('same')];
  expect(first._id < second._id || first.receivedAt.getTime() === second.receivedAt.getTime()).toBe(
    true,
  );
  expect(await stored()).toEqual([2, 2, 2]);
});

test.each([
  ['other bytes', 'other', {}],
  ['another feed', 'same', { feed: { ...FEED, _id: 'graz-json' } }],
  ['a dry run', 'same', { dryRun: true }],
])('%s under the same key is refused, nothing stored', async (_what, content, more) => {
  await receive('same', KEY);
  const refused = await refusal(receive(content, { ...KEY, ...more }));
  expect(refused).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  expect(await stored()).toEqual([1, 1, 1]);
});

test('keys of two members have nothing to do with each other', async () => {
  const ours = await receive('ours', KEY);
  const feed = { ...FEED, _id: 'porto-csv', member: 'porto' };
  const theirs = await receive('theirs', { ...KEY, feed });
  expect(theirs._id).not.toBe(ours._id);
  expect(await stored()).toEqual([2, 2, 2]);
});

test('of fifty who race for one key one upload comes, with its bytes alone', async () => {
  const racers = Array.from({ length: 50 }, () => receive('same', KEY));
  const ids = new Set((await Promise.all(racers)).map(({ _id }) => _id));
  expect(ids.size).toBe(1);
  expect(await stored()).toEqual([1, 1, 1]);
  const [upload] = await db.collection('uploads').find().toArray();
  const read = stores.raw.read({ raw: upload?.['raw'] as string, byteSize: 4 });
  expect((await read.next()).value?.toString()).toBe('same');
});

test('of different bytes that race for one key those of one are taken, the others refused', async () => {
  const racers = Array.from({ length: 20 }, (_, i) => refusal(receive(`bytes ${i % 2}`, KEY)));
  const outcomes = await Promise.all(racers);
  const refused = outcomes.filter((outcome) => outcome instanceof Error);
  expect(refused).toHaveLength(10);
  for (const error of refused) expect(error).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  expect(await stored()).toEqual([1, 1, 1]);
});

test('two processes that receive one key at once give one upload', async () => {
  const entry = new URL('receive-once-process.ts', import.meta.url);
  const children = [0, 1].map(() =>
    spawn(process.execPath, nodeArguments(entry, [uri, 'same', '10']), {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  const outputs = children.map(({ stdout }) => {
    const lines = { text: '' };
    stdout.on('data', (data: Buffer) => (lines.text += data.toString()));
    return lines;
  });
  await Promise.all(children.map(({ stdout }) => once(stdout, 'data')));
  for (const { stdin } of children) stdin.write('go\n');
  await Promise.all(children.map((child) => once(child, 'close')));
  const ids = outputs.flatMap(({ text }) => JSON.parse(text.split('\n')[1] ?? '') as string[]);
  expect(ids).toHaveLength(20);
  expect(new Set(ids).size).toBe(1);
  expect(await stored()).toEqual([1, 1, 1]);
}, 30_000);

test('over its limit, or broken off, nothing of a file is stored and nothing asked for', async () => {
  const tooLarge = await refusal(receive('12345', { maxBytes: 4 }));
  expect(tooLarge).toMatchObject({ code: 'TOO_LARGE' });
  const broken = new Error('connection reset');
  expect(await refusal(receive('', { bytes: bytesOf(['12'], broken), ...KEY }))).toBe(broken);
  expect(await stored()).toEqual([0, 0, 0]);
  expect(queue.asked).toEqual([]);
});

test('over its limit under a known key it is refused as well', async () => {
  await receive('same', KEY);
  expect(await refusal(receive('same and more', { ...KEY, maxBytes: 5 }))).toMatchObject({
    code: 'TOO_LARGE',
  });
});

test('a lost queue does not matter', async () => {
  queue.place = 'unknown';
  expect(await receive('some bytes')).toMatchObject({ state: 'RECEIVED' });
  expect(await stored()).toEqual([1, 1, 1]);
});
