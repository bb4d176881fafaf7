import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { nodeArguments } from '../../src/platform/embedded/node-arguments.ts';
import { ConfigError, ExitError } from '../../src/platform/exit-codes.ts';
import { until, within } from '../../src/platform/wait.ts';

/** Runs the stand-in with a signal once it says so, and collects its log. */
async function drained(
  scenario: string,
): Promise<{ code: number | null; log: string; milliseconds: number }> {
  const entry = new URL('stand-ins/draining.ts', import.meta.url);
  const child = spawn(process.execPath, nodeArguments(entry, [scenario]), {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let log = '';
  child.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()));
  let began = 0;
  child.once('message', () => {
    began = Date.now();
    if (scenario.startsWith('lost')) child.disconnect();
    else child.kill('SIGTERM');
  });
  const logged = new Promise((resolve) => child.stderr?.once('close', resolve));
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  await logged;
  return { code, log, milliseconds: Date.now() - began };
}

test('steps run in their order, and a step that fails does not hold up the next', async () => {
  const { code, log } = await drained('steps');
  expect(code).toBe(0);
  expect([...log.matchAll(/"step (\w+)"/g)].map(([, name]) => name)).toEqual([
    'one',
    'two',
    'three',
  ]);
  expect(log).toContain('a step of stopping failed');
});

test('a step that hangs is left after the grace, and the process ends', async () => {
  const { code, milliseconds } = await drained('hang');
  expect(code).toBe(0);
  expect(milliseconds).toBeGreaterThan(800);
  expect(milliseconds).toBeLessThan(3_000);
});

test('a lost supervisor is a reason to stop', async () => {
  const { code, log } = await drained('lost parent');
  expect(code).toBe(0);
  expect(log).toContain('the supervisor is gone');
});

test('secrets are blanked in the log, and lines say who wrote them', async () => {
  const { log } = await drained('secrets');
  expect(log).not.toContain('s3cret');
  expect(JSON.parse(log.split('\n')[0] ?? '')).toMatchObject({ role: 'worker', level: 'info' });
});

test('waiting ends', async () => {
  expect(await within(20, new Promise(() => undefined))).toBeNull();
  expect(await within(1_000, Promise.resolve('value'))).toBe('value');
  await expect(within(1_000, Promise.reject(new Error('fault')))).rejects.toThrow('fault');
  expect(await until(30, () => null, 10)).toBeNull();
});

test('an error of configuration ends a program with 78', () => {
  expect(new ConfigError('x')).toBeInstanceOf(ExitError);
  expect(new ConfigError('x').exitCode).toBe(78);
});
