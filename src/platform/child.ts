/**
 * What a hub or worker owes its supervisor. Started alone (a container, a test) the same calls do the obvious.
 *
 * A hub is started as `… main.ts --port N [--front HOST:PORT]`: it listens on 127.0.0.1:N (its own address) or on
 * BORDERO_BIND where there is no front, and with `--front` also there, where all hubs of the supervisor share the
 * listening socket. Both roles say `announceReady` once they work, and drain on SIGTERM (platform/shutdown.ts, which
 * also notices a lost supervisor).
 */
import cluster from 'node:cluster';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { ConfigError } from './exit-codes.ts';

export interface ListenOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Address shared by all hubs of a supervisor; null: there is none. */
  readonly front: { readonly host: string; readonly port: number } | null;
}

const HEARTBEAT_MS = 5_000;
/** Port where neither option nor supervisor says one. */
const DEFAULT_PORT = 4000;

/**
 * Reads `--port N` and `--front HOST:PORT`; other options are ignored.
 * @throws ConfigError for a port that is none
 */
export function readListenOptions(argv: readonly string[]): ListenOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: { port: { type: 'string' }, front: { type: 'string' } },
    strict: false,
  });
  const front = typeof values.front === 'string' ? values.front : null;
  const cut = front?.lastIndexOf(':') ?? 0;
  return {
    port: typeof values.port === 'string' ? portOf(values.port) : DEFAULT_PORT,
    front:
      front === null ? null : { host: front.slice(0, cut), port: portOf(front.slice(cut + 1)) },
  };
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (port <= 65_535) return port;
  throw new ConfigError(`${text} is not a port`);
}

/**
 * Opens the hub's listeners with one server for each address (`createServer` makes them equal).
 * @returns the servers, to be closed on shutdown, and the hub's own url
 * @throws what listening throws: EADDRINUSE, EACCES
 */
export async function listen(
  needs: { createServer: () => Server; bind: string },
  options: ListenOptions,
): Promise<{ readonly servers: readonly Server[]; readonly url: string }> {
  const { front, port } = options;
  const own = needs.createServer();
  const host = front === null ? needs.bind : '127.0.0.1';
  await listening(own.listen({ port, host, exclusive: true }));
  const servers = [own];
  if (front !== null) {
    const shared = needs.createServer();
    await listening(shared.listen({ ...front, exclusive: !cluster.isWorker }));
    servers.push(shared);
  }
  const address = own.address() as AddressInfo;
  return { servers, url: `http://${urlHost(address.address)}:${String(address.port)}` };
}

async function listening(server: Server): Promise<void> {
  await once(server, 'listening');
}

/** A host as it stands in a url: 127.0.0.1 for any address, IPv6 in brackets. */
export function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/**
 * Tells the supervisor, if there is one, that this process does its work now. Started with `--heartbeat FILE` it touches
 * that file from now on as long as its event loop turns, for the health check of a container.
 */
export function announceReady(url: string | null = null): void {
  process.send?.({ ready: true, ...(url === null ? {} : { url }) });
  const { values } = parseArgs({ options: { heartbeat: { type: 'string' } }, strict: false });
  const { heartbeat } = values;
  if (typeof heartbeat !== 'string') return;
  const beat = (): void => writeFileSync(heartbeat, '');
  beat();
  setInterval(beat, HEARTBEAT_MS).unref();
}
