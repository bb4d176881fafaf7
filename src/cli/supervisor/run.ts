/** The one supervisor of `demo` and `start` (types.ts tells how it is used). */
import { readConfig } from '../../platform/config.ts';
import { Guardian } from '../../platform/embedded/guardian.ts';
import { ConfigError, EXIT } from '../../platform/exit-codes.ts';
import { Crew } from './crew.ts';
import { DataFolder } from './data-folder.ts';
import { printReady } from './print-ready.ts';
import { endLeftovers } from './process-table.ts';
import { choosePorts, type Launch, startPrograms, startServices } from './launch.ts';
import type { Ready, SupervisorRequest } from './types.ts';

/**
 * Starts everything, prints the ready line, and watches until it is asked to stop.
 * @returns the exit code: 0 after SIGTERM, SIGINT or SIGHUP
 * @throws ExitError: 69 data folder in use, port taken or no mongod; 78 configuration; 2 a child cannot be started
 */
export async function runSupervisor(request: SupervisorRequest): Promise<number> {
  const config = readConfig(request.env);
  if (request.mode === 'start' && config.webhookLoopback) {
    throw new ConfigError('BORDERO_WEBHOOK_LOOPBACK is for the demo alone');
  }
  const stopping = stopSignal();
  const stopped = new Promise<void>((resolve) => {
    stopping.addEventListener('abort', () => resolve());
  });
  const folder = new DataFolder(request.options.data);
  const leftovers = folder.read('processes.json');
  const guardian = new Guardian();
  const crew = new Crew({ folder, guardian, say, logOf: logFiles(request, folder) });
  try {
    const running = startAll({ request, config, folder, crew, stopping, say }, leftovers);
    await Promise.race([running.then(() => stopped), stopped, crew.hopeless]);
    return EXIT.done;
  } finally {
    await crew.stop();
    folder.remove('processes.json');
    folder.release();
    guardian.release();
  }
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => controller.abort());
  }
  return controller.signal;
}

/** The demo's children log to files, as its standard error is for people; those of `start` to standard error. */
const logFiles =
  ({ mode }: SupervisorRequest, folder: DataFolder) =>
  (name: string): string | null =>
    mode === 'demo' ? folder.inside('logs', `${name.replace(' ', '-')}.log`) : null;

async function startAll(launch: Launch, leftovers: unknown): Promise<void> {
  const { request, folder, crew, stopping } = launch;
  await endLeftovers(leftovers, folder.path);
  if (request.options.reset) folder.reset();
  const ports = await choosePorts(launch);
  const services = await startServices(launch, ports);
  stopping.throwIfAborted();
  const url = await startPrograms(launch, ports, services);
  stopping.throwIfAborted();
  const ready: Ready = {
    url,
    ...services,
    dataDir: folder.path,
    file: (name) => folder.inside(name),
    say,
    signal: stopping,
  };
  const extras = (await request.onReady?.(ready)) ?? {};
  stopping.throwIfAborted();
  crew.complete();
  printReady(request, ready, { extras, processes: crew.processes });
}
