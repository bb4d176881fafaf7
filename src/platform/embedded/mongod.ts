/** A mongod of our own: always a one-member replica set, as a standalone loses acknowledged writes when killed. */
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MongoClient, MongoServerError, type Document } from 'mongodb';
import { pause } from '../wait.ts';
import { type MongodBinary, mongodEnvironment } from './mongod-binary.ts';
import { endProcess, servesOrEnds, type ServerProcess, spawnServer } from './server-process.ts';

export interface MongodRequest {
  readonly binary: MongodBinary;
  /** Folder of this server; it keeps data and log. */
  readonly dir: string;
  readonly port: number;
  /** Its part in a sharded cluster; else it is a replica set of its own. */
  readonly part?: ClusterPart;
}
export interface ClusterPart {
  readonly replicaSet: string;
  readonly role: 'configsvr' | 'shardsvr';
}

const REPLICA_SET = 'rs0';
const NOT_YET_INITIALIZED = 94;
const START_MS = 60_000;

/**
 * Starts mongod on its folder and port; it is `ready` when it takes writes. A folder used before on another port is
 * reconfigured to this one.
 */
export function startMongod(request: MongodRequest): ServerProcess {
  const { binary, dir, port, part } = request;
  const replicaSet = part?.replicaSet ?? REPLICA_SET;
  mkdirSync(join(dir, 'db'), { recursive: true, mode: 0o700 });
  const child = spawnServer({
    command: binary.path,
    args: mongodArguments(request),
    env: mongodEnvironment(binary.libraries),
    logFile: join(dir, 'output.log'),
  });
  return {
    role: 'mongod',
    child,
    pid: child.pid ?? 0,
    port,
    url: `mongodb://127.0.0.1:${port}/bordero?replicaSet=${replicaSet}`,
    version: `mongod ${binary.version}`,
    ready: servesOrEnds(
      child,
      (gone) => becomesPrimary(request, gone),
      async () => `mongod does not start: ${await lastFault(dir)}`,
    ),
    stop: (graceMs = 5_000) => endProcess(child, graceMs),
  };
}

/**
 * Instead of half the machine; parts of a cluster share it. With half of it pages are written and read again while a file of 100,000
 * events is applied: a third more CPU.
 */
const cacheGigabytes = (part: MongodRequest['part']): string =>
  part === undefined ? '0.5' : '0.25';

/** Snappy and zstd alone: zlib messages leak memory before 8.2.3. */
const mongodArguments = ({ dir, port, part }: MongodRequest): readonly string[] => [
  ...['--dbpath', join(dir, 'db'), '--port', String(port), '--bind_ip', '127.0.0.1'],
  ...['--replSet', part?.replicaSet ?? REPLICA_SET, '--oplogSize', '256', '--nounixsocket'],
  ...[
    '--networkMessageCompressors',
    'snappy,zstd',
    '--wiredTigerCacheSizeGB',
    cacheGigabytes(part),
  ],
  ...['--setParameter', 'shutdownTimeoutMillisForSignaledShutdown=100'],
  ...['--setParameter', 'diagnosticDataCollectionEnabled=false', '--noscripting'],
  ...['--logpath', join(dir, 'mongod.log'), '--logappend', '--quiet'],
  ...(part === undefined ? [] : [`--${part.role}`]),
];

async function becomesPrimary(request: MongodRequest, gone: () => boolean): Promise<boolean> {
  const end = Date.now() + START_MS;
  while (Date.now() < end && !gone()) {
    if (await isPrimaryOrMadeSo(request, end)) return true;
    await pause(30);
  }
  return false;
}

type Run = (command: Document) => Promise<Document>;

/** One round with a client of its own, as one whose first connection failed stays dead. */
async function isPrimaryOrMadeSo({ port, part }: MongodRequest, end: number): Promise<boolean> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: 1_000,
    connectTimeoutMS: 2_000,
  });
  const run: Run = (command) => client.db('admin').command(command);
  try {
    while (Date.now() < end) {
      const hello = await run({ hello: 1 });
      if (hello['isWritablePrimary'] === true) return true;
      await helpOn(run, `127.0.0.1:${port}`, part);
      await pause(20);
    }
    return false;
  } catch {
    return false;
  } finally {
    await client.close();
  }
}

/** Makes a fresh member a replica set, and tells one that came to another port its new address. */
async function helpOn(run: Run, host: string, part?: ClusterPart): Promise<void> {
  try {
    const { config } = (await run({ replSetGetConfig: 1 })) as { config: ReplicaSetConfig };
    if (config.members[0]?.host !== host) await run(moveTo(config, host));
  } catch (error) {
    if (!(error instanceof MongoServerError) || error.code !== NOT_YET_INITIALIZED) throw error;
    await run({
      replSetInitiate: {
        _id: part?.replicaSet ?? REPLICA_SET,
        members: [{ _id: 0, host }],
        ...(part?.role === 'configsvr' && { configsvr: true }),
      },
    });
  }
}

interface ReplicaSetConfig {
  readonly version: number;
  readonly members: readonly { readonly _id: number; readonly host: string }[];
}

const moveTo = (config: ReplicaSetConfig, host: string): Document => ({
  replSetReconfig: {
    ...config,
    version: config.version + 1,
    members: config.members.slice(0, 1).map((member) => ({ ...member, host })),
  },
  force: true,
});

/** The last serious line of mongod's log, for people. */
async function lastFault(dir: string): Promise<string> {
  const log = await readFile(join(dir, 'mongod.log'), 'utf8').catch(() => '');
  const output = await readFile(join(dir, 'output.log'), 'utf8').catch(() => '');
  const serious = log.split('\n').filter((line) => /"s":"[EF]"/.test(line));
  const line = serious.at(-1) ?? output.trim().split('\n').at(-1) ?? '';
  return line === '' ? `see ${join(dir, 'mongod.log')}` : line.slice(0, 400);
}
