import { expect, test } from '@jest/globals';
import { redisOptions } from '../../workers/redis.ts';

const at = (redisUrl: string) =>
  redisOptions({ redisUrl, redisCaFile: null, redisCertFile: null, redisKeyFile: null });

test('an address is read with user, password and database', () => {
  expect(at('redis://worker:p%40ss@queue.example:6380/2')).toMatchObject({
    host: 'queue.example',
    port: 6380,
    username: 'worker',
    password: 'p@ss',
    db: 2,
  });
  expect(at('redis://[::1]')).toMatchObject({ host: '::1', port: 6379, db: 0 });
  expect(at('redis://queue')).not.toHaveProperty('tls');
  expect(at('rediss://queue')).toHaveProperty('tls', {});
});

test.each([
  ['redis+cluster://a:1,b:2', 'REDIS_URL'],
  ['redis+sentinel://a:1/main', 'REDIS_URL'],
  ['redis://queue/zero', 'REDIS_URL'],
  ['no address', 'REDIS_URL'],
])('%s is refused with the name of the variable', (url, variable) => {
  expect(() => at(url)).toThrow(variable);
});

test('a certificate that cannot be read is refused with the name of its variable', () => {
  const none = { redisCertFile: null, redisKeyFile: null };
  const address = { redisUrl: 'rediss://queue', redisCaFile: '/nowhere/ca.pem', ...none };
  expect(() => redisOptions(address)).toThrow('REDIS_CA_FILE');
});
