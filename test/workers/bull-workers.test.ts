import { afterAll, afterEach, expect, test } from '@jest/globals';
import { pino } from 'pino';
import type { AnyJob, JobKey } from '../../src/jobs/catalogue.ts';
import { HubError } from '../../src/domain/errors.ts';
import { connectQueue, type QueueConnection } from '../../workers/bull-queue.ts';
import { startWorkers, type RunningWorkers } from '../../workers/bull-workers.ts';
import type { WorkerSteps } from '../../workers/kit.ts';
import { PACE } from '../../workers/pace.ts';
import { Watchdog } from '../../workers/watchdog.ts';
import { eventually, ownPrefix, sharedAddress, startOwnQueue, type OwnQueue } from './own-queue.ts';

const logger = pino({ level: 'silent' });
const running: RunningWorkers[] = [];
const connections: QueueConnection[] = [];
const servers: OwnQueue[] = [];
afterEach(async () => {
  for (const workers of running.splice(0)) await workers.stop(1_000);
});
afterAll(async () => {
  for (const connection of connections) await connection.close();
  for (const server of servers) await server.remove();
});

/** Steps that only note what was asked of them, but for what a test says they do. */
function notingSteps(does: Partial<WorkerSteps> = {}) {
  const done: string[] = [];
  const givenUp: { job: AnyJob; code: string; attempts: number }[] = [];
  const note =
    (step: keyof WorkerSteps) =>
    async (asked: { uploadId: string }): Promise<void> => {
      await (does[step] as ((asked: unknown) => Promise<unknown>) | undefined)?.(asked);
      done.push(`${step} ${asked.uploadId}`);
    };
  const steps: WorkerSteps = {
    parseUpload: note('parseUpload'),
    applyChunk: note('applyChunk'),
    finishUpload: note('finishUpload'),
    withdrawUpload: note('withdrawUpload'),
    giveUp: (letter) => {
      givenUp.push(letter);
      return Promise.resolve(true);
    },
  };
  return { steps, done, givenUp };
}

async function open(server = sharedAddress()) {
  const prefix = ownPrefix();
  const connection = connectQueue(server, prefix);
  connections.push(connection);
  await eventually(async () => (await connection.health()) !== null);
  const work = (steps: WorkerSteps): RunningWorkers => {
    const watchdog = new Watchdog(new Map());
    const workers = startWorkers({ address: server, prefix, steps, watchdog, pace: PACE, logger });
    running.push(workers);
    return workers;
  };
  const counts = async (key: JobKey) =>
    (await connection.health())?.find(({ name }) => name === key);
  return { queue: connection.queue, work, counts };
}

const payload = { uploadId: 'a', epoch: 0 };

test('every job of the catalogue is done by its step', async () => {
  const { queue, work } = await open();
  const { steps, done } = notingSteps();
  work(steps);
  await queue.ask('parse-upload', { ...payload, uploadId: 'small' });
  await queue.ask('parse-large-upload', { ...payload, uploadId: 'large' });
  await queue.ask('apply-chunk', { ...payload, chunk: 0 });
  await queue.ask('finish-upload', payload);
  await queue.ask('withdraw-upload', payload);
  await eventually(() => done.length === 5);
  expect(done.sort()).toEqual([
    'applyChunk a',
    'finishUpload a',
    'parseUpload large',
    'parseUpload small',
    'withdrawUpload a',
  ]);
});

test('a job that fails is tried again, and may be asked for again once it has ended', async () => {
  const { queue, work, counts } = await open();
  let failures = 0;
  const { steps, done } = notingSteps({
    finishUpload: () => {
      if (failures++ === 0) throw new Error('a passing fault');
      return Promise.resolve();
    },
  });
  work(steps);
  await queue.ask('finish-upload', payload);
  await eventually(() => failures === 1);
  expect(await queue.ask('finish-upload', payload)).toBe(true);
  await eventually(() => done.length === 1);
  await eventually(async () => (await queue.whereIs('finish-upload', payload)) === 'absent');
  expect(await counts('finish-upload')).toMatchObject({ waiting: 0, active: 0, delayed: 0 });
  await queue.ask('finish-upload', payload);
  await eventually(() => done.length === 2);
});

test('a refusal is given up at once and parked', async () => {
  const { queue, work } = await open();
  const { steps, givenUp } = notingSteps({
    applyChunk: () => Promise.reject(new HubError('NOT_FOUND', 'There is no such feed')),
  });
  work(steps);
  await queue.ask('apply-chunk', { ...payload, chunk: 3 });
  await eventually(() => givenUp.length === 1);
  const job = { key: 'apply-chunk', payload: { ...payload, chunk: 3 } };
  expect(givenUp).toMatchObject([{ job, code: 'NOT_FOUND', attempts: 1 }]);
  await eventually(
    async () => (await queue.whereIs('apply-chunk', { ...payload, chunk: 3 })) === 'absent',
  );
});

test('a worker that stops puts its job back, and another does it as if it were new', async () => {
  const { queue, work, counts } = await open();
  let begun = false;
  const first = notingSteps({
    parseUpload: ({ signal }: { signal: AbortSignal }) =>
      new Promise<void>((_resolve, reject) => {
        begun = true;
        signal.addEventListener('abort', () => reject(new Error('stopped at a batch')));
      }),
  });
  const workers = work(first.steps);
  await queue.ask('parse-upload', payload);
  await eventually(() => begun);
  await workers.stop(5_000);
  expect(await counts('parse-upload')).toMatchObject({ active: 0, failed: 0 });
  expect(await queue.whereIs('parse-upload', payload)).toBe('waiting');
  const second = notingSteps();
  work(second.steps);
  await eventually(() => second.done.length === 1);
  expect(first.givenUp).toEqual([]);
});

test('large files do not hold up small ones', async () => {
  const { queue, work } = await open();
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const { steps, done } = notingSteps({
    applyChunk: () => held,
    parseUpload: ({ uploadId }) => (uploadId === 'large' ? held : Promise.resolve()),
  });
  work(steps);
  for (let chunk = 0; chunk < 50; chunk++) await queue.ask('apply-chunk', { ...payload, chunk });
  await queue.ask('parse-large-upload', { ...payload, uploadId: 'large' });
  await queue.ask('parse-upload', { ...payload, uploadId: 'small' });
  await eventually(() => done.length === 1);
  expect(done).toEqual(['parseUpload small']);
  letGo();
  await eventually(() => done.length === 52);
});

test('workers go on when the queue server was killed and came back empty', async () => {
  const server = await startOwnQueue();
  servers.push(server);
  const { queue, work } = await open(server.address);
  const { steps, done } = notingSteps();
  work(steps);
  await queue.ask('finish-upload', payload);
  await eventually(() => done.length === 1);
  await server.kill();
  await eventually(async () => (await queue.whereIs('finish-upload', payload)) === 'unknown');
  await server.startEmpty();
  await eventually(() => queue.ask('finish-upload', { ...payload, uploadId: 'b' }));
  await eventually(() => done.length === 2);
}, 30_000);

test('stopping ends in time although a job does not stop', async () => {
  const { queue, work } = await open();
  let begun = false;
  let letGo = (): void => undefined;
  const { steps } = notingSteps({
    finishUpload: () => {
      begun = true;
      return new Promise<void>((resolve) => (letGo = resolve));
    },
  });
  const workers = work(steps);
  await queue.ask('finish-upload', payload);
  await eventually(() => begun);
  const start = performance.now();
  await workers.stop(500);
  expect(performance.now() - start).toBeLessThan(2_000);
  letGo();
});
