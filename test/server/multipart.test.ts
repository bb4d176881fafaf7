import { afterAll, expect, test } from '@jest/globals';
import { feedDoc } from '../support/documents.ts';
import { Graph } from '../support/graph.ts';

const graph = await Graph.create();
await graph.member('graz');
await graph.collections.feeds.insertOne(feedDoc('graz-feed', 'graz'));
const key = await graph.key('graz');
const authorization = `Bearer ${key}`;
afterAll(() => graph.close());

const MUTATION =
  'mutation ($file: File!, $dry: Boolean) { uploadFeed(feed: "graz-feed", file: $file, dryRun: $dry) { id state fileName byteSize dryRun } }';
interface Parts {
  operations?: unknown;
  map?: unknown;
  files?: [string, Blob][];
}
function form({ operations, map, files }: Parts = {}): FormData {
  const data = new FormData();
  data.append(
    'operations',
    JSON.stringify(operations ?? { query: MUTATION, variables: { file: null, dry: true } }),
  );
  data.append('map', JSON.stringify(map ?? { 0: ['variables.file'] }));
  for (const [name, blob] of files ?? [['0', new Blob(['hello'])]])
    data.append(name, blob, 'dir/a.txt');
  return data;
}
const code = ({ status, errors }: Awaited<ReturnType<Graph['post']>>) => [
  status,
  errors[0]?.extensions['code'],
];

test('a file is taken in', async () => {
  const { status, data, errors } = await graph.post(form(), { authorization });
  expect(errors).toEqual([]);
  expect([status, data!['uploadFeed']]).toMatchObject([
    200,
    { state: 'RECEIVED', fileName: 'a.txt', byteSize: 5, dryRun: true },
  ]);
});

test('without a key: 401, whatever it holds', async () => {
  expect(code(await graph.post(form(), {}))).toEqual([401, 'UNAUTHENTICATED']);
});

const blob = new Blob(['x']);
test.each<[string, Parts]>([
  ['a place in the prototype', { map: { 0: ['variables.__proto__'] } }],
  ['a place in the constructor', { map: { 0: ['constructor.prototype.x'] } }],
  ['a place that does not exist', { map: { 0: ['variables.other'] } }],
  ['a place that is not null', { operations: { query: MUTATION, variables: { file: 'x' } } }],
  ['a file used twice', { map: { 0: ['variables.file', 'variables.dry'] } }],
  ['50,000 places', { map: { 0: Array.from({ length: 50_000 }, () => 'variables.file') } }],
  ['no file', { files: [] }],
  [
    'two files',
    {
      files: [
        ['0', blob],
        ['1', blob],
      ],
    },
  ],
  ['a file that the map does not name', { files: [['1', blob]] }],
  [
    'operations of 1.1 MB',
    { operations: { query: MUTATION, variables: { file: null }, x: 'x'.repeat(1_100_000) } },
  ],
  [
    'a batch',
    {
      operations: [{ query: MUTATION, variables: { file: null } }],
      map: { 0: ['variables.file'] },
    },
  ],
])('%s is refused', async (_name, parts) => {
  expect(code(await graph.post(form(parts), { authorization }))).toEqual([400, 'BAD_USER_INPUT']);
});

test.each([
  ['no boundary', 'multipart/form-data', 'x'],
  ['another boundary', 'multipart/form-data; boundary=b', '--a\r\n\r\nx'],
  [
    'broken off',
    'multipart/form-data; boundary=b',
    '--b\r\nContent-Disposition: form-data; name="operations"\r\n\r\n{',
  ],
])('%s: 400, nothing stored', async (_name, type, body) => {
  const before = await graph.collections.uploads.countDocuments();
  expect(code(await graph.post(body, { authorization, 'content-type': type }))).toEqual([
    400,
    'BAD_USER_INPUT',
  ]);
  expect(await graph.collections.uploads.countDocuments()).toBe(before);
});

test('a file beyond 20 MB is refused and told where it may go', async () => {
  const answer = await graph.post(form({ files: [['0', new Blob([Buffer.alloc(20_000_001)])]] }), {
    authorization,
  });
  expect(code(answer)).toEqual([413, 'TOO_LARGE']);
  expect(answer.errors[0]!.message).toMatch('/v1/feeds/{feed}/uploads');
  const larger = await graph.post(form({ files: [['0', new Blob([Buffer.alloc(25_000_000)])]] }), {
    authorization,
  });
  expect(code(larger)).toEqual([413, 'TOO_LARGE']);
});
