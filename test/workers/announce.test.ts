import { afterAll, expect, test } from '@jest/globals';
import { RedisNews, type News } from '../../workers/announce.ts';
import { eventually, ownPrefix, sharedAddress, startOwnQueue } from './own-queue.ts';

const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});
function open(prefix: string, address = sharedAddress()): RedisNews {
  const news = new RedisNews(address, prefix);
  closing.push(() => news.close());
  return news;
}

/** A reader that hears; its first words come when it is connected. */
async function listen(reader: RedisNews, writer: RedisNews): Promise<News[]> {
  const heard: News[] = [];
  reader.subscribe((news) => heard.push(news));
  await eventually(() => {
    writer.uploadMoved('hello');
    return heard.length > 0;
  });
  // What was said until it was heard comes after it.
  writer.uploadMoved('last hello');
  await eventually(() => heard.some(({ uploads }) => uploads.includes('last hello')));
  heard.length = 0;
  return heard;
}

test('news reaches every process that listens, and no other alliance', async () => {
  const prefix = ownPrefix();
  const writer = open(prefix);
  const heard = await Promise.all([open(prefix), open(prefix)].map((news) => listen(news, writer)));
  const stranger: News[] = [];
  open(ownPrefix()).subscribe((news) => stranger.push(news));
  writer.consignmentsChanged(['c1', 'c2']);
  for (const each of heard) {
    await eventually(() => each.some(({ consignments }) => consignments.includes('c2')));
  }
  expect(stranger).toEqual([]);
});

test('what moves often within a moment is told once', async () => {
  const prefix = ownPrefix();
  const writer = open(prefix);
  const heard = await listen(open(prefix), writer);
  for (let i = 0; i < 5_000; i++) writer.uploadMoved(`u${i % 5}`);
  await eventually(() => heard.length > 0);
  expect(heard).toEqual([{ uploads: ['u0', 'u1', 'u2', 'u3', 'u4'], consignments: [] }]);
});

test('much news comes in messages of at most a thousand ids', async () => {
  const prefix = ownPrefix();
  const writer = open(prefix);
  const heard = await listen(open(prefix), writer);
  writer.consignmentsChanged(Array.from({ length: 2_500 }, (_, i) => `c${i}`));
  await eventually(() => heard.flatMap(({ consignments }) => consignments).length === 2_500);
  expect(heard.map(({ consignments }) => consignments.length)).toEqual([1_000, 1_000, 500]);
});

test('a listener that left hears nothing more', async () => {
  const prefix = ownPrefix();
  const [reader, writer] = [open(prefix), open(prefix)];
  const stays = await listen(reader, writer);
  const left: News[] = [];
  reader.subscribe((news) => left.push(news))();
  writer.uploadMoved('u');
  await eventually(() => stays.length > 0);
  expect(left).toEqual([]);
});

test('after the server was lost, news comes again', async () => {
  const server = await startOwnQueue();
  closing.push(() => server.remove());
  const prefix = ownPrefix();
  const [reader, writer] = [open(prefix, server.address), open(prefix, server.address)];
  const heard = await listen(reader, writer);
  await server.kill();
  writer.uploadMoved('lost');
  await server.startEmpty();
  await eventually(() => {
    writer.uploadMoved('later');
    return heard.some(({ uploads }) => uploads.includes('later'));
  });
}, 30_000);
