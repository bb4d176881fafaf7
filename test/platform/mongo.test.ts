import { afterAll, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../src/platform/embedded/free-port.ts';
import { mongodEnvironment, resolveMongod } from '../../src/platform/embedded/mongod-binary.ts';
import { endProcess } from '../../src/platform/embedded/server-process.ts';
import { ConfigError } from '../../src/platform/exit-codes.ts';
import { connectMongo, databaseName } from '../../src/platform/mongo.ts';
import { pause } from '../../src/platform/wait.ts';
import { startTemporary } from '../support/services.ts';

const own = await startTemporary(process.env);
afterAll(async () => {
  await own.embedded.stop();
  await own.remove();
});
const { servers } = own.embedded;

test('the embedded mongod is a one-member replica set with transactions and without zlib and scripts', async () => {
  const { client, db, close } = await connectMongo({ uri: servers.mongod.url, waitSeconds: 5 });
  const session = client.startSession();
  await session.withTransaction(async () => {
    await db.collection<{ _id: string }>('things').insertOne({ _id: 'one' }, { session });
  });
  await session.endSession();
  expect(await db.collection('things').countDocuments()).toBe(1);
  await expect(
    db.collection('things').findOne({ $where: 'true' }, { maxTimeMS: 2_000 }),
  ).rejects.toThrow(/globalScriptEngine|[Jj]ava[Ss]cript/);
  const { parsed } = (await client.db('admin').command({ getCmdLineOpts: 1 })) as {
    parsed: { net: { compression: { compressors: string }; bindIp: string } };
  };
  expect(parsed.net.compression.compressors).toBe('snappy,zstd');
  expect(parsed.net.bindIp).toBe('127.0.0.1');
  await close();
});

test('what was acknowledged survives a kill of mongod, and the same client goes on', async () => {
  const { db, close } = await connectMongo({ uri: servers.mongod.url, waitSeconds: 5 });
  const kept = db.collection<{ _id: number }>('kept');
  let acknowledged = 0;
  const writing = (async () => {
    for (let i = 0; i < 100_000; i++) {
      await kept.insertOne({ _id: i });
      acknowledged = i + 1;
    }
  })().catch(() => undefined);
  await pause(300);
  servers.mongod.child.kill('SIGKILL');
  await writing;
  await own.embedded.restart('mongod');
  expect(acknowledged).toBeGreaterThan(0);
  expect(await kept.countDocuments({ _id: { $lt: acknowledged } })).toBe(acknowledged);
  await close();
}, 30_000);

test('a client that starts while mongod is away connects when it comes', async () => {
  await servers.mongod.stop();
  const connecting = connectMongo({ uri: servers.mongod.url, waitSeconds: 20 });
  await pause(1_500);
  await own.embedded.restart('mongod');
  const { db, close } = await connecting;
  expect(await db.command({ ping: 1 })).toMatchObject({ ok: 1 });
  await close();
}, 30_000);

test('the wait for a server that does not come ends', async () => {
  const uri = `mongodb://127.0.0.1:${await freePort()}/x`;
  await expect(connectMongo({ uri, waitSeconds: 0 })).rejects.toThrow(/ECONNREFUSED/);
});

test('a standalone mongod is refused as a fault of configuration', async () => {
  const binary = await resolveMongod({ env: process.env, say: () => undefined });
  const dbpath = join(own.dir, 'standalone');
  mkdirSync(dbpath, { recursive: true });
  const port = await freePort();
  const child = spawn(
    binary.path,
    ['--dbpath', dbpath, '--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket'],
    { stdio: 'ignore', env: { ...mongodEnvironment(binary.libraries) } },
  );
  const uri = `mongodb://127.0.0.1:${port}`;
  await expect(connectMongo({ uri, waitSeconds: 10 })).rejects.toThrow(ConfigError);
  await endProcess(child, 5_000);
}, 30_000);

test.each([
  ['mongodb://h', 'bordero'],
  ['mongodb://h/?replicaSet=rs0', 'bordero'],
  ['mongodb://u:p@h1,h2/alliance?tls=true', 'alliance'],
  ['mongodb+srv://cluster.example/alliance', 'alliance'],
])('the database of %s is %s', (uri, name) => {
  expect(databaseName(uri)).toBe(name);
});
