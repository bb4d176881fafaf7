import { afterAll, expect, test } from '@jest/globals';
import type { ParsedItem } from '../../src/domain/draft.ts';
import { NO_COUNTS } from '../../src/store/upload-store.ts';
import { ownDatabase } from './own-database.ts';

const { db, stores, drop } = await ownDatabase();
const { chunks } = stores;
afterAll(drop);

const at = new Date('2026-11-24T12:00:00Z');
const touched = {
  events: ['e1'],
  claims: [],
  reports: [],
  differences: [],
  documents: [],
  senderKeys: [],
  buckets: [],
};
const item = (value: string): ParsedItem => ({
  records: 1,
  draft: null,
  issues: [{ code: 'BAD_DATE', line: 1, record: 'Q10', field: 'date', value }],
});
const counts = { ...NO_COUNTS, records: 2, accepted: 1, created: 1, rejected: 1 };

test('a chunk comes back as it was put, letters and all', async () => {
  await chunks.put({ upload: 'a', number: 0 }, [item('Größe €')]);
  expect(await chunks.load({ upload: 'a', number: 0 })).toEqual([item('Größe €')]);
  expect(await chunks.load({ upload: 'a', number: 1 })).toBeNull();
});

test('a chunk put again is what it was put as last, until it is applied', async () => {
  const name = { upload: 'b', number: 0 };
  await chunks.put(name, [item('1')]);
  await chunks.put(name, [item('2')]);
  expect(await chunks.load(name)).toEqual([item('2')]);
  expect(await chunks.markApplied(name, { counts, touched }, at)).toBe(true);
  await chunks.put(name, [item('3')]);
  expect(await chunks.load(name)).toBeNull();
  expect(await chunks.unapplied('b', 1)).toEqual([]);
});

test('many who put one chunk at once make one chunk', async () => {
  const name = { upload: 'c', number: 0 };
  await Promise.all(Array.from({ length: 20 }, () => chunks.put(name, [item('1')])));
  expect(await db.collection('chunkParts').countDocuments({ upload: 'c' })).toBe(1);
});

test('a chunk counts once, however often it is applied', async () => {
  const name = { upload: 'd', number: 0 };
  await chunks.put(name, [item('1')]);
  const marks = await Promise.all(
    Array.from({ length: 5 }, () => chunks.markApplied(name, { counts, touched }, at)),
  );
  expect(marks.filter(Boolean)).toHaveLength(1);
  await chunks.put({ upload: 'd', number: 1 }, [item('2')]);
  await chunks.markApplied({ upload: 'd', number: 1 }, { counts, touched }, at);
  const sums = await chunks.sumCounts(['d', 'nothing']);
  expect(sums.get('d')).toEqual({ ...counts, records: 4, accepted: 2, created: 2, rejected: 2 });
  expect(sums.get('nothing')).toEqual(NO_COUNTS);
});

test('chunks that are missing count as not applied', async () => {
  for (const number of [0, 1, 2]) await chunks.put({ upload: 'e', number }, [item('1')]);
  await chunks.markApplied({ upload: 'e', number: 1 }, { counts, touched }, at);
  expect(await chunks.unapplied('e', 4)).toEqual([0, 2, 3]);
  expect(await chunks.allApplied('e', 4)).toBe(false);
  expect(await chunks.allApplied('e', 1)).toBe(false);
  await chunks.markApplied({ upload: 'e', number: 0 }, { counts, touched }, at);
  expect(await chunks.allApplied('e', 2)).toBe(true);
});

test('what an earlier reading cut beyond the end is dropped, what was applied stays', async () => {
  for (const number of [0, 1, 2]) await chunks.put({ upload: 'f', number }, [item('1')]);
  await chunks.markApplied({ upload: 'f', number: 2 }, { counts, touched }, at);
  await chunks.dropBeyond('f', 1);
  const parts = await db.collection('chunkParts').find({ upload: 'f' }).toArray();
  expect(parts.map(({ number }) => number as number)).toEqual([0]);
  expect(await chunks.unapplied('f', 3)).toEqual([0, 1]);
});

test('what chunks touched is told in file order', async () => {
  for (const number of [2, 0, 1]) {
    await chunks.put({ upload: 'g', number }, [item('1')]);
    await chunks.markApplied({ upload: 'g', number }, { counts, touched }, at);
  }
  const told = [];
  for await (const { number, touched } of chunks.applied('g')) told.push([number, touched.events]);
  expect(told).toEqual([
    [0, ['e1']],
    [1, ['e1']],
    [2, ['e1']],
  ]);
});

test('whether all are applied is answered by the index alone', async () => {
  const plan = await db
    .collection('chunks')
    .find({ upload: 'd', appliedAt: { $gte: new Date(0) }, number: { $lt: 2 } })
    .project({ _id: 0, number: 1 })
    .explain('executionStats');
  expect(plan['executionStats']).toMatchObject({ totalDocsExamined: 0, nReturned: 2 });
});
