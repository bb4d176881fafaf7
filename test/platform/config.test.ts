import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { VARIABLES } from '../../src/platform/config-variables.ts';
import { type Environment, readConfig } from '../../src/platform/config.ts';
import { ConfigError } from '../../src/platform/exit-codes.ts';

const refusal = (env: Environment): string => {
  try {
    readConfig(env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  return 'taken';
};

test('without any variable the defaults of the contract hold', () => {
  expect(readConfig({})).toMatchObject({
    mongodbUri: null,
    redisUrl: null,
    queuePrefix: '{bordero}',
    bind: '127.0.0.1',
    maxUploadBytes: 1_073_741_824,
    maxGraphqlBytes: 1_000_000,
    uploadsPerMember: 8,
    pendingPerMember: 2_000,
    rateLimit: 6_000,
    streamsPerClient: 20,
    introspection: 'admin',
    explorer: 'admin',
    drainSeconds: 8,
    retentionRawDays: 400,
    webhookLoopback: false,
    sessionIdleMinutes: 120,
    logLevel: 'info',
  });
  expect(readConfig({}).webhookRetrySeconds).toHaveLength(9);
});

test('an empty variable counts as not set, and names of others are nobody’s business', () => {
  expect(readConfig({ BORDERO_RATE_LIMIT: '', BORDER: 'x', PATH: '/bin' }).rateLimit).toBe(6_000);
});

test('the explorer follows introspection unless it is set itself', () => {
  expect(readConfig({ BORDERO_INTROSPECTION: 'on' }).explorer).toBe('on');
  expect(readConfig({ BORDERO_INTROSPECTION: 'on', BORDERO_EXPLORER: 'off' }).explorer).toBe('off');
});

test('texts become values', () => {
  const config = readConfig({
    BORDERO_RATE_LIMIT: 'off',
    BORDERO_TRUSTED_PROXIES: '10.0.0.0/8, ::1',
    BORDERO_METRICS_BIND: '[::1]:9100',
    BORDERO_PUBLIC_URL: 'https://hub.example/',
    BORDERO_WEBHOOK_RETRY: '1,2',
  });
  expect(config.rateLimit).toBeNull();
  expect(config.trustedProxies).toEqual(['10.0.0.0/8', '::1']);
  expect(config.metricsBind).toEqual({ host: '::1', port: 9_100 });
  expect(config.publicUrl).toBe('https://hub.example');
  expect(config.webhookRetrySeconds).toEqual([1, 2]);
});

test.each([
  ['BORDERO_RATE_LIMIT', '0'],
  ['BORDERO_RATE_LIMIT', 'none'],
  ['BORDERO_MAX_UPLOAD_BYTES', '1 GB'],
  ['BORDERO_INTROSPECTION', 'yes'],
  ['BORDERO_TRUSTED_PROXIES', '10.0.0.0/99'],
  ['BORDERO_METRICS_BIND', 'here'],
  ['BORDERO_PUBLIC_URL', 'ftp://hub.example'],
  ['BORDERO_WEBHOOK_RETRY', '5;30'],
  ['BORDERO_LOG_LEVEL', 'loud'],
  ['BORDERO_RETENTION_RAW_DAYS', '-1'],
  ['SESSION_IDLE_MINUTES', '0'],
  ['MONGODB_URI', 'postgres://here'],
  ['REDIS_URL', 'http://here'],
])('%s=%s is refused and named', (name, value) => {
  expect(refusal({ [name]: value })).toMatch(new RegExp(`^${name} must be `));
});

test('an unknown BORDERO_ variable is refused and named, and all faults are told at once', () => {
  expect(refusal({ BORDERO_DRAIN_SECOND: '8', BORDERO_BIND: 'x', BORDERO_EXPLORER: '1' })).toBe(
    'BORDERO_DRAIN_SECOND is not a variable that Bordero knows\n' +
      'BORDERO_EXPLORER must be one of on, admin, off',
  );
});

test('a bad value is never repeated: it may hold a password', () => {
  expect(refusal({ REDIS_URL: 'redis:secret' })).not.toContain('secret');
});

test.each([
  'redis://h:1',
  'rediss://user:pass@h:1',
  'redis+cluster://h1:1,h2:2',
  'rediss+sentinel://h1:1,h2:2/main?sentinelPassword=x',
])('REDIS_URL may be %s', (url) => {
  expect(readConfig({ REDIS_URL: url }).redisUrl).toBe(url);
});

test('.env.example shows every variable with its default, and nothing else', () => {
  const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
  const shown = [...example.matchAll(/^#([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [
    name,
    value,
  ]);
  const known = Object.values(VARIABLES).map(({ name, fallback }) => [name, fallback ?? '']);
  expect(shown).toEqual(known);
});
