import { afterAll, expect, test } from '@jest/globals';
import { connectQueue, type QueueConnection } from '../../workers/bull-queue.ts';
import {
  addressOf,
  eventually,
  ownPrefix,
  sharedAddress,
  startHangingServer,
  startOwnQueue,
} from './own-queue.ts';

const closing: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});
const connect = (address = sharedAddress()): QueueConnection => {
  const connection = connectQueue(address, ownPrefix());
  closing.push(() => connection.close());
  return connection;
};
const job = (uploadId: string, epoch = 0) => ({ uploadId, epoch });

/** Its answer and how many milliseconds it took. */
async function timed<T>(work: Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  return [await work, performance.now() - start];
}

test('a job asked for twice waits once', async () => {
  const { queue, health } = connect();
  await eventually(() => queue.ask('parse-upload', job('a')));
  expect(await queue.ask('parse-upload', job('a'))).toBe(true);
  expect(await queue.ask('parse-upload', job('a', 1))).toBe(true);
  expect(await queue.ask('parse-upload', job('b'))).toBe(true);
  const rows = await health();
  expect(rows).toContainEqual(expect.objectContaining({ name: 'parse-upload', waiting: 3 }));
  expect(rows).toHaveLength(5);
});

test('a job is found where it stands', async () => {
  const { queue } = connect();
  await eventually(() => queue.ask('apply-chunk', { ...job('a'), chunk: 7 }));
  expect(await queue.whereIs('apply-chunk', { ...job('a'), chunk: 7 })).toBe('waiting');
  expect(await queue.whereIs('apply-chunk', { ...job('a'), chunk: 8 })).toBe('absent');
  expect(await queue.whereIs('parse-upload', job('a'))).toBe('absent');
});

test('the age of what waits longest is told, null where nothing waits', async () => {
  const { queue, health } = connect();
  await eventually(() => queue.ask('finish-upload', job('a')));
  const rows = (await health()) ?? [];
  const ages = new Map(rows.map((row) => [row.name, row.oldestWaitingSeconds]));
  expect(ages.get('finish-upload')).toBeGreaterThanOrEqual(0);
  expect(ages.get('finish-upload')).toBeLessThan(10);
  expect(ages.get('parse-upload')).toBeNull();
});

test('a server that is away makes nobody wait, and nothing throws', async () => {
  const { queue, health, news } = connect(addressOf('redis://127.0.0.1:1'));
  const [asked, askMs] = await timed(queue.ask('parse-upload', job('a')));
  expect([asked, await queue.whereIs('parse-upload', job('a')), await health()]).toEqual([
    false,
    'unknown',
    null,
  ]);
  expect(askMs).toBeLessThan(1_500);
  news.uploadMoved('a');
});

test('a server that hangs makes nobody wait longer than a second or two', async () => {
  const { address, stop } = await startHangingServer();
  closing.push(stop);
  const { queue, health } = connect(address);
  const [asked, askMs] = await timed(queue.ask('parse-upload', job('a')));
  const [rows, healthMs] = await timed(health());
  expect([asked, rows]).toEqual([false, null]);
  expect(askMs).toBeLessThan(1_500);
  expect(healthMs).toBeLessThan(2_500);
});

test('after its server was killed and came back empty, a queue takes jobs again', async () => {
  const server = await startOwnQueue();
  closing.push(() => server.remove());
  const { queue, health } = connect(server.address);
  await eventually(() => queue.ask('parse-upload', job('a')));
  await server.kill();
  await eventually(async () => (await health()) === null);
  const [asked, askMs] = await timed(queue.ask('parse-upload', job('b')));
  expect(asked).toBe(false);
  expect(askMs).toBeLessThan(1_500);
  await server.startEmpty();
  await eventually(async () => (await health()) !== null);
  expect(await queue.whereIs('parse-upload', job('a'))).toBe('absent');
  expect(await queue.ask('parse-upload', job('a'))).toBe(true);
}, 30_000);

test('a queue that opened before its server was there works once it is', async () => {
  const server = await startOwnQueue();
  closing.push(() => server.remove());
  await server.kill();
  const { queue } = connect(server.address);
  expect(await queue.ask('parse-upload', job('a'))).toBe(false);
  await server.startEmpty();
  await eventually(() => queue.ask('parse-upload', job('a')));
}, 30_000);

test('closing ends also while the server hangs', async () => {
  const { address, stop } = await startHangingServer();
  closing.push(stop);
  const { queue, news, close } = connectQueue(address, ownPrefix());
  news.subscribe(() => undefined);
  news.uploadMoved('a');
  await queue.ask('parse-upload', job('a'));
  const [, closeMs] = await timed(close());
  expect(closeMs).toBeLessThan(3_500);
});
