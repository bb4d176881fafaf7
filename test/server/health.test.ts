import { afterAll, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { MongoClient } from 'mongodb';
import { createHub } from '../../src/hub.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { httpFront } from '../../src/server/http.ts';
import { serverHub } from '../../src/server/server-hub.ts';
import { Service } from '../../src/server/service.ts';
import { uploadDoc } from '../support/documents.ts';
import { CONFIG, Graph, LocalNews } from '../support/graph.ts';

const graph = await Graph.create({ config: { metricsToken: 'scrape' } });
await graph.member('graz');
const key = await graph.key('graz');
afterAll(() => graph.close());
const ready = async () => {
  const response = await fetch(`${graph.url}/readyz`);
  return [response.status, await response.json()];
};

test('alive and ready', async () => {
  expect((await fetch(`${graph.url}/healthz`)).status).toBe(200);
  expect(await ready()).toEqual([
    200,
    { ready: true, mongodb: 'ok', queue: 'ok', oldestUnfinishedSeconds: 0 },
  ]);
});

test('an upload that has not moved for 300 s makes the hub unready', async () => {
  await graph.collections.uploads.insertOne(
    uploadDoc('old', 'graz', { state: 'PROCESSING', touchedAt: new Date(Date.now() - 301_000) }),
  );
  expect(await ready()).toMatchObject([503, { ready: false, mongodb: 'ok' }]);
  await graph.collections.uploads.updateOne({ _id: 'old' }, { $set: { touchedAt: new Date() } });
  expect(await ready()).toMatchObject([200, { ready: true }]);
});

test('metrics hold what the contract names, and no member', async () => {
  await graph.ask(key, '{ consignments { nodes { id } } }');
  expect((await fetch(`${graph.url}/metrics`)).status).toBe(401);
  const response = await fetch(`${graph.url}/metrics`, {
    headers: { authorization: 'Bearer scrape' },
  });
  const text = await response.text();
  for (const name of [
    'bordero_uploads_total{state="PROCESSING"} 1',
    'bordero_records_total{outcome="accepted"} 1',
    'bordero_upload_bytes_total 3',
    'bordero_upload_seconds_bucket{le="+Inf"}',
    'bordero_unfinished_uploads 1',
    'bordero_oldest_unfinished_seconds',
    'bordero_requeued_total 0',
    'bordero_dead_letters 0',
    'bordero_queue_jobs',
    'bordero_http_requests_total{route="/graphql",status="200"}',
    'bordero_http_request_seconds_bucket',
    'bordero_graphql_cost_total 50',
    'bordero_rate_limited_total 0',
    'bordero_sse_streams 0',
    'bordero_sse_dropped_total 0',
    'bordero_mongodb_command_seconds_count',
    'process_cpu_seconds_total',
  ]) {
    expect(text).toContain(name);
  }
  expect(text).not.toContain('graz');
});

test('every answer has the headers of a careful server and names no software', async () => {
  for (const path of ['/', '/healthz', '/graphql', '/nothing', '/schemas/hub-json.json']) {
    const { headers } = await fetch(graph.url + path);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toMatch(/frame-ancestors 'none'/);
    for (const name of ['x-powered-by', 'server', 'access-control-allow-origin', 'set-cookie'])
      expect(headers.get(name)).toBeNull();
  }
});

test('the page at / says the version and leads to explorer and schema', async () => {
  const text = await (await fetch(graph.url)).text();
  expect(text).toContain('1.2.3');
  expect(text).toContain('href="/graphql"');
  expect(await (await fetch(`${graph.url}/schemas/hub-json.json`)).json()).toHaveProperty(
    '$schema',
  );
});

test('before MongoDB was ever reached data routes answer 503 and the hub lives', async () => {
  const logger = createLogger({ level: 'silent', role: 'test' });
  const service = new Service({ config: CONFIG, logger, version: '0' });
  const server = httpFront(service)();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const authorization = `Bearer ${key}`;
  for (const path of ['/graphql?query={__typename}', '/v1/uploads/upl_x']) {
    const response = await fetch(url + path, { headers: { authorization } });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await response.text()).toContain('UNAVAILABLE');
  }
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect((await fetch(`${url}/readyz`)).status).toBe(503);
  server.close();
});

/** Stands between the hub and MongoDB and lets nothing through while it is closed. */
async function valve(port: number) {
  const sockets = new Set<Socket>();
  let open = true;
  const server = createServer((incoming) => {
    const outgoing = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      sockets.add(from);
      from
        .on('data', (data) => {
          if (open) to.write(data);
        })
        .on('close', () => to.destroy())
        .on('error', () => to.destroy());
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as { port: number }).port,
    hang: () => void (open = false),
    end: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

test('while MongoDB hangs an honest answer comes within 10 s', async () => {
  const uri = new URL(process.env['TEST_MONGODB_URI']!);
  const between = await valve(Number(uri.port));
  const client = await MongoClient.connect(
    `mongodb://127.0.0.1:${between.port}/?directConnection=true`,
    { serverSelectionTimeoutMS: 3_000 },
  );
  const hub = createHub({
    db: client.db(graph.db.databaseName),
    queue: { ask: () => Promise.resolve(true), whereIs: () => Promise.resolve('absent') },
    announcer: { uploadMoved: () => undefined, consignmentsChanged: () => undefined },
    version: '0',
    limits: CONFIG,
  });
  const service = new Service({
    config: CONFIG,
    logger: createLogger({ level: 'silent', role: 'test' }),
    version: '0',
  });
  service.attach(
    serverHub(
      hub,
      { news: new LocalNews(), health: () => Promise.resolve(null) },
      { uploadsPerMember: 1, pendingPerMember: 1 },
    ),
  );
  const server = httpFront(service)();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const headers = { authorization: `Bearer ${key}` };
  expect((await fetch(`${url}/graphql?query={__typename}`, { headers })).status).toBe(200);
  between.hang();
  const startedAt = Date.now();
  const [answer, readiness] = await Promise.all([
    fetch(`${url}/graphql?query={__typename}`, { headers }),
    fetch(`${url}/readyz`),
  ]);
  expect([answer.status, readiness.status]).toEqual([503, 503]);
  expect(answer.headers.get('retry-after')).toBe('2');
  expect(Date.now() - startedAt).toBeLessThan(10_000);
  service.drain();
  server.closeAllConnections();
  server.close();
  between.end();
  await client.close();
});
