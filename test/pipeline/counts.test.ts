import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { UploadCounts } from '../../src/store/documents.ts';
import { World } from '../support/world.ts';
import {
  bordero,
  canonical,
  consignment,
  event,
  issueCodes,
  jsonl,
  SETUP,
  statuses,
  unloading,
  withdrawalOf,
} from './trade.ts';

/** rules.md section 1: records and counts. */
let world: World;
beforeEach(async () => {
  world = await World.create(SETUP);
});
afterEach(() => world.close());

const counted = (counts: UploadCounts): string => {
  const { records, created, changed, duplicates, rejected } = counts;
  expect(counts.accepted).toBe(created + changed);
  expect(counts.accepted + duplicates + rejected).toBe(records);
  return `${created}+${changed} ${duplicates} ${rejected}`;
};
const send = async (feed: string, file: string): Promise<string> =>
  counted((await world.send(feed, file)).counts);

const LIST = bordero('B1', [{ number: '1' }, { number: '2' }]);
const STATUS = statuses(
  { number: '1', code: '109', at: '202611241000' },
  { number: '1', code: '109', at: '202611241000' },
  { number: '2', code: '109', at: '202611319999' },
);

test('each consignment of a bordero is a record, each Q10, each filled difference and each surplus item', async () => {
  expect(await send('hamburg-fortras', LIST)).toBe('2+0 0 0');
  expect(await send('graz-fortras', STATUS)).toBe('1+0 1 1');
  const report = unloading({
    bordero: 'B1',
    differences: [
      { number: '1', code: '001' },
      { number: '2', code: '002', note: 'fehlt' },
    ],
    surplus: [{ name: 'X', count: 2 }],
  });
  expect(await send('graz-fortras', report)).toBe('3+0 0 0');
  expect(await send('graz-fortras', report)).toBe('0+0 3 0');
});

test('the same file again is all duplicates', async () => {
  await world.send('hamburg-fortras', LIST);
  expect(await send('hamburg-fortras', LIST)).toBe('0+0 2 0');
  await world.send('graz-fortras', STATUS);
  expect(await send('graz-fortras', STATUS)).toBe('0+0 2 1');
});

test('hub JSON records of any kind are records', async () => {
  const file = jsonl(
    consignment('1'),
    consignment('1', { packageCount: 2 }),
    event('1', 'DELIVERED', '24T10:00', { id: 'S1' }),
    { kind: 'withdrawal', id: 'S1' },
    { kind: 'withdrawal', id: 'S1' },
    withdrawalOf('1', 'REFUSED', '24T10:00'),
    { kind: 'unheard-of' },
  );
  expect(await send('hamburg-json', file)).toBe('2+3 1 1');
  expect(await send('hamburg-json', file)).toBe('0+0 6 1');
});

test('a repeat that brings a value is a change, once', async () => {
  await world.send('graz-json', jsonl(event('1', 'DELIVERED', '24T10:00')));
  const signed = jsonl(event('1', 'DELIVERED', '24T10:00', { signedBy: 'Huber' }));
  expect(await send('graz-json', signed)).toBe('0+1 0 0');
  expect(await send('graz-json', signed)).toBe('0+0 1 0');
  expect(await send('graz-json', jsonl(event('1', 'DELIVERED', '24T10:00', { text: 'Hof' })))).toBe(
    '0+1 0 0',
  );
});

test('a difference that a status told already is a change: the manifest learns it', async () => {
  await world.send('hamburg-fortras', LIST);
  await world.send('graz-fortras', statuses({ number: '1', code: '001', at: '202611240330' }));
  const report = unloading({ bordero: 'B1', differences: [{ number: '1', code: '001' }] });
  expect(await send('graz-fortras', report)).toBe('0+1 0 0');
  expect(await send('graz-fortras', report)).toBe('0+0 1 0');
});

test('a chunk that is worked on twice counts once', async () => {
  await world.send('hamburg-fortras', LIST);
  const upload = await world.receive('graz-fortras', STATUS);
  const { chunks, uploads } = world.hub.stores;
  const mark = chunks.markApplied.bind(chunks);
  chunks.markApplied = () => Promise.reject(new Error('the worker died'));
  await expect(world.work()).rejects.toThrow('the worker died');
  chunks.markApplied = mark;
  const { epoch } = await world.upload(upload._id);
  await world.hub.steps.applyChunk({ uploadId: upload._id, epoch, chunk: 0 });
  await world.hub.steps.finishUpload({ uploadId: upload._id, epoch });
  const finished = await uploads.find(upload._id);
  expect(counted(finished?.counts ?? upload.counts)).toBe('1+0 1 1');
});

test('unmapped are accepted codes that no table knows, and no INFO ones', async () => {
  await world.send('hamburg-fortras', LIST);
  const file = statuses(
    { number: '1', code: 'ZZZ', at: '202611241000' },
    { number: '1', code: '130', at: '202611241001' },
    { number: '1', code: 'ZZY', at: '202611291001' },
  );
  const { counts } = await world.send('graz-fortras', file);
  expect([counts.unmapped, counted(counts)]).toEqual([1, '2+0 0 1']);
  expect((await world.send('graz-fortras', file)).counts.unmapped).toBe(0);
});

test('the state says whether anything above INFO was found', async () => {
  const orphan = await world.send('graz-json', jsonl(event('7', 'DELIVERED', '24T10:00')));
  expect([orphan.state, await issueCodes(world, orphan._id)]).toEqual(['COMPLETED', ['ORPHAN:1']]);
  const faulty = await world.send('graz-json', jsonl({ kind: 'nothing' }));
  expect(faulty.state).toBe('COMPLETED_WITH_ISSUES');
});

test('a truncated file is refused, and nothing of it applied', async () => {
  const before = await canonical(world);
  const cut = LIST.slice(0, LIST.indexOf('Z00'));
  const upload = await world.send('hamburg-fortras', cut);
  expect([upload.state, (await issueCodes(world, upload._id))[0]]).toEqual([
    'REFUSED',
    'TRUNCATED:6',
  ]);
  expect(await canonical(world)).toBe(before);
});

test('equal questions of a feed are one item, counted once a chunk and not again for duplicates', async () => {
  const file = statuses(
    { number: '1', code: 'ZZZ', at: '202611241000' },
    { number: '2', code: 'ZZZ', at: '202611241001' },
  );
  await world.send('graz-fortras', file);
  await world.send('graz-fortras', file);
  const items = await world.db.collection('reviewItems').find().toArray();
  expect(items.map(({ kind, value, occurrences }) => [kind, value, occurrences])).toEqual([
    ['UNKNOWN_CODE', 'ZZZ', 2],
  ]);
});
