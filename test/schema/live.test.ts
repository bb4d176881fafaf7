import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { afterAll, expect, test } from '@jest/globals';
import { consignmentDoc, timelineEvent, uploadDoc } from '../support/documents.ts';
import { Graph, type Json } from '../support/graph.ts';
import { LiveStream, WAITING_LIMIT, STUCK_MS } from '../../schema/live-stream.ts';

const graph = await Graph.create();
for (const slug of ['graz', 'brno', 'lyon']) await graph.member(slug);
afterAll(() => graph.close());
const { consignments, uploads, apiClients } = graph.collections;
await consignments.insertOne(consignmentDoc('c1', ['graz', 'brno']));

/** The messages of one stream, as they come. */
class Watcher {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #text = '';
  readonly response: Response;
  constructor(response: Response) {
    this.response = response;
    this.#reader = response.body!.getReader();
  }
  static async open(key: string, query: string, variables = {}): Promise<Watcher> {
    const response = await fetch(`${graph.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${key}`,
      },
      body: JSON.stringify({ query, variables }),
    });
    return new Watcher(response);
  }
  /** The next event; null: the stream is over. */
  async next(): Promise<{ event: string; data: Json } | null> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end >= 0) {
        const block = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        const event = /^event: (\w+)$/m.exec(block)?.[1];
        const data = /^data: (.+)$/m.exec(block)?.[1];
        if (event !== undefined)
          return { event, data: data === undefined ? null : JSON.parse(data) };
        continue;
      }
      const { done, value } = await this.#reader.read();
      if (done) return null;
      this.#text += Buffer.from(value).toString();
    }
  }
  async close(): Promise<void> {
    await this.#reader.cancel();
  }
}

const CHANGED =
  'subscription ($filter: ConsignmentFilter) { consignmentChanged(filter: $filter) { id status { kind } } }';

test('a change is told to whoever may see it, as it is when it is told', async () => {
  const [graz, lyon] = [await graph.key('graz'), await graph.key('lyon')];
  const [entitled, other] = [await Watcher.open(graz, CHANGED), await Watcher.open(lyon, CHANGED)];
  expect(entitled.response.headers.get('content-type')).toMatch('text/event-stream');
  await consignments.insertOne(consignmentDoc('c2', ['lyon']));
  graph.news.tell({ consignments: ['c1'] });
  expect((await entitled.next())?.data).toEqual({
    data: { consignmentChanged: { id: 'con_c1', status: { kind: 'PICKED_UP' } } },
  });
  // What lyon hears first is its own, although c1 was told before.
  graph.news.tell({ consignments: ['c2'] });
  expect((await other.next())?.data.data.consignmentChanged.id).toBe('con_c2');
  await Promise.all([entitled.close(), other.close()]);
});

test('a filter holds for every message', async () => {
  const watcher = await Watcher.open(await graph.key('graz'), CHANGED, {
    filter: { statusKinds: ['DELIVERED'] },
  });
  graph.news.tell({ consignments: ['c1'] });
  const status = {
    kind: 'DELIVERED' as const,
    reason: null,
    since: new Date(),
    reportedBy: 'brno',
  };
  await consignments.updateOne({ _id: 'c1' }, { $set: { status, 'find.statusKind': 'DELIVERED' } });
  graph.news.tell({ consignments: ['c1'] });
  expect((await watcher.next())?.data.data.consignmentChanged.status.kind).toBe('DELIVERED');
  await watcher.close();
});

test('a consignment is told at most once a second', async () => {
  const watcher = await Watcher.open(await graph.key('graz'), CHANGED);
  graph.news.tell({ consignments: ['c1'] });
  await watcher.next();
  const startedAt = Date.now();
  for (let i = 0; i < 5; i++) graph.news.tell({ consignments: ['c1'] });
  await watcher.next();
  expect(Date.now() - startedAt).toBeGreaterThan(900);
  await watcher.close();
});

test('an upload is told at once and whenever it moves, and the stream ends with its final state', async () => {
  await uploads.insertOne(uploadDoc('u1', 'graz', { state: 'RECEIVED', finishedAt: null }));
  const watcher = await Watcher.open(
    await graph.key('graz', ['upload']),
    'subscription { uploadProgressed(upload: "upl_u1") { state } }',
  );
  const states: unknown[] = [(await watcher.next())?.data.data.uploadProgressed.state];
  for (const state of ['PROCESSING', 'COMPLETED'] as const) {
    await uploads.updateOne({ _id: 'u1' }, { $set: { state } });
    graph.news.tell({ uploads: ['u1', 'u2'] });
    states.push((await watcher.next())?.data.data.uploadProgressed.state);
  }
  expect(states).toEqual(['RECEIVED', 'PROCESSING', 'COMPLETED']);
  expect(await watcher.next()).toEqual({ event: 'complete', data: null });
  expect(await watcher.next()).toBeNull();
});

