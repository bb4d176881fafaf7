/** A hub process in small: receives one file a few times at once under one key, and prints the ids it was given. */
import { connectMongo } from '../../src/platform/mongo.ts';
import { receiveUpload } from '../../src/pipeline/receive-upload.ts';
import { openStores } from '../../src/store/stores.ts';
import { bytesOf, FEED } from '../store/own-database.ts';

const [uri = '', content = '', times = '1'] = process.argv.slice(2);
const { db, close } = await connectMongo({ uri, waitSeconds: 5 });
const needs = {
  ...openStores(db),
  queue: { ask: () => Promise.resolve(true) },
  clock: { now: () => new Date() },
};
process.stdout.write('ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));
const received = Array.from({ length: Number(times) }, () =>
  receiveUpload(needs, {
    feed: FEED,
    fileName: 'feed.txt',
    bytes: bytesOf([content]),
    dryRun: false,
    idempotencyKey: 'one-key',
    maxBytes: 1_000,
  }).then(
    ({ _id }) => _id,
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  ),
);
process.stdout.write(`${JSON.stringify(await Promise.all(received))}\n`);
await close();
process.exit(0);
