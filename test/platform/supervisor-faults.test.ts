import { expect, test } from '@jest/globals';
import { until } from '../../src/platform/wait.ts';
import { lives, standIn, supervise } from '../support/supervised.ts';

const entry = standIn('supervisor');

test('a supervisor that is killed leaves no child after 15 s, not even a frozen one', async () => {
  const killed = await supervise({ entry });
  const { processes } = await killed.ready;
  process.kill(processes.find(({ role }) => role === 'worker')!.pid, 'SIGSTOP');
  killed.child.kill('SIGKILL');
  const began = Date.now();
  const gone = await until(15_000, () =>
    processes.some(({ pid }) => lives(pid)) ? null : Date.now() - began,
  );
  expect(gone).not.toBeNull();
  const next = await supervise({ entry, dir: killed.dir });
  expect((await next.ready).processes).toHaveLength(4);
  await next.cleanUp();
}, 60_000);

test('a successor that starts at once waits for what the killed one left behind', async () => {
  const killed = await supervise({ entry });
  await killed.ready;
  killed.child.kill('SIGKILL');
  await killed.exit;
  const next = await supervise({ entry, dir: killed.dir });
  expect((await next.ready).processes).toHaveLength(4);
  await next.cleanUp();
}, 60_000);

test('a child that refuses its configuration ends the start with 78', async () => {
  const refused = await supervise({ entry, env: { WORKER_EXIT: '78' } });
  expect(await refused.exit).toBe(78);
  expect(refused.processes()).toEqual([]);
  await refused.cleanUp();
}, 30_000);

test('a child that dies at every start ends the start with 2', async () => {
  const refused = await supervise({ entry, env: { WORKER_EXIT: '9' } });
  expect(await refused.exit).toBe(2);
  expect(refused.stderr()).toContain('worker 1 cannot be started: it ended with code 9');
  await refused.cleanUp();
}, 40_000);

test('SIGTERM during the start ends what was begun and exits 0', async () => {
  const early = await supervise({ entry });
  await until(10_000, () => (early.processes().length > 0 ? true : null));
  const children = early.processes();
  early.child.kill('SIGTERM');
  expect(await early.exit).toBe(0);
  expect(children.filter(({ pid }) => lives(pid))).toEqual([]);
  await early.cleanUp();
}, 30_000);

test.each([
  [{ BORDERO_RATE_LIMITS: '5' }, 78, 'BORDERO_RATE_LIMITS'],
  [{ BORDERO_DRAIN_SECONDS: 'long' }, 78, 'BORDERO_DRAIN_SECONDS'],
  [{ BORDERO_WEBHOOK_LOOPBACK: 'on' }, 78, 'BORDERO_WEBHOOK_LOOPBACK'],
  [{ MONGOMS_SYSTEM_BINARY: '/bin/true' }, 78, 'MONGOMS_SYSTEM_BINARY'],
])('%j stops the start with %i and names the variable', async (env, code, name) => {
  const refused = await supervise({ entry, env: { ...env } });
  expect(await refused.exit).toBe(code);
  expect(refused.stderr()).toContain(name);
  await refused.cleanUp();
});

test.each([[['--hubs', '0']], [['--port', 'x']], [['--nonsense']]])(
  'options %j are a fault of usage: 64',
  async (args) => {
    const refused = await supervise({ entry, args });
    expect(await refused.exit).toBe(64);
    await refused.cleanUp();
  },
);
