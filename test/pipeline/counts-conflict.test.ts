import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { World } from '../support/world.ts';
import { consignment, event, everything, issueCodes, jsonl, SETUP } from './trade.ts';

/** rules.md section 1: of records that exclude each other, the earlier line stands, and the upload received first. */
let world: World;
beforeEach(async () => {
  world = await World.create(SETUP);
  await world.send('hamburg-json', jsonl(consignment('1'), consignment('2')));
});
afterEach(() => world.close());

const DELIVERED = event('1', 'DELIVERED', '24T10:00', { id: 'S1' });
const REFUSED = event('1', 'REFUSED', '24T11:00', { id: 'S1' });
const ELSEWHERE = event('2', 'DELIVERED', '24T12:00', { id: 'S1' });

const kinds = async (): Promise<string[]> =>
  (await world.consignments('hamburg')).flatMap(({ events }) =>
    events.map(({ kind, withdrawnAt }) => (withdrawnAt === null ? kind : `-${kind}`)),
  );
const summary = async (id: string): Promise<[string, number, number, number, string[]]> => {
  const { state, counts } = await world.upload(id);
  return [state, counts.accepted, counts.duplicates, counts.rejected, await issueCodes(world, id)];
};
const receive = async (file: string): Promise<string> =>
  (await world.receive('graz-json', file))._id;
/** The next job is the last that was asked for. */
const lastFirst = (waiting: number): number => waiting - 1;

const LOST = ['COMPLETED_WITH_ISSUES', 0, 0, 1, ['CONFLICT:1']];
const STOOD = ['COMPLETED', 1, 0, 0, []];

test('of one upload the earlier line stands', async () => {
  const upload = await world.send('graz-json', jsonl(DELIVERED, REFUSED, DELIVERED));
  expect(await summary(upload._id)).toEqual(['COMPLETED_WITH_ISSUES', 1, 1, 1, ['CONFLICT:2']]);
  expect(await kinds()).toEqual(['DELIVERED']);
  expect((await world.issues(upload._id))[0]).toMatchObject({
    record: 'event',
    field: 'id',
    value: 'S1',
  });
});

test('of two uploads the one received first stands', async () => {
  const first = await receive(jsonl(DELIVERED));
  const second = await receive(jsonl(REFUSED));
  await world.work();
  expect([await summary(first), await summary(second)]).toEqual([STOOD, LOST]);
  expect(await kinds()).toEqual(['DELIVERED']);
});

test('also where the other was applied first, and even finished: it is taken back and counted anew', async () => {
  const first = await receive(jsonl(DELIVERED));
  const second = await receive(jsonl(ELSEWHERE));
  await world.work(lastFirst);
  expect([await summary(first), await summary(second)]).toEqual([STOOD, LOST]);
  expect(await kinds()).toEqual(['DELIVERED']);
});

test('whatever is worked on first, issues, counts and consignments are the same', async () => {
  const files = [
    jsonl(DELIVERED),
    jsonl(REFUSED, event('2', 'HUB_IN', '23T10:00')),
    jsonl(ELSEWHERE),
  ];
  const ends: unknown[] = [];
  for (const pick of [() => 0, lastFirst, (waiting: number) => Math.floor(waiting / 2)]) {
    const own = await World.create(SETUP);
    await own.send('hamburg-json', jsonl(consignment('1'), consignment('2')));
    const ids: string[] = [];
    for (const file of files) ids.push((await own.receive('graz-json', file))._id);
    await own.work(pick);
    const uploads = await Promise.all(ids.map((id) => own.upload(id)));
    const issues = await Promise.all(ids.map((id) => own.issues(id)));
    ends.push([
      uploads.map(({ state, counts }) => [
        state,
        counts.accepted + counts.duplicates,
        counts.rejected,
      ]),
      issues,
      await everything(own),
    ]);
    await own.close();
  }
  expect(ends[1]).toEqual(ends[0]);
  expect(ends[2]).toEqual(ends[0]);
});

test('a record that lost leaves nothing behind, not even a withdrawn event', async () => {
  await receive(jsonl(DELIVERED));
  await receive(jsonl(REFUSED));
  await world.work(lastFirst);
  expect(await world.db.collection('events').countDocuments()).toBe(1);
});

