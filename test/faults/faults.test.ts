import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals';
import { bulkBorderos, bulkStatuses } from '../../fixtures/alliance/writers/bulk.ts';
import { fixture, World, type Setup } from '../support/world.ts';
import { Site, type SentFile } from './site.ts';
import { snapshotOf, type Snapshot } from './snapshot.ts';

/** Kills real processes on real servers: whatever is killed, the end is that of the undisturbed run. */
const { setup } = JSON.parse(fixture('journey/expected.json').toString()) as { setup: Setup };
const day = new Date(Date.now() - 14 * 86_400_000).toISOString().slice(0, 10);
const bulk = { consignments: 500, day, series: 1 };
const hamburg = { member: 'hamburg', feed: 'hamburg-fortras' };
const graz = { member: 'graz', feed: 'graz-fortras' };
const BORDEROS: SentFile = {
  ...hamburg,
  name: 'borderos.txt',
  bytes: Buffer.concat([...bulkBorderos(bulk)]),
};
const STATUSES: SentFile = {
  ...graz,
  name: 'statuses.txt',
  bytes: Buffer.concat([...bulkStatuses({ ...bulk, events: 6_000 })]),
};
const SMALL: SentFile = {
  ...graz,
  name: 'small.txt',
  bytes: Buffer.concat([...bulkStatuses({ ...bulk, series: 2, events: 5 })]),
};

const world = await World.create(setup);
let undisturbed: Snapshot | null = null;
let site: Site;
afterAll(() => world.close());
beforeEach(async () => {
  site = await Site.open(world.db);
}, 60_000);
afterEach(() => site.close(), 30_000);

/** What the files lead to when nothing happens: one after the other, each job at once. */
async function undisturbedRun(): Promise<Snapshot> {
  world.setClock(new Date().toISOString());
  for (const { feed: slug, name, bytes } of [BORDEROS, STATUSES]) {
    const feed = await world.hub.stores.feeds.find(slug);
    if (feed === null) throw new Error(`no feed ${slug}`);
    await world.hub.steps.receiveUpload({
      feed,
      fileName: name,
      bytes: (async function* () {
        yield await Promise.resolve(bytes);
      })(),
      dryRun: false,
      idempotencyKey: name,
    });
    await world.work();
  }
  const snapshot = await snapshotOf(world.db);
  expect(snapshot['consignments']).toHaveLength(bulk.consignments);
  expect(snapshot['events']).toHaveLength(6_000);
  return snapshot;
}

async function expectUndisturbed(): Promise<void> {
  undisturbed ??= await undisturbedRun();
  const snapshot = await snapshotOf(site.db);
  expect(await site.db.collection('deadLetters').countDocuments()).toBe(0);
  for (const [name, documents] of Object.entries(undisturbed))
    expect({ [name]: snapshot[name] }).toEqual({ [name]: documents });
}

test('nothing happens: two workers lead to the same as one after the other', async () => {
  const [hub] = await Promise.all([site.startHub(), site.startWorker(), site.startWorker()]);
  expect(await site.send(hub, BORDEROS)).toBe(202);
  await site.finished(BORDEROS);
  expect(await site.send(hub, STATUSES)).toBe(202);
  await site.finished(STATUSES);
  expect((await site.upload(STATUSES))?.counts).toMatchObject({ records: 6_000, rejected: 0 });
  await expectUndisturbed();
}, 120_000);

test('a worker is killed in the middle of a file, and another goes on', async () => {
  const [hub, worker] = await Promise.all([site.startHub(), site.startWorker()]);
  await site.send(hub, BORDEROS);
  await site.finished(BORDEROS);
  await site.send(hub, STATUSES);
  await site.midway(STATUSES);
  await worker.kill();
  await site.startWorker();
  await site.finished(STATUSES);
  await expectUndisturbed();
}, 120_000);

test('the queue server is lost with all that was in it in the middle of a file', async () => {
  const [hub] = await Promise.all([site.startHub(), site.startWorker(), site.startWorker()]);
  await site.send(hub, BORDEROS);
  await site.finished(BORDEROS);
  await site.send(hub, STATUSES);
  await site.midway(STATUSES);
  await site.loseQueue();
  await site.finished(STATUSES);
  await expectUndisturbed();
}, 120_000);

test('the hub is killed right after its 202, and no worker lived then', async () => {
  const hub = await site.startHub();
  expect(await site.send(hub, BORDEROS)).toBe(202);
  await hub.kill();
  await site.loseQueue();
  await site.startWorker();
  await site.finished(BORDEROS);
  const another = await site.startHub();
  expect(await site.send(another, BORDEROS)).toBe(202);
  expect(await site.send(another, STATUSES)).toBe(202);
  await another.kill();
  await site.finished(STATUSES);
  await expectUndisturbed();
}, 120_000);

test('mongod is killed and started again in the middle of a file', async () => {
  const [hub] = await Promise.all([site.startHub(), site.startWorker(), site.startWorker()]);
  await site.send(hub, BORDEROS);
  await site.finished(BORDEROS);
  await site.send(hub, STATUSES);
  await site.midway(STATUSES);
  await site.crashMongod();
  await site.finished(STATUSES);
  await expectUndisturbed();
}, 120_000);

test('a worker that is asked to stop leaves at once and leaves its file to the next', async () => {
  const [hub, worker] = await Promise.all([site.startHub(), site.startWorker()]);
  await site.send(hub, BORDEROS);
  await site.finished(BORDEROS);
  await site.send(hub, STATUSES);
  await site.midway(STATUSES);
  expect(await worker.stop()).toBe(0);
  await site.startWorker();
  await site.finished(STATUSES);
  await expectUndisturbed();
}, 120_000);

test('a small file is finished while a large one is worked on', async () => {
  const [hub] = await Promise.all([site.startHub(), site.startWorker()]);
  await site.send(hub, BORDEROS);
  await site.finished(BORDEROS);
  await site.send(hub, STATUSES);
  await site.midway(STATUSES);
  await site.send(hub, SMALL);
  await site.finished(SMALL, 10_000);
  expect((await site.upload(STATUSES))?.state).toBe('PROCESSING');
}, 120_000);
