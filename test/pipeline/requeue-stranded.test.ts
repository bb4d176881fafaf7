import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { MOST_ASKED, requeueStranded } from '../../src/pipeline/requeue-stranded.ts';
import { NO_COUNTS } from '../../src/store/upload-store.ts';
import { uploadRow } from '../store/upload-row.ts';
import { openIntake } from './intake.ts';

const { db, stores, queue, clock, receive, drop } = await openIntake();
const { uploads, chunks } = stores;
afterAll(drop);
beforeEach(async () => {
  for (const name of ['uploads', 'chunks', 'deadLetters', 'totals'])
    await db.collection(name).deleteMany({});
  queue.flush();
  queue.place = 'waiting';
});

const sweep = () => requeueStranded({ ...stores, queue, clock });
const touched = {
  events: [],
  claims: [],
  reports: [],
  differences: [],
  documents: [],
  senderKeys: [],
  buckets: [],
};

test('what the queue lost is asked for again, with a new epoch each time', async () => {
  const { _id } = await receive('some bytes');
  queue.flush();
  clock.advance(29);
  expect(await sweep()).toEqual({ requeued: 0, givenUp: 0 });
  clock.advance(2);
  expect(await sweep()).toEqual({ requeued: 1, givenUp: 0 });
  expect(queue.asked).toEqual([{ key: 'parse-upload', payload: { uploadId: _id, epoch: 1 } }]);
  queue.flush();
  clock.advance(61);
  await sweep();
  expect(queue.asked).toEqual([{ key: 'parse-upload', payload: { uploadId: _id, epoch: 2 } }]);
  expect((await stores.totals.read()).get('requeued')).toBe(2);
});

test('the pause grows with each time in vain', async () => {
  await receive('some bytes');
  const askedAfter: number[] = [];
  for (let seconds = 0; seconds < 900; seconds += 5) {
    queue.flush();
    if ((await sweep()).requeued === 1) askedAfter.push(seconds);
    clock.advance(5);
  }
  expect(askedAfter).toEqual([30, 90, 210, 450, 690]);
});

test('what waits for its turn, however long, is not asked for again', async () => {
  await receive('some bytes');
  clock.advance(86_400);
  expect(await sweep()).toEqual({ requeued: 0, givenUp: 0 });
  expect(queue.asked).toHaveLength(1);
});

test('what is at work is left alone, until it shows no sign of life for ten times the pause', async () => {
  await receive('some bytes');
  queue.place = 'active';
  clock.advance(299);
  expect(await sweep()).toEqual({ requeued: 0, givenUp: 0 });
  clock.advance(31);
  expect(await sweep()).toEqual({ requeued: 1, givenUp: 0 });
});

test('what is kept moving is left alone although its jobs are lost', async () => {
  const { _id: id } = await receive('some bytes');
  queue.flush();
  clock.advance(100);
  await uploads.touch({ id, epoch: 0, at: clock.now() });
  expect(await sweep()).toEqual({ requeued: 0, givenUp: 0 });
});

test('while the queue cannot be reached nothing counts as asked in vain', async () => {
  const { _id } = await receive('some bytes');
  queue.place = 'unknown';
  for (let i = 0; i < 50; i++) {
    clock.advance(300);
    expect(await sweep()).toEqual({ requeued: 0, givenUp: 0 });
  }
  expect(await uploads.find(_id)).toMatchObject({ epoch: 0, asked: { times: 0 } });
});

test('the right job is asked for: missing chunks, then the finish', async () => {
  const old = { touchedAt: new Date(0), asked: { times: 0, at: new Date(0) } };
  await uploads.accept(uploadRow('u', { ...old, state: 'PROCESSING', chunks: 3 }));
  await chunks.put({ upload: 'u', number: 1 }, []);
  const applied = { counts: NO_COUNTS, touched };
  await chunks.markApplied({ upload: 'u', number: 1 }, applied, clock.now());
  await sweep();
  const payload = { uploadId: 'u', epoch: 1 };
  expect(queue.asked).toEqual([
    { key: 'apply-chunk', payload: { ...payload, chunk: 0 } },
    { key: 'apply-chunk', payload: { ...payload, chunk: 2 } },
  ]);
  queue.flush();
  for (const number of [0, 2]) {
    await chunks.put({ upload: 'u', number }, []);
    await chunks.markApplied({ upload: 'u', number }, applied, clock.now());
  }
  clock.advance(61);
  await sweep();
  expect(queue.asked).toEqual([{ key: 'finish-upload', payload: { ...payload, epoch: 2 } }]);
});

test('a withdrawal that stopped is asked for again, a finished one is not', async () => {
  const old = { touchedAt: new Date(0), asked: { times: 0, at: new Date(0) } };
  const withdrawal = { at: new Date(0), by: 'x', reason: 'y', doneAt: null };
  await uploads.accept(uploadRow('w', { ...old, state: 'WITHDRAWN', withdrawal }));
  await sweep();
  expect(queue.asked).toEqual([{ key: 'withdraw-upload', payload: { uploadId: 'w', epoch: 1 } }]);
  queue.flush();
  await uploads.finishWithdrawal({ id: 'w', epoch: 1, at: new Date(0) });
  clock.advance(1_000);
  expect(await sweep()).toEqual({ requeued: 0, givenUp: 0 });
});

test('what never gets further is given up, with a dead letter', async () => {
  const { _id } = await receive('some bytes');
  for (let i = 0; i < MOST_ASKED; i++) {
    queue.flush();
    clock.advance(241);
    expect(await sweep()).toEqual({ requeued: 1, givenUp: 0 });
  }
  queue.flush();
  clock.advance(241);
  expect(await sweep()).toEqual({ requeued: 0, givenUp: 1 });
  expect(await uploads.find(_id)).toMatchObject({ state: 'FAILED', failure: 'STRANDED' });
  const letters = await db.collection('deadLetters').find().toArray();
  expect(letters).toMatchObject([
    { upload: _id, job: 'parse-upload', code: 'STRANDED', attempts: MOST_ASKED },
  ]);
  clock.advance(10_000);
  expect(await sweep()).toEqual({ requeued: 0, givenUp: 0 });
});

test('many sweepers at once ask once', async () => {
  for (let i = 0; i < 10; i++) await receive(`bytes ${i}`);
  queue.flush();
  clock.advance(31);
  const swept = await Promise.all(Array.from({ length: 4 }, sweep));
  expect(swept.reduce((sum, { requeued }) => sum + requeued, 0)).toBe(10);
  expect(queue.asked).toHaveLength(10);
});

test('a backlog that merely waits does not hide what was lost', async () => {
  for (let i = 0; i < 5; i++) await receive(`waiting ${i}`);
  clock.advance(1);
  const lost = await receive('lost');
  queue.asked.pop();
  clock.advance(31);
  const few = () => requeueStranded({ ...stores, queue, clock }, { limit: 3 });
  expect((await few()).requeued + (await few()).requeued).toBe(1);
  expect(queue.asked.at(-1)?.payload).toEqual({ uploadId: lost._id, epoch: 1 });
});