test('what lost had told what another upload tells as well: that stays', async () => {
  await receive(jsonl(DELIVERED));
  await receive(jsonl(REFUSED));
  const repeat = await receive(jsonl(REFUSED));
  await world.work(lastFirst);
  expect((await summary(repeat)).slice(0, 4)).toEqual(LOST.slice(0, 4));
  expect(await kinds()).toEqual(['DELIVERED']);
});

test.each(['before', 'after'])(
  'a worker that dies %s the loser is taken out counts it once',
  async (when) => {
    const first = await receive(jsonl(DELIVERED));
    const second = await receive(jsonl(ELSEWHERE));
    const { records } = world.hub.stores;
    const drop = records.dropTelling.bind(records);
    records.dropTelling = async (...args) => {
      if (when === 'after') await drop(...args);
      throw new Error('the worker died');
    };
    await expect(world.work(lastFirst)).rejects.toThrow('the worker died');
    records.dropTelling = drop;
    const { epoch } = await world.upload(first);
    const signal = new AbortController().signal;
    await world.hub.steps.parseUpload({ uploadId: first, epoch, signal });
    await world.work();
    expect([await summary(first), await summary(second)]).toEqual([STOOD, LOST]);
    expect(await kinds()).toEqual(['DELIVERED']);
  },
);

test('after the better one was withdrawn, what was rejected stays so until it is sent again', async () => {
  const first = await world.send('graz-json', jsonl(DELIVERED));
  const second = await world.send('graz-json', jsonl(REFUSED));
  await world.withdraw(first._id);
  expect([await summary(second._id), await kinds()]).toEqual([LOST, ['-DELIVERED']]);
  const again = await world.send('graz-json', jsonl(REFUSED));
  expect([await summary(again._id), await kinds()]).toEqual([STOOD, ['-DELIVERED', 'REFUSED']]);
});

test('the better one withdrawn and sent again finds its place free', async () => {
  const first = await world.send('graz-json', jsonl(DELIVERED));
  await world.send('graz-json', jsonl(REFUSED));
  await world.withdraw(first._id);
  const again = await world.send('graz-json', jsonl(DELIVERED));
  expect([await summary(again._id), await kinds()]).toEqual([STOOD, ['DELIVERED']]);
});

test('other content under the id of another feed is no conflict', async () => {
  await world.send('graz-json', jsonl(DELIVERED));
  const upload = await world.send('hamburg-json', jsonl(REFUSED));
  expect((await summary(upload._id))[0]).toBe('COMPLETED');
});

/** Two workers: while one applies the loser, the other does all of its work between two of its store operations. */
test('neither misses the other, wherever one comes in between', async () => {
  const { senderIds, records } = world.hub.stores;
  for (let k = 0; k < 6; k++) {
    const id = `R${k}`;
    const at = `24T10:0${k}`;
    const better = await receive(jsonl(event('1', 'HUB_IN', at, { id })));
    const worse = await receive(jsonl(event('1', 'HUB_OUT', at, { id })));
    let calls = 0;
    const restore = [senderIds, records].map((store) =>
      interrupt(store, async () => {
        if (calls++ === k) await parse(better);
      }),
    );
    await parse(worse);
    restore.forEach((undo) => undo());
    await parse(better);
    expect([k, await summary(better), await summary(worse)]).toEqual([k, STOOD, LOST]);
  }
  expect((await kinds()).filter((kind) => kind === 'HUB_OUT')).toEqual([]);
});

async function parse(id: string): Promise<void> {
  const { epoch } = await world.upload(id);
  await world.hub.steps.parseUpload({ uploadId: id, epoch, signal: new AbortController().signal });
}

function interrupt(target: object, before: () => Promise<void>): () => void {
  const store = target as Record<string, unknown>;
  const names = Object.getOwnPropertyNames(Object.getPrototypeOf(target)).filter(
    (name) => name !== 'constructor',
  );
  for (const name of names) {
    const real = store[name] as (...args: unknown[]) => Promise<unknown>;
    store[name] = async (...args: unknown[]): Promise<unknown> => {
      await before();
      return real.apply(target, args);
    };
  }
  return () => names.forEach((name) => Reflect.deleteProperty(store, name));
}
