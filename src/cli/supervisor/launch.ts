/** The steps of a start: ports, servers, programs. */
import { urlHost } from '../../platform/child.ts';
import type { Config } from '../../platform/config.ts';
import { freePort, portIsFree } from '../../platform/embedded/free-port.ts';
import { startMongod } from '../../platform/embedded/mongod.ts';
import { resolveMongod } from '../../platform/embedded/mongod-binary.ts';
import { entryBeside } from '../../platform/embedded/node-arguments.ts';
import { resolveQueue, startQueue } from '../../platform/embedded/queue.ts';
import type { ServerProcess } from '../../platform/embedded/server-process.ts';
import { EXIT, ExitError } from '../../platform/exit-codes.ts';
import type { Crew } from './crew.ts';
import type { DataFolder } from './data-folder.ts';
import { startHub, startWorker } from './node-children.ts';
import type { SupervisorRequest } from './types.ts';
import type { Started } from './watched-child.ts';

export interface Launch {
  readonly request: SupervisorRequest;
  readonly config: Config;
  readonly folder: DataFolder;
  readonly crew: Crew;
  readonly stopping: AbortSignal;
  readonly say: (line: string) => void;
}

export interface ChosenPorts {
  readonly front: number;
  readonly mongod: number;
  readonly queue: number;
  readonly hubs: readonly number[];
}

export interface Services {
  readonly mongodbUri: string;
  readonly redisUrl: string;
}

/**
 * The ports of this run, kept in the data folder: the ones used last where they are free.
 * @throws ExitError (69) where the port asked for is taken
 */
export async function choosePorts({ request, config, folder }: Launch): Promise<ChosenPorts> {
  const last = folder.readPorts();
  const taken = new Set<number>();
  const take = async (preferred: number | undefined): Promise<number> => {
    const port = await freePort(preferred ?? null, taken);
    taken.add(port);
    return port;
  };
  const asked = request.options.port;
  if (asked !== null && !(await portIsFree(asked, config.bind))) {
    throw new ExitError(EXIT.unavailable, `Port ${asked} of ${config.bind} cannot be used`);
  }
  if (asked !== null) taken.add(asked);
  const front = asked ?? (await take(last.front));
  const ports = { front, mongod: await take(last.mongod), queue: await take(last.queue) };
  const hubs: number[] = [];
  for (let i = 0; i < request.options.hubs; i++) hubs.push(await take(last.hubs?.[i]));
  folder.writePorts({ ...ports, hubs });
  return { ...ports, hubs };
}

/** Starts the servers that no variable names. */
export async function startServices(launch: Launch, ports: ChosenPorts): Promise<Services> {
  const { config, request, folder, crew, stopping, say } = launch;
  const { env } = request;
  const [mongod, queue] = await Promise.all([
    config.mongodbUri === null ? resolveMongod({ env, say }) : null,
    config.redisUrl === null ? resolveQueue({ env }) : null,
  ]);
  let { mongodbUri, redisUrl } = config;
  const starting: Promise<void>[] = [];
  stopping.throwIfAborted();
  if (mongod !== null) {
    const dir = folder.inside('mongod');
    const start = (): ServerProcess => startMongod({ binary: mongod, dir, port: ports.mongod });
    starting.push(
      crew.add('mongod', 'mongod', () => asChild(start(), (url) => (mongodbUri = url))),
    );
  }
  if (queue !== null) {
    const dir = folder.inside('queue');
    const start = (): ServerProcess => startQueue({ binary: queue, dir, port: ports.queue });
    starting.push(crew.add('queue', 'queue', () => asChild(start(), (url) => (redisUrl = url))));
  }
  await Promise.all(starting);
  return { mongodbUri: mongodbUri ?? '', redisUrl: redisUrl ?? '' };
}

function asChild(server: ServerProcess, tellUrl: (url: string) => void): Started {
  const { child, ready, role, pid, url } = server;
  tellUrl(url);
  return { child, ready, entry: { role, pid, url } };
}

/** Starts hubs and workers; resolves with the common url when all are ready. */
export async function startPrograms(
  launch: Launch,
  ports: ChosenPorts,
  services: Services,
): Promise<string> {
  const { request, config, crew } = launch;
  const { mode, options, entries } = request;
  const env = {
    ...(mode === 'demo' ? { BORDERO_INTROSPECTION: 'on' } : {}),
    ...request.env,
    MONGODB_URI: services.mongodbUri,
    REDIS_URL: services.redisUrl,
  };
  const hub = entries?.hub ?? entryBeside(import.meta.url, '../../server/main');
  const worker = entries?.worker ?? entryBeside(import.meta.url, '../../../workers/main');
  const front = { host: config.bind, port: ports.front };
  const logFile = (name: string): string | null => crew.logOf(name);
  const hubs = ports.hubs.map((port, i) => {
    const name = `hub ${i + 1}`;
    const child = { entry: hub, env, logFile: logFile(name) };
    return crew.add('hub', name, () => startHub(child, { port, front }));
  });
  const workers = Array.from({ length: options.workers }, (_, i) => {
    const name = `worker ${i + 1}`;
    return crew.add('worker', name, () =>
      startWorker({ entry: worker, env, logFile: logFile(name) }),
    );
  });
  await Promise.all([...hubs, ...workers]);
  return `http://${urlHost(config.bind)}:${ports.front}`;
}
