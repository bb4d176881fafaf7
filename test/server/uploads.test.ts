import { afterAll, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { formulaSafe } from '../../src/server/issues-csv.ts';
import { fileNameOf } from '../../src/server/file-name.ts';
import { feedDoc, uploadDoc } from '../support/documents.ts';
import { Graph, type Json } from '../support/graph.ts';

const graph = await Graph.create({ config: { maxUploadBytes: 500_000 } });
for (const slug of ['graz', 'brno']) await graph.member(slug);
const graz = await graph.key('graz');
const brno = await graph.key('brno');
afterAll(() => graph.close());
await graph.collections.feeds.insertOne(feedDoc('graz-feed', 'graz'));

const send = (
  body: string | Uint8Array<ArrayBuffer>,
  { key = graz, feed = 'graz-feed', query = '', headers = {} } = {},
) =>
  fetch(`${graph.url}/v1/feeds/${feed}/uploads${query}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/octet-stream',
      ...headers,
    },
    body,
  });
const get = (path: string, key = graz, headers = {}) =>
  fetch(graph.url + path, { headers: { authorization: `Bearer ${key}`, ...headers } });
const problem = async (response: Response) => {
  expect(response.headers.get('content-type')).toMatch('application/problem+json');
  const { code, status } = (await response.json()) as { code: string; status: number };
  expect(status).toBe(response.status);
  return [status, code];
};
const stored = () =>
  Promise.all(
    ['uploads', 'raw.files', 'raw.chunks'].map((name) =>
      graph.db.collection(name).countDocuments(),
    ),
  );

test('bytes are taken in, shown and given back as they were', async () => {
  const bytes = Buffer.from([0, 255, 10, 13, 64]);
  const response = await send(bytes, { headers: { 'x-filename': 'Gr%C3%BC%C3%9Fe.txt' } });
  const upload = (await response.json()) as Record<string, Json>;
  expect(response.status).toBe(202);
  expect(response.headers.get('location')).toBe(`/v1/uploads/${upload['id']}`);
  expect(upload).toMatchObject({
    state: 'RECEIVED',
    format: null,
    dryRun: false,
    fileName: 'Grüße.txt',
    byteSize: 5,
    feed: 'graz-feed',
  });
  expect(upload['sha256']).toBe(createHash('sha256').update(bytes).digest('hex'));
  expect(await (await get(`/v1/uploads/${upload['id']}`)).json()).toEqual(upload);
  const raw = await get(`/v1/uploads/${upload['id']}/raw`);
  expect(Buffer.from(await raw.arrayBuffer())).toEqual(bytes);
  expect(raw.headers.get('content-disposition')).toMatch(
    /^attachment; .*filename\*=UTF-8''Gr%C3%BC%C3%9Fe.txt$/,
  );
  expect(raw.headers.get('x-content-type-options')).toBe('nosniff');
  expect(raw.headers.get('cache-control')).toBe('no-store');
  const { data } = await graph.ask(
    graz,
    `{ node(id: "${upload['id']}") { ... on Upload { state sha256 feed { slug } } } }`,
  );
  expect(data!['node']).toMatchObject({ state: 'RECEIVED', feed: { slug: 'graz-feed' } });
});

test('the same idempotency key gives the same upload; with other bytes it is refused', async () => {
  const headers = { 'idempotency-key': 'order-1' };
  const ids = [];
  for (let i = 0; i < 2; i++) ids.push((await (await send('same', { headers })).json()).id);
  expect(ids[0]).toBe(ids[1]);
  expect(await problem(await send('other', { headers }))).toEqual([409, 'IDEMPOTENCY_KEY_REUSED']);
});

test.each([
  [{ headers: { 'idempotency-key': 'a b' } }, 400, 'BAD_USER_INPUT'],
  [{ headers: { 'idempotency-key': 'x'.repeat(256) } }, 400, 'BAD_USER_INPUT'],
  [{ query: '?dryRun=maybe' }, 400, 'BAD_USER_INPUT'],
  [{ headers: { 'content-encoding': 'gzip' } }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
  [{ feed: 'nobodys' }, 404, 'NOT_FOUND'],
  [{ feed: '%E0%A4%A' }, 404, 'NOT_FOUND'],
  [{ key: brno }, 404, 'NOT_FOUND'],
  [{ key: 'nonsense' }, 401, 'UNAUTHENTICATED'],
])('%p is refused and nothing is stored', async (how, status, code) => {
  const before = await stored();
  expect(await problem(await send('x', how))).toEqual([status, code]);
  expect(await stored()).toEqual(before);
});

test('a key without the scope upload is refused', async () => {
  expect(await problem(await send('x', { key: await graph.key('graz', ['read']) }))).toEqual([
    403,
    'FORBIDDEN',
  ]);
});

test('a file that is too large is refused, declared or counted, and nothing is kept', async () => {
  const before = await stored();
  expect(await problem(await send(Buffer.alloc(500_001)))).toEqual([413, 'TOO_LARGE']);
  const counted = await new Promise<{ status: number; body: string }>((resolve, reject) => {
    const sending = request(`${graph.url}/v1/feeds/graz-feed/uploads`, {
      method: 'POST',
      headers: { authorization: `Bearer ${graz}` },
    });
    sending.on('response', (response) => {
      let body = '';
      response
        .on('data', (part: Buffer) => (body += part.toString()))
        .on('end', () => resolve({ status: response.statusCode!, body }));
    });
    sending.on('error', reject);
    for (let i = 0; i < 8; i++) sending.write(Buffer.alloc(100_000));
    sending.end();
  });
  expect(counted.status).toBe(413);
  expect(JSON.parse(counted.body)).toMatchObject({ code: 'TOO_LARGE', limit: 500_000 });
  expect(await stored()).toEqual(before);
});

test('a sender that breaks off leaves nothing', async () => {
  const before = await stored();
  const sending = request(`${graph.url}/v1/feeds/graz-feed/uploads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${graz}`, 'content-length': '400000' },
  });
  sending.on('error', () => undefined);
  await new Promise<void>((resolve) => sending.write(Buffer.alloc(300_000), () => resolve()));
  sending.destroy();
  for (let tries = 0; tries < 100; tries++) {
    if (JSON.stringify(await stored()) === JSON.stringify(before)) break;
  }
  expect(await stored()).toEqual(before);
});

test('too many unfinished uploads of a member: 429 with Retry-After, and GraphQL says the same', async () => {
  const small = await Graph.create({ limits: { uploadsPerMember: 8, pendingPerMember: 1 } });
  await small.member('graz');
  await small.collections.feeds.insertOne(feedDoc('graz-feed', 'graz'));
  await small.collections.uploads.insertOne(uploadDoc('u', 'graz', { state: 'PROCESSING' }));
  const key = await small.key('graz');
  const response = await fetch(`${small.url}/v1/feeds/graz-feed/uploads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: 'x',
  });
  expect(response.headers.get('retry-after')).toBe('5');
  expect(await problem(response)).toEqual([429, 'RATE_LIMITED']);
  await small.close();
});

