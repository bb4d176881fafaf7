import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ConsignmentDoc } from '../../src/store/documents.ts';
import { World } from '../support/world.ts';
import {
  bordero,
  consignment,
  event,
  issueCodes,
  jsonl,
  manifests,
  SETUP,
  unloading,
} from './trade.ts';

/** rules.md section 6: withdrawUpload. Each test has a consignment of its own. */
let world: World;
let numbers = 0;
beforeAll(async () => {
  world = await World.create(SETUP);
});
afterAll(() => world.close());

const next = (): string => `U${++numbers}`;
const find = async (n: string, viewer = 'hamburg'): Promise<ConsignmentDoc | undefined> =>
  (await world.consignments(viewer)).find(({ find: { references } }) => references.includes(n));
const kinds = (doc: ConsignmentDoc | undefined): string[] | undefined =>
  doc?.events.map(({ kind, withdrawnAt }) => (withdrawnAt === null ? kind : `-${kind}`));
const send = async (feed: string, ...records: object[]): Promise<string> =>
  (await world.send(feed, jsonl(...records)))._id;
const counts = async (id: string): Promise<number[]> => {
  const { created, changed, duplicates, rejected } = (await world.upload(id)).counts;
  return [created + changed, duplicates, rejected];
};

test('what no other upload supports is withdrawn, and a consignment left without anything is gone', async () => {
  const n = next();
  const upload = await send('hamburg-json', consignment(n), event(n, 'PICKED_UP', '22T16:00'));
  await world.withdraw(upload);
  expect(await find(n)).toBeUndefined();
  expect((await world.upload(upload)).state).toBe('WITHDRAWN');
});

test('what another upload of the member told as well stands', async () => {
  const n = next();
  await send('hamburg-json', consignment(n));
  const first = await send('graz-json', event(n, 'DELIVERED', '24T10:00', { signedBy: 'Huber' }));
  const second = await send('graz-json', event(n, 'DELIVERED', '24T10:00'));
  await world.withdraw(first);
  const doc = await find(n);
  expect([kinds(doc), doc?.events[0]?.signedBy, doc?.events[0]?.upload]).toEqual([
    ['DELIVERED'],
    null,
    second,
  ]);
});

test('an event that stands keeps its consignment; a withdrawn one does not', async () => {
  const n = next();
  const claims = await send('hamburg-json', consignment(n));
  const told = await send('graz-json', event(n, 'DELIVERED', '24T10:00', { id: n }));
  await world.withdraw(claims);
  expect(kinds(await find(n, 'graz'))).toEqual(['DELIVERED']);
  await world.withdraw(told);
  expect(await find(n, 'graz')).toBeUndefined();
});

test('a status is derived again without it, and the events stay readable', async () => {
  const n = next();
  await send('hamburg-json', consignment(n));
  await send('graz-json', event(n, 'OUT_FOR_DELIVERY', '24T08:00'));
  await world.withdraw(await send('graz-json', event(n, 'DELIVERED', '24T10:00')));
  const doc = await find(n);
  expect([doc?.status?.kind, kinds(doc)]).toEqual([
    'OUT_FOR_DELIVERY',
    ['OUT_FOR_DELIVERY', '-DELIVERED'],
  ]);
});

test('sent again it counts as accepted and stands, as the same consignment', async () => {
  const n = next();
  const records = [consignment(n), event(n, 'PICKED_UP', '22T16:00', { id: n })];
  const before = await send('hamburg-json', ...records);
  const id = (await find(n))?._id;
  await world.withdraw(before);
  const again = await send('hamburg-json', ...records);
  expect([await counts(again), await issueCodes(world, again)]).toEqual([[2, 0, 0], []]);
  const doc = await find(n);
  expect([doc?._id, kinds(doc)]).toEqual([id, ['PICKED_UP']]);
  expect(await counts(await send('hamburg-json', ...records))).toEqual([0, 2, 0]);
});

