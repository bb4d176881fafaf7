import {
  MongoAPIError,
  MongoClient,
  type MongoClientOptions,
  MongoParseError,
  MongoServerError,
  type Db,
} from 'mongodb';
import { ConfigError } from './exit-codes.ts';
import type { Logger } from './logger.ts';
import { pause, within } from './wait.ts';

/** What `connectMongo` sets beneath the address: durable writes, and waits that end (milliseconds). */
export const MONGO_OPTIONS = {
  writeConcern: { w: 'majority', journal: true },
  readConcernLevel: 'majority',
  retryWrites: true,
  serverSelectionTimeoutMS: 3_000,
  connectTimeoutMS: 3_000,
  heartbeatFrequencyMS: 2_000,
  socketTimeoutMS: 20_000,
  waitQueueTimeoutMS: 2_000,
  maxPoolSize: 50,
} as const satisfies MongoClientOptions;

const AUTHENTICATION_FAILED = 18;
const RETRY_PAUSE_MS = 500;
const CLOSE_MS = 2_000;

export interface MongoConnection {
  readonly client: MongoClient;
  /** The database that the address names, else `bordero`. */
  readonly db: Db;
  /** Ends all connections, within two seconds. */
  close(): Promise<void>;
}

export interface ConnectMongo {
  readonly uri: string;
  readonly logger?: Logger | undefined;
  /** How long to go on trying while no server answers; null: for ever. */
  readonly waitSeconds?: number | null;
  /** Gives up at once when aborted. */
  readonly signal?: AbortSignal | undefined;
  readonly options?: MongoClientOptions | undefined;
}

/** Database name in a MongoDB address; `bordero` where it names none. */
export const databaseName = (uri: string): string => {
  const path = /^mongodb(?:\+srv)?:\/\/[^/?]+\/([^?]*)/.exec(uri)?.[1] ?? '';
  return path === '' ? 'bordero' : decodeURIComponent(path);
};

/**
 * Connects, trying again with a fresh client while the server is away: a client whose first connection failed stays
 * dead.
 * @throws ConfigError (78) for a bad address, a refused login and a standalone mongod
 * @throws the last connection error when the wait is over or aborted
 */
export async function connectMongo(request: ConnectMongo): Promise<MongoConnection> {
  const { uri, logger, waitSeconds = null, signal, options } = request;
  const end = waitSeconds === null ? Infinity : Date.now() + waitSeconds * 1_000;
  for (let attempt = 1; ; attempt++) {
    const client = clientFor(uri, { ...MONGO_OPTIONS, ...options });
    const close = async (): Promise<void> => {
      await within(
        CLOSE_MS,
        client.close().catch(() => undefined),
      );
    };
    try {
      await client.connect();
      await refuseStandalone(client);
      return { client, db: client.db(databaseName(uri)), close };
    } catch (error) {
      await close();
      const fault = asConfigError(error);
      if (fault !== null) throw fault;
      if (signal?.aborted === true || Date.now() >= end) throw error;
      if (attempt === 1) logger?.warn('MongoDB does not answer yet, trying again');
      await pause(RETRY_PAUSE_MS);
    }
  }
}

function clientFor(uri: string, options: MongoClientOptions): MongoClient {
  try {
    return new MongoClient(uri, options);
  } catch (error) {
    throw asConfigError(error) ?? error;
  }
}

/** A standalone mongod loses acknowledged writes when it is killed. */
async function refuseStandalone(client: MongoClient): Promise<void> {
  const hello = await client.db('admin').command({ hello: 1 });
  if (hello['setName'] !== undefined || hello['msg'] === 'isdbgrid') return;
  throw new ConfigError('MONGODB_URI names a standalone mongod: a replica set or mongos is needed');
}

function asConfigError(error: unknown): ConfigError | null {
  if (error instanceof ConfigError) return error;
  if (
    error instanceof MongoParseError ||
    (error instanceof MongoAPIError && error.name === 'MongoInvalidArgumentError')
  ) {
    return new ConfigError('MONGODB_URI is not an address that the driver understands', {
      cause: error,
    });
  }
  if (error instanceof MongoServerError && error.code === AUTHENTICATION_FAILED) {
    return new ConfigError('MONGODB_URI: the server refuses user or password', { cause: error });
  }
  return null;
}
