import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { giveUp, requeueDeadLetters } from '../../src/pipeline/dead-letters.ts';
import { uploadRow } from '../store/upload-row.ts';
import { openIntake } from './intake.ts';

const { db, stores, queue, clock, drop } = await openIntake();
const { uploads } = stores;
afterAll(drop);
beforeEach(async () => {
  for (const name of ['uploads', 'chunks', 'deadLetters']) await db.collection(name).deleteMany({});
  queue.flush();
});

const needs = { ...stores, queue, clock };
const parseJob = (uploadId: string, epoch = 0) => ({
  job: { key: 'parse-upload', payload: { uploadId, epoch } } as const,
  code: 'INTERNAL',
  message: 'It broke',
  attempts: 8,
});
const letters = () => db.collection<{ _id: string }>('deadLetters').find().toArray();

test('a job that is given up is a dead letter, its upload FAILED', async () => {
  await uploads.accept(uploadRow('a'));
  expect(await giveUp(needs, parseJob('a'))).toBe(true);
  expect(await uploads.find('a')).toMatchObject({ state: 'FAILED', failure: 'INTERNAL' });
  expect(await letters()).toMatchObject([
    {
      job: 'parse-upload',
      payload: { uploadId: 'a', epoch: 0 },
      upload: 'a',
      code: 'INTERNAL',
      message: 'It broke',
      attempts: 8,
      failedAt: clock.now(),
    },
  ]);
});

test('given up twice it is one letter', async () => {
  await uploads.accept(uploadRow('a'));
  await Promise.all([giveUp(needs, parseJob('a')), giveUp(needs, parseJob('a'))]);
  expect(await letters()).toHaveLength(1);
});

test('a job that was overtaken is not given up', async () => {
  await uploads.accept(uploadRow('a', { epoch: 1 }));
  await uploads.accept(uploadRow('b', { state: 'COMPLETED' }));
  expect(await giveUp(needs, parseJob('a', 0))).toBe(false);
  expect(await giveUp(needs, parseJob('b', 0))).toBe(false);
  expect(await letters()).toEqual([]);
  expect((await uploads.find('a'))?.state).toBe('RECEIVED');
});

test('a message is kept up to 300 characters', async () => {
  await uploads.accept(uploadRow('a'));
  await giveUp(needs, { ...parseJob('a'), message: 'x'.repeat(1_000) });
  expect((await letters())[0]).toMatchObject({ message: 'x'.repeat(300) });
});

test('a second chance brings the upload back to the queue with a new epoch', async () => {
  await uploads.accept(uploadRow('a'));
  await giveUp(needs, parseJob('a'));
  const ids = (await letters()).map(({ _id }) => _id);
  expect(await requeueDeadLetters(needs, { ids: [...ids, 'unknown'] })).toBe(1);
  expect(await uploads.find('a')).toMatchObject({ state: 'RECEIVED', epoch: 1, failure: null });
  expect(queue.asked).toEqual([{ key: 'parse-upload', payload: { uploadId: 'a', epoch: 1 } }]);
  expect(await letters()).toEqual([]);
  expect(await requeueDeadLetters(needs, { ids })).toBe(0);
});

test('an upload whose chunks were given up goes on with the chunks that are missing', async () => {
  await uploads.accept(uploadRow('a', { state: 'PROCESSING', chunks: 2 }));
  for (const chunk of [0, 1]) {
    const job = { key: 'apply-chunk', payload: { uploadId: 'a', epoch: 0, chunk } } as const;
    await giveUp(needs, { ...parseJob('a'), job });
  }
  const [letter] = await letters();
  expect(await requeueDeadLetters(needs, { ids: [letter?._id ?? ''] })).toBe(1);
  expect((await uploads.find('a'))?.state).toBe('PROCESSING');
  expect(queue.asked.map(({ payload }) => payload)).toEqual([
    { uploadId: 'a', epoch: 1, chunk: 0 },
    { uploadId: 'a', epoch: 1, chunk: 1 },
  ]);
  expect(await letters()).toEqual([]);
});

test('a withdrawal that was given up stays withdrawn and gets its second chance', async () => {
  const withdrawal = { at: clock.now(), by: 'x', reason: 'y', doneAt: null };
  await uploads.accept(uploadRow('a', { state: 'WITHDRAWN', withdrawal }));
  const job = { key: 'withdraw-upload', payload: { uploadId: 'a', epoch: 0 } } as const;
  expect(await giveUp(needs, { ...parseJob('a'), job })).toBe(true);
  expect(await uploads.find('a')).toMatchObject({ state: 'WITHDRAWN', failure: 'INTERNAL' });
  const ids = (await letters()).map(({ _id }) => _id);
  expect(await requeueDeadLetters(needs, { ids })).toBe(1);
  expect(queue.asked).toEqual([{ key: 'withdraw-upload', payload: { uploadId: 'a', epoch: 1 } }]);
  expect((await uploads.find('a'))?.failure).toBeNull();
});
