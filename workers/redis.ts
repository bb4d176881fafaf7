import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { ConfigError } from '../src/platform/exit-codes.ts';

/** What the configuration says about the queue server; names as in platform/config.ts. */
export interface QueueAddress {
  readonly redisUrl: string;
  readonly redisCaFile: string | null;
  readonly redisCertFile: string | null;
  readonly redisKeyFile: string | null;
}

/** Options of ioredis, for `new Redis` and for BullMQ; times in milliseconds. */
export interface RedisTarget {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: ConnectionOptions;
  readonly connectTimeout: number;
  readonly retryStrategy: (times: number) => number;
  readonly reconnectOnError: (error: Error) => false | 2;
  readonly enableOfflineQueue?: boolean;
  readonly commandTimeout?: number;
  readonly maxRetriesPerRequest?: number | null;
  readonly socketTimeout?: number;
}

/** Longest pause before a lost connection is tried again, in milliseconds. */
const LONGEST_PAUSE_MS = 2_000;
/** A producer's command is given up after this. */
const COMMAND_MS = 1_000;
/** A worker's connection that is silent for this long while an answer is due counts as lost; it blocks for 10 s at most. */
const SILENCE_MS = 20_000;

/**
 * How to reach the queue server.
 * @throws ConfigError for an address or certificate that cannot be used
 */
export function redisOptions(address: QueueAddress): RedisTarget {
  const { protocol, hostname, port, username, password, pathname } = parse(address.redisUrl);
  if (protocol !== 'redis:' && protocol !== 'rediss:')
    throw new ConfigError(
      `REDIS_URL: ${protocol}// is not supported yet, use redis:// or rediss://`,
    );
  const database = pathname.replace(/^\//, '');
  if (!/^\d*$/.test(database)) throw new ConfigError('REDIS_URL: the path must be a number');
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? 6379 : Number(port),
    db: Number(database),
    ...(username !== '' && { username: decodeURIComponent(username) }),
    ...(password !== '' && { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' && { tls: certificates(address) }),
    connectTimeout: 2_000,
    retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 10), LONGEST_PAUSE_MS),
    // After a failover the old primary is read-only: connect anew and send the command again.
    reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 2 : false),
  };
}

/** For whoever asks: fails at once while there is no connection, and within a second when the server hangs. */
export const askingOptions = (address: QueueAddress): RedisTarget => ({
  ...redisOptions(address),
  enableOfflineQueue: false,
  commandTimeout: COMMAND_MS,
  maxRetriesPerRequest: 1,
});

/** For whoever works or listens: waits for the server as long as it takes. */
export const waitingOptions = (address: QueueAddress): RedisTarget => ({
  ...redisOptions(address),
  maxRetriesPerRequest: null,
  socketTimeout: SILENCE_MS,
});

function parse(url: string): URL {
  try {
    return new URL(url);
  } catch {
    throw new ConfigError('REDIS_URL is not an address');
  }
}

function certificates({
  redisCaFile,
  redisCertFile,
  redisKeyFile,
}: QueueAddress): ConnectionOptions {
  return {
    ...(redisCaFile !== null && { ca: read('REDIS_CA_FILE', redisCaFile) }),
    ...(redisCertFile !== null && { cert: read('REDIS_CERT_FILE', redisCertFile) }),
    ...(redisKeyFile !== null && { key: read('REDIS_KEY_FILE', redisKeyFile) }),
  };
}

function read(variable: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new ConfigError(`${variable} cannot be read`, { cause });
  }
}