test('what is not one’s own is as what does not exist', async () => {
  await graph.collections.uploads.insertOne(uploadDoc('own', 'graz'));
  for (const path of ['', '/raw', '/issues.csv']) {
    const foreign = await get(`/v1/uploads/upl_own${path}`, brno);
    const unknown = await get(`/v1/uploads/upl_unknown${path}`, brno);
    const [a, b] = [await foreign.json(), await unknown.json()];
    expect({ ...a, traceId: '' }).toEqual({ ...b, traceId: '' });
    expect([foreign.status, a.code]).toEqual([404, 'NOT_FOUND']);
  }
  expect(await problem(await get('/v1/uploads/own'))).toEqual([404, 'NOT_FOUND']);
  const admin = await graph.key('brno', ['read', 'admin']);
  expect((await get('/v1/uploads/upl_own', admin)).status).toBe(200);
  expect((await get('/v1/uploads/upl_own/raw', admin)).status).toBe(404);
});

test('rejected records are told as CSV that no spreadsheet computes', async () => {
  const issue = {
    upload: 'own',
    chunk: 0,
    severity: 'ERROR' as const,
    code: 'BAD_DATE' as const,
    record: 'Q10',
    field: 'date',
  };
  await graph.collections.issues.insertMany([
    { _id: 'own:0000000002:0', ...issue, line: 2, value: '=HYPERLINK("x")' },
    { _id: 'own:0000000010:0', ...issue, line: 10, value: '-5' },
    { _id: 'own:0000000011:0', ...issue, severity: 'WARNING', line: 11, value: 'kept' },
  ]);
  const response = await get('/v1/uploads/upl_own/issues.csv', graz, { 'accept-language': 'de' });
  expect(response.headers.get('content-type')).toMatch('text/csv');
  const lines = (await response.text()).trim().split('\r\n');
  expect(lines[0]).toBe('line,record,field,value,code,reason');
  expect(lines[1]).toMatch(/^2,Q10,date,"'=HYPERLINK\(""x""\)",BAD_DATE,.*Datum/);
  expect(lines[2]).toMatch(/^10,Q10,date,-5,BAD_DATE/);
  expect(lines).toHaveLength(3);
});

test.each([
  ['=1+1', "'=1+1"],
  ['@x', "'@x"],
  ['+49 30', "'+49 30"],
  ['-5', '-5'],
  ['+4.5', '+4.5'],
  ['\tx', "'\tx"],
  ['a', 'a'],
])('%j becomes %j', (cell, safe) => {
  expect(formulaSafe(cell)).toBe(safe);
});

test.each([
  [{ 'x-filename': 'a.txt' }, 'a.txt'],
  [{ 'x-filename': Buffer.from('Größe.txt').toString('latin1') }, 'Größe.txt'],
  [{ 'x-filename': '100%.txt' }, '100%.txt'],
  [{ 'content-disposition': 'attachment; filename="a \\"b\\".txt"' }, 'a "b".txt'],
  [{ 'content-disposition': "attachment; filename=x; filename*=UTF-8''%C3%A4.txt" }, 'ä.txt'],
  [{}, 'upload'],
])('file name of %p: %s', (headers, name) => {
  expect(fileNameOf(headers)).toBe(name);
});

test.each([
  ['/v1/uploads/upl_own', 'DELETE', 'GET'],
  ['/v1/feeds/graz-feed/uploads', 'GET', 'POST'],
  ['/healthz', 'POST', 'GET'],
])('%s has no %s', async (path, method, allow) => {
  const response = await fetch(graph.url + path, {
    method,
    headers: { authorization: `Bearer ${graz}` },
  });
  expect(response.headers.get('allow')).toBe(allow);
  expect(await problem(response)).toEqual([405, 'METHOD_NOT_ALLOWED']);
});
