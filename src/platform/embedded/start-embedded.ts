/** mongod and queue server together, for tests and for tools that bring their own services. */
import { join } from 'node:path';
import type { Environment } from '../config.ts';
import { freePort } from './free-port.ts';
import { Guardian } from './guardian.ts';
import { startMongod } from './mongod.ts';
import { resolveMongod } from './mongod-binary.ts';
import { resolveQueue, startQueue } from './queue.ts';
import type { ServerProcess } from './server-process.ts';

export interface Embedded {
  /** The living ones: replaced by `restart`. */
  readonly servers: { readonly mongod: ServerProcess; readonly queue: ServerProcess };
  /** Starts the one that ended again, on its port and data. */
  restart(role: 'mongod' | 'queue'): Promise<ServerProcess>;
  /** Ends both. */
  stop(): Promise<void>;
}

export interface EmbeddedRequest {
  /** Folder that keeps their data. */
  readonly dir: string;
  readonly env: Environment;
  readonly say?: (line: string) => void;
}

/**
 * Starts both servers on free ports; they end with this process, also when it is killed.
 * @throws ExitError (69) where there is no mongod
 */
export async function startEmbedded(request: EmbeddedRequest): Promise<Embedded> {
  const { dir, env, say = () => undefined } = request;
  const [mongodBinary, queueBinary] = await Promise.all([
    resolveMongod({ env, say }),
    resolveQueue({ env }),
  ]);
  const guardian = new Guardian();
  const port = await freePort();
  const queuePort = await freePort(null, new Set([port]));
  const start = {
    mongod: () => startMongod({ binary: mongodBinary, dir: join(dir, 'mongod'), port }),
    queue: () => startQueue({ binary: queueBinary, dir: join(dir, 'queue'), port: queuePort }),
  };
  const begin = (role: 'mongod' | 'queue'): ServerProcess => {
    const server = start[role]();
    guardian.watch(server.child);
    return server;
  };
  const servers = { mongod: begin('mongod'), queue: begin('queue') };
  const stop = async (): Promise<void> => {
    await Promise.all([servers.mongod.stop(), servers.queue.stop()]);
    guardian.release();
  };
  const outcomes = await Promise.allSettled([servers.mongod.ready, servers.queue.ready]);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  return {
    servers,
    restart: async (role) => {
      servers[role] = begin(role);
      await servers[role].ready;
      return servers[role];
    },
    stop,
  };
}
