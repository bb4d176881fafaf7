import { expect, test } from '@jest/globals';
import { MongoBulkWriteError, MongoNetworkError, MongoServerError } from 'mongodb';
import { z } from 'zod';
import { HubError, TransientError } from '../../src/domain/errors.ts';
import { judge, readJob, type Failed } from '../../workers/kit.ts';

const failed = (error: unknown, more: Partial<Failed> = {}): Failed => ({
  error,
  stopping: false,
  failures: 0,
  starts: 1,
  attempts: 8,
  ...more,
});
const badPayload = z.string().safeParse(1).error;

test('an unexpected error is tried again, and given up at the last attempt', () => {
  const bug = new TypeError('x is undefined');
  expect(judge(failed(bug))).toEqual({ is: 'try again' });
  expect(judge(failed(bug, { failures: 6 }))).toEqual({ is: 'try again' });
  expect(judge(failed(bug, { failures: 7 }))).toEqual({
    is: 'give up',
    code: 'INTERNAL',
    message: 'x is undefined',
  });
});

test('a passing fault is tried again, too', () => {
  expect(judge(failed(new TransientError('lost a race')))).toEqual({ is: 'try again' });
  expect(judge(failed(new TransientError('lost a race'), { failures: 7 }))).toMatchObject({
    code: 'RETRIES_EXHAUSTED',
  });
});

test.each([
  ['a refusal', new HubError('NOT_FOUND', 'There is no such upload'), 'NOT_FOUND'],
  ['a payload that is none', badPayload, 'BAD_PAYLOAD'],
])('%s is given up at once: another try changes nothing', (_what, error, code) => {
  expect(judge(failed(error))).toMatchObject({ is: 'give up', code });
});

test.each([
  ['no connection', new MongoNetworkError('connection refused')],
  ['a shutdown', new MongoServerError({ code: 11600, message: 'interrupted at shutdown' })],
  ['a cause', new Error('could not save', { cause: new MongoNetworkError('reset') })],
])('while MongoDB is away (%s) no attempt is used up', (_what, error) => {
  expect(judge(failed(error, { failures: 7 }))).toEqual({ is: 'put back', afterMs: 2_000 });
  expect(judge(failed(error, { starts: 201, failures: 7 }))).toMatchObject({
    is: 'give up',
    code: 'DATABASE_AWAY',
  });
});

test('a write that MongoDB refused is the fault of the job', () => {
  const refused = new MongoBulkWriteError(
    { message: 'E11000 duplicate key', code: 11000, writeErrors: [] },
    {} as never,
  );
  expect(judge(failed(refused))).toEqual({ is: 'try again' });
  expect(judge(failed(refused, { failures: 7 }))).toMatchObject({ code: 'DATABASE' });
});

test('what stops with its process goes back as if it had never begun', () => {
  const verdict = judge(failed(new Error('aborted'), { stopping: true, failures: 7 }));
  expect(verdict).toEqual({ is: 'put back', afterMs: 500 });
});

test('a payload is read with its schema', () => {
  const payload = { uploadId: 'a', epoch: 1, chunk: 2 };
  expect(readJob('apply-chunk', payload)).toEqual({ key: 'apply-chunk', payload });
  expect(() => readJob('apply-chunk', { uploadId: 'a' })).toThrow();
});
