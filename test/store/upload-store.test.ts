import { afterAll, expect, test } from '@jest/globals';
import { NO_COUNTS } from '../../src/store/upload-store.ts';
import { ownDatabase } from './own-database.ts';
import { T0, uploadRow } from './upload-row.ts';

const { stores, drop } = await ownDatabase();
const { uploads } = stores;
afterAll(drop);

const at = new Date(T0.getTime() + 1_000);
const done = { counts: { ...NO_COUNTS, records: 3, accepted: 3, created: 3 }, withIssues: false };

test('of many who accept one id, one does', async () => {
  const racers = Array.from({ length: 50 }, (_, i) => uploadRow('race', { raw: String(i) }));
  const won = await Promise.all(racers.map((row) => uploads.accept(row)));
  expect(won.filter(Boolean)).toHaveLength(1);
  expect((await uploads.find('race'))?.raw).toBe(String(won.indexOf(true)));
});

test('an upload goes from received over processing to completed', async () => {
  await uploads.accept(uploadRow('a'));
  const step = { id: 'a', epoch: 0, at };
  expect(await uploads.startProcessing(step, 'fortras/STAT512')).toBe(true);
  expect(await uploads.setChunks(step, 2)).toBe(true);
  expect(await uploads.complete(step, done)).toBe(true);
  expect(await uploads.find('a')).toMatchObject({
    state: 'COMPLETED',
    format: 'fortras/STAT512',
    chunks: 2,
    counts: done.counts,
    finishedAt: at,
  });
});

test('a finished upload is moved by nobody', async () => {
  await uploads.accept(uploadRow('b'));
  const step = { id: 'b', epoch: 0, at };
  expect(await uploads.refuse(step, { format: null })).toBe(true);
  expect(await uploads.startProcessing(step, 'x')).toBe(false);
  expect(await uploads.complete(step, done)).toBe(false);
  expect(await uploads.fail(step, 'INTERNAL')).toBe(false);
  expect(await uploads.nextEpoch(step)).toBeNull();
  expect((await uploads.find('b'))?.state).toBe('REFUSED');
});

test('a step of an older epoch changes nothing', async () => {
  await uploads.accept(uploadRow('c'));
  expect((await uploads.nextEpoch({ id: 'c', epoch: 0, at }))?.epoch).toBe(1);
  const old = { id: 'c', epoch: 0, at };
  expect(await uploads.startProcessing(old, 'x')).toBe(false);
  expect(await uploads.touch(old)).toBe(false);
  expect(await uploads.complete(old, done)).toBe(false);
  expect(await uploads.startProcessing({ ...old, epoch: 1 }, 'x')).toBe(true);
});

test('an epoch goes to one of many who ask', async () => {
  await uploads.accept(uploadRow('d'));
  const asked = await Promise.all(
    Array.from({ length: 10 }, () => uploads.nextEpoch({ id: 'd', epoch: 0, at })),
  );
  expect(asked.filter((row) => row !== null)).toHaveLength(1);
});

test('getting further forgets how often it was asked for in vain, a sign of life does not', async () => {
  await uploads.accept(uploadRow('e', { asked: { times: 3, at: T0 } }));
  await uploads.touch({ id: 'e', epoch: 0, at });
  expect(await uploads.find('e')).toMatchObject({ touchedAt: at, asked: { times: 3 } });
  await uploads.advance({ id: 'e', epoch: 0, at });
  expect(await uploads.find('e')).toMatchObject({ touchedAt: at, asked: { times: 0 } });
});

test('what is pending is counted for its member, no further than asked', async () => {
  for (const id of ['p1', 'p2', 'p3']) await uploads.accept(uploadRow(id, { member: 'porto' }));
  await uploads.refuse({ id: 'p3', epoch: 0, at }, { format: null });
  expect(await uploads.pendingOf('porto', 10)).toBe(2);
  expect(await uploads.pendingOf('porto', 1)).toBe(1);
});

test('a withdrawal starts once from a final state and is finished at its epoch', async () => {
  await uploads.accept(uploadRow('w', { state: 'COMPLETED', finishedAt: T0 }));
  const word = { by: 'client', reason: 'wrong file' };
  const request = { id: 'w', from: ['COMPLETED'] as const, at };
  const started = await uploads.startWithdrawal(request, word);
  expect(started).toMatchObject({ state: 'WITHDRAWN', epoch: 1, withdrawal: { ...word, at } });
  expect(await uploads.startWithdrawal(request, word)).toBeNull();
  expect(await uploads.finishWithdrawal({ id: 'w', epoch: 0, at })).toBe(false);
  expect(await uploads.finishWithdrawal({ id: 'w', epoch: 1, at })).toBe(true);
  expect((await uploads.find('w'))?.withdrawal?.doneAt).toEqual(at);
});

test('stranded is what has not moved, was not looked at lately and has work left', async () => {
  const long = new Date(T0.getTime() - 3_600_000);
  const old = { touchedAt: long, asked: { times: 0, at: long } };
  const withdrawal = { at: long, by: 'x', reason: 'y' };
  const rows = {
    received: uploadRow('s-received', old),
    processing: uploadRow('s-processing', { ...old, state: 'PROCESSING' }),
    completed: uploadRow('s-completed', { ...old, state: 'COMPLETED' }),
    moving: uploadRow('s-moving', { ...old, touchedAt: T0 }),
    lookedAt: uploadRow('s-looked-at', { ...old, asked: { times: 0, at: T0 } }),
    tired: uploadRow('s-tired', {
      ...old,
      asked: { times: 1, at: new Date(T0.getTime() - 45_000) },
    }),
    beingWithdrawn: uploadRow('s-being-withdrawn', {
      ...old,
      state: 'WITHDRAWN',
      withdrawal: { ...withdrawal, doneAt: null },
    }),
    withdrawn: uploadRow('s-withdrawn', {
      ...old,
      state: 'WITHDRAWN',
      withdrawal: { ...withdrawal, doneAt: T0 },
    }),
  };
  for (const row of Object.values(rows)) await uploads.accept(row);
  const ago = (seconds: number): Date => new Date(T0.getTime() - seconds * 1_000);
  const found = await uploads.stranded({
    untouchedSince: ago(30),
    lookedAtBefore: [ago(30), ago(60)],
    limit: 100,
  });
  expect(found.map(({ _id }) => _id).sort()).toEqual([
    's-being-withdrawn',
    's-processing',
    's-received',
  ]);
});

test('what was given up is revived where it stood, once', async () => {
  await uploads.accept(uploadRow('r1'));
  await uploads.accept(uploadRow('r2', { state: 'PROCESSING', chunks: 3 }));
  for (const id of ['r1', 'r2']) await uploads.fail({ id, epoch: 0, at }, 'INTERNAL');
  expect(await uploads.find('r1')).toMatchObject({ state: 'FAILED', failure: 'INTERNAL' });
  const fresh = { failure: null, finishedAt: null, epoch: 1 };
  expect(await uploads.revive('r1', at)).toMatchObject({ state: 'RECEIVED', ...fresh });
  expect(await uploads.revive('r2', at)).toMatchObject({ state: 'PROCESSING', ...fresh });
  expect(await uploads.revive('r1', at)).toBeNull();
});

test('bytes that no upload counts as its own are found', async () => {
  await uploads.accept(uploadRow('own', { raw: 'winner' }));
  const bytes = [
    { id: 'winner', upload: 'own' },
    { id: 'loser', upload: 'own' },
    { id: 'lost', upload: 'never accepted' },
  ];
  expect(await uploads.withoutUpload(bytes)).toEqual(['loser', 'lost']);
});