test('a withdrawal goes with its upload: by id and by content the event stands again', async () => {
  const n = next();
  await send('hamburg-json', consignment(n));
  await send(
    'graz-json',
    event(n, 'HUB_IN', '23T10:00', { id: n }),
    event(n, 'HUB_OUT', '23T12:00'),
  );
  const upload = await send(
    'graz-json',
    { kind: 'withdrawal', id: n },
    { ...event(n, 'HUB_OUT', '23T12:00'), kind: 'withdrawal' },
  );
  expect(kinds(await find(n))).toEqual(['-HUB_IN', '-HUB_OUT']);
  await world.withdraw(upload);
  expect(kinds(await find(n))).toEqual(['HUB_IN', 'HUB_OUT']);
  const again = await send('graz-json', { kind: 'withdrawal', id: n });
  expect([await counts(again), kinds(await find(n))]).toEqual([
    [1, 0, 0],
    ['-HUB_IN', 'HUB_OUT'],
  ]);
});

test('a manifest goes with its last list, a report with its upload, a replaced list comes back', async () => {
  const [a, b, name] = [next(), next(), next()];
  const list = await world.send('hamburg-fortras', bordero(name, [{ number: a }, { number: b }]));
  const shorter = await world.send('hamburg-fortras', bordero(name, [{ number: a }]));
  const report = await world.send(
    'graz-fortras',
    unloading({ bordero: name, differences: [{ number: a, code: '001' }] }),
  );
  const state = async (): Promise<unknown> => {
    const found = (await manifests(world)).find(({ number }) => number === name);
    return (
      found && [
        found.consignmentCount,
        found.unloadings.map(({ differences }) => differences.length),
      ]
    );
  };
  expect([await state(), (await find(b))?.problems.map(({ code }) => code)]).toEqual([
    [1, [1]],
    ['REMOVED_FROM_MANIFEST'],
  ]);
  await world.withdraw(report._id);
  expect(await state()).toEqual([1, []]);
  await world.withdraw(shorter._id);
  expect([await state(), (await find(b))?.problems]).toEqual([[2, []], []]);
  await world.withdraw(list._id);
  expect([await state(), await find(a), await find(b)]).toEqual([undefined, undefined, undefined]);
});

test('an upload that failed half-way is taken back as well, also what its unfinished chunk had written', async () => {
  const n = next();
  const { _id: id } = await world.receive(
    'hamburg-json',
    jsonl(consignment(n), event(n, 'PICKED_UP', '22T16:00', { id: n })),
  );
  const { chunks, uploads } = world.hub.stores;
  const mark = chunks.markApplied.bind(chunks);
  chunks.markApplied = () => Promise.reject(new Error('no'));
  await expect(world.work()).rejects.toThrow('no');
  chunks.markApplied = mark;
  const { epoch } = await world.upload(id);
  await uploads.fail({ id, epoch, at: world.hub.clock.now() }, 'GAVE_UP');
  expect(kinds(await find(n))).toEqual(['PICKED_UP']);
  await uploads.startWithdrawal(
    { id, from: ['FAILED'], at: world.hub.clock.now() },
    { by: 'test', reason: 'failed' },
  );
  const asked = {
    uploadId: id,
    epoch: (await world.upload(id)).epoch,
    signal: new AbortController().signal,
  };
  await world.hub.steps.withdrawUpload(asked);
  expect([await find(n), (await world.upload(id)).withdrawal?.doneAt]).toEqual([
    undefined,
    expect.any(Date),
  ]);
  expect(
    await counts(
      await send('hamburg-json', consignment(n), event(n, 'PICKED_UP', '22T16:00', { id: n })),
    ),
  ).toEqual([2, 0, 0]);
});

test('what a worker writes after its upload was given up and withdrawn is taken back, too', async () => {
  const n = next();
  const { _id: id } = await world.receive('hamburg-json', jsonl(consignment(n)));
  const { records, uploads } = world.hub.stores;
  const write = records.writeClaims.bind(records);
  records.writeClaims = async (claims) => {
    records.writeClaims = write;
    const { epoch } = await world.upload(id);
    await uploads.fail({ id, epoch, at: world.hub.clock.now() }, 'GAVE_UP');
    await uploads.startWithdrawal(
      { id, from: ['FAILED'], at: world.hub.clock.now() },
      { by: 'test', reason: 'failed' },
    );
    const asked = {
      uploadId: id,
      epoch: (await world.upload(id)).epoch,
      signal: new AbortController().signal,
    };
    await world.hub.steps.withdrawUpload(asked);
    return write(claims);
  };
  await world.work();
  expect(await find(n)).toBeUndefined();
});
