/** A GraphQL query against a plain express route that answers the same. */
import { spawn } from 'node:child_process';
import { deepStrictEqual } from 'node:assert';
import { once } from 'node:events';
import { nodeArguments } from '../../src/platform/embedded/node-arguments.ts';
import { alternately, type Bench, say } from './harness.ts';
import { Connection, load, requestBytes } from './http-load.ts';
import type { Installation } from './installation.ts';
import type { Sample } from './report.ts';
import { announce, send, trafficOf, writeStatuses } from './traffic.ts';

const CONNECTIONS = 4;
const CONSIGNMENTS = 2_000;
const EVENTS = 10_000;
const WARM_SECONDS = 3;
/** Short and many, so that the median leaves out what else the machine does. */
const SLICE_SECONDS = 1;

export interface Question {
  readonly query: string;
  /** One set for each request, in turn. */
  readonly variables: readonly Readonly<Record<string, unknown>>[];
  /** Path of the same in the plain route. */
  readonly path: (variables: Readonly<Record<string, unknown>>) => string;
}

/** The shared installation with consignments in it, each with five events. */
export const withConsignments = (bench: Bench): Promise<Installation> =>
  bench.once('consignments', async () => {
    const installation = await bench.shared();
    const traffic = trafficOf(bench.nextSeries(), CONSIGNMENTS, EVENTS);
    await announce(bench, installation, traffic);
    await send(installation, { member: 'graz', path: await writeStatuses(bench, traffic) });
    return installation;
  });

/** Requests a second of both, in turn. @throws Error where they do not answer the same */
export async function queryRate(bench: Bench, question: Question): Promise<readonly Sample[]> {
  const installation = await withConsignments(bench);
  const key = installation.keys['graz'] ?? '';
  const { query, variables, path } = question;
  const graphql = variables.map((these) =>
    requestBytes({
      ...{ method: 'POST', path: '/graphql', key },
      body: JSON.stringify({ query, variables: these }),
    }),
  );
  const plain = variables.map((these) =>
    requestBytes({ method: 'GET', path: path(these), key, body: null }),
  );
  const express = await startPlain(installation.mongodbUri);
  try {
    const sides = {
      hub: { url: installation.url, requests: graphql, connections: CONNECTIONS },
      limit: { url: express.url, requests: plain, connections: CONNECTIONS },
    };
    const bytes = await expectSameAnswer(sides.hub, sides.limit);
    say(`  both answer the same ${bytes} bytes`);
    for (const side of Object.values(sides)) await load({ ...side, seconds: WARM_SECONDS });
    return await alternately(bench.quick ? 11 : 45, {
      unit: 'requests/s',
      value: () => load({ ...sides.hub, seconds: SLICE_SECONDS }),
      limit: () => load({ ...sides.limit, seconds: SLICE_SECONDS }),
    });
  } finally {
    express.end();
  }
}

async function startPlain(uri: string): Promise<{ url: string; end: () => void }> {
  const entry = new URL('./plain-express.ts', import.meta.url);
  const child = spawn(process.execPath, nodeArguments(entry, [uri]), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [{ url }] = (await once(child, 'message')) as [{ url: string }];
  return { url, end: () => void child.kill() };
}

interface Side {
  readonly url: string;
  readonly requests: readonly Buffer[];
}

async function expectSameAnswer(hub: Side, limit: Side): Promise<number> {
  const [ours, theirs] = await Promise.all([firstAnswer(hub), firstAnswer(limit)]);
  deepStrictEqual(JSON.parse(ours.toString()), JSON.parse(theirs.toString()));
  return ours.length;
}

async function firstAnswer({ url, requests }: Side): Promise<Buffer> {
  const connection = await Connection.open(url);
  try {
    return await connection.ask(requests[0] ?? Buffer.alloc(0));
  } finally {
    connection.close();
  }
}