test('the stream of a finished upload tells its state and ends', async () => {
  await uploads.insertOne(uploadDoc('u3', 'graz', { state: 'REFUSED' }));
  const watcher = await Watcher.open(
    await graph.key('graz'),
    'subscription { uploadProgressed(upload: "upl_u3") { state } }',
  );
  expect((await watcher.next())?.data.data.uploadProgressed.state).toBe('REFUSED');
  expect((await watcher.next())?.event).toBe('complete');
});

test('a foreign upload cannot be watched: as if it were unknown', async () => {
  const key = await graph.key('lyon');
  const ask = async (id: string) => {
    const { response } = await Watcher.open(
      key,
      `subscription { uploadProgressed(upload: "${id}") { state } }`,
    );
    return response.headers.get('content-type');
  };
  expect(await ask('upl_u1')).toBe(await ask('upl_zz'));
  const { errors } = await graph.ask(
    key,
    'subscription { uploadProgressed(upload: "upl_u1") { state } }',
    {},
    { accept: 'text/event-stream, application/json' },
  );
  expect(errors[0]?.extensions['code']).toBe('NOT_FOUND');
});

test('a revoked key: its streams end within 5 s', async () => {
  const key = await graph.key('graz');
  const watcher = await Watcher.open(key, CHANGED);
  await apiClients.updateOne({ _id: key.slice(4, 12) }, { $set: { revokedAt: new Date() } });
  const startedAt = Date.now();
  expect((await watcher.next())?.event).toBe('complete');
  expect(await watcher.next()).toBeNull();
  expect(Date.now() - startedAt).toBeLessThan(5_000);
});

test('one client has only so many streams', async () => {
  const key = await graph.key('graz');
  const open = await Promise.all([1, 2, 3].map(() => Watcher.open(key, CHANGED)));
  const { response } = await Watcher.open(key, CHANGED);
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '5']);
  await Promise.all(open.map((one) => one.close()));
});

test('a subscription needs a reader of event streams', async () => {
  const { status, errors } = await graph.ask(
    await graph.key('graz'),
    CHANGED,
    {},
    { accept: 'application/json' },
  );
  expect([status, errors[0]?.extensions['code']]).toEqual([406, 'BAD_USER_INPUT']);
});

test('a stream whose reader takes nothing while 100 messages wait ends; one that keeps up does not', () => {
  const ended: string[] = [];
  const stream = new LiveStream<string>({
    read: (keys) => Promise.resolve(keys),
    pauseMs: 0,
    isLast: () => false,
  });
  stream.whenEnded((reason) => void ended.push(reason));
  stream.add(Array.from({ length: WAITING_LIMIT }, (_, n) => `k${n}`));
  stream.checkPace(Date.now() + STUCK_MS);
  expect(ended).toEqual([]);
  stream.add(['one-more']);
  stream.checkPace(Date.now() + STUCK_MS - 100);
  expect(ended).toEqual([]);
  stream.checkPace(Date.now() + STUCK_MS);
  expect(ended).toEqual(['slow']);
});

test('over HTTP: a reader that never reads is cut off, another one hears everything', async () => {
  const ids = Array.from({ length: 300 }, (_, n) => `big${n}`);
  const text = 'x'.repeat(1_000);
  const events = Array.from({ length: 60 }, (_, n) =>
    timelineEvent(`big:${n}`, 'lyon', { signedBy: text }),
  );
  await consignments.insertMany(ids.map((id) => consignmentDoc(id, ['lyon'], { events })));
  const query =
    'subscription { consignmentChanged { id events(first: 60) { nodes { signedBy } } } }';
  const { live } = graph.service.open();
  const before = live.dropped;
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
  const stuck = request(`${graph.url}/graphql`, {
    method: 'POST',
    headers: { ...headers, authorization: `Bearer ${await graph.key('lyon')}` },
  });
  stuck.end(JSON.stringify({ query }));
  const [answer] = (await once(stuck, 'response')) as [IncomingMessage];
  answer.pause().on('error', () => undefined);
  const watcher = await Watcher.open(await graph.key('lyon'), query);
  graph.news.tell({ consignments: ids });
  const heard = new Set<string>();
  while (heard.size < ids.length)
    heard.add((await watcher.next())?.data.data.consignmentChanged.id);
  expect(live.dropped).toBe(before);
  const cut = new Promise((resolve) => answer.on('close', resolve));
  answer.socket.on('error', () => undefined);
  while (live.dropped === before) await once(graph.client, 'commandSucceeded');
  answer.resume();
  await cut;
  expect(live.dropped).toBe(before + 1);
  await watcher.close();
}, 60_000);

test('a burst is told whole to a reader that keeps up', async () => {
  const keys = Array.from({ length: 1_000 }, (_, n) => `k${n}`);
  const stream = new LiveStream<string>({
    read: (some) => Promise.resolve(some),
    pauseMs: 1_000,
    isLast: (key) => key === 'k999',
  });
  stream.add(keys);
  const told: string[] = [];
  for await (const key of stream) told.push(key);
  expect(told).toEqual(keys);
});
