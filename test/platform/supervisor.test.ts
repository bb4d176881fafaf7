import { afterAll, expect, test } from '@jest/globals';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../src/platform/wait.ts';
import { type Entry, lives, standIn, supervise } from '../support/supervised.ts';

const running = await supervise({
  entry: standIn('supervisor'),
  args: ['--hubs', '2', '--workers', '1'],
  env: { MODE: 'demo' },
});
afterAll(() => running.cleanUp());
const ready = await running.ready;

const ask = async (url: string): Promise<{ pid: number } & Record<string, unknown>> =>
  (await (await fetch(url)).json()) as { pid: number } & Record<string, unknown>;
const ofRole = (entries: readonly Entry[], role: string): readonly Entry[] =>
  entries.filter((entry) => entry.role === role);

test('the ready line lists every process with its role, its pid and its url', () => {
  const roles = ready.processes.map(({ role }) => role);
  expect(roles).toEqual(['hub', 'hub', 'worker', 'mongod', 'queue']);
  expect(ready.processes.every(({ pid }) => lives(pid))).toBe(true);
  expect(Object.keys(ready)).toEqual(['ready', 'url', 'keys', 'processes']);
});

test('processes.json holds the same list and is for its owner alone', () => {
  expect(running.processes()).toEqual(ready.processes);
  expect(statSync(join(running.dir, 'processes.json')).mode & 0o777).toBe(0o600);
});

test('each hub answers on its own url, and the common url is answered by one of them', async () => {
  const hubs = ofRole(ready.processes, 'hub');
  for (const { pid, url } of hubs) expect((await ask(url ?? '')).pid).toBe(pid);
  expect(hubs.map(({ pid }) => pid)).toContain((await ask(ready.url)).pid);
});

test('children know the stores, and in the demo introspection is on', async () => {
  const answer = await ask(ready.url);
  expect(answer['MONGODB_URI']).toBe(ofRole(ready.processes, 'mongod')[0]?.url);
  expect(answer['BORDERO_INTROSPECTION']).toBe('on');
});

test.each(['hub', 'worker', 'mongod', 'queue'])(
  'a killed %s runs again within 5 s on the same port',
  async (role) => {
    const [victim] = ofRole(running.processes(), role);
    process.kill(victim!.pid, 'SIGKILL');
    const successor = await until(5_000, () => {
      const others = running.processes().filter(({ pid }) => pid !== victim!.pid);
      const same = ofRole(others, role).filter(({ url }) => url === victim!.url);
      return same.length > 0 ? same[0]! : null;
    });
    expect(successor).not.toBeNull();
    expect(lives(successor!.pid)).toBe(true);
    if (role === 'hub') {
      const answer = await until(5_000, () => ask(victim!.url ?? '').catch(() => null));
      expect(answer?.pid).toBe(successor!.pid);
    }
  },
);

test('the common url keeps answering while one of two hubs is killed', async () => {
  await until(5_000, () => (ofRole(running.processes(), 'hub').length === 2 ? true : null));
  const [victim] = ofRole(running.processes(), 'hub');
  const end = Date.now() + 2_000;
  let answered = 0;
  let failed = 0;
  process.kill(victim!.pid, 'SIGKILL');
  while (Date.now() < end) {
    await fetch(ready.url, { headers: { connection: 'close' } })
      .then((response) => response.text())
      .then(() => answered++)
      .catch(() => failed++);
  }
  expect(answered).toBeGreaterThan(20);
  expect(failed).toBeLessThanOrEqual(1);
});

test('a second supervisor of the same folder is refused with 69 and the pid of the first', async () => {
  const second = await supervise({ entry: standIn('supervisor'), dir: running.dir });
  expect(await second.exit).toBe(69);
  expect(second.stderr()).toContain(String(running.child.pid));
  expect(running.processes().length).toBe(5);
});

test('SIGTERM finishes the request in flight, ends all children and exits 0 within 10 s', async () => {
  await until(5_000, () => (running.processes().length === 5 ? true : null));
  const children = running.processes();
  const slow = ask(`${ready.url}/slow`);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const began = Date.now();
  running.child.kill('SIGTERM');
  expect((await slow).pid).toBeGreaterThan(0);
  expect(await running.exit).toBe(0);
  expect(Date.now() - began).toBeLessThan(10_000);
  expect(children.filter(({ pid }) => lives(pid))).toEqual([]);
  expect(existsSync(join(running.dir, 'processes.json'))).toBe(false);
});

test('the next supervisor of the folder takes the same ports and the same data', async () => {
  const again = await supervise({
    entry: standIn('supervisor'),
    dir: running.dir,
    args: ['--hubs', '2'],
  });
  const line = await again.ready;
  expect(line.url).toBe(ready.url);
  expect(ofRole(line.processes, 'mongod')[0]?.url).toBe(ofRole(ready.processes, 'mongod')[0]?.url);
  again.child.kill('SIGINT');
  expect(await again.exit).toBe(0);
}, 30_000);
