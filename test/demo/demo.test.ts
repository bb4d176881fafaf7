import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { programEntry, supervise, type Supervised } from '../support/supervised.ts';

/** The demo as a user starts it: real processes, two hubs and two workers, its files through the real upload path. */
let demo: Supervised;
let url: string;
let hubs: string[];
let keys: Record<string, string>;
let admin: string;

beforeAll(async () => {
  demo = await supervise({
    entry: programEntry('src/cli/demo.ts'),
    args: ['--hubs', '2', '--workers', '2'],
  });
  const ready = await demo.ready;
  url = ready.url;
  hubs = ready.processes.flatMap((one) => (one.role === 'hub' && one.url ? [one.url] : []));
  keys = ready['keys'] as Record<string, string>;
  admin = ready['admin'] as string;
}, 300_000);
afterAll(() => demo.cleanUp(), 30_000);

/** A JSON answer, as deep as the query asks. */
type Answer = ReturnType<typeof JSON.parse>;

async function ask(key: string, query: string, at = url): Promise<Answer> {
  const response = await fetch(`${at}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query }),
  });
  const answer = (await response.json()) as { data: unknown; errors?: unknown };
  expect(answer.errors).toBeUndefined();
  return answer.data;
}

test('every member of the contract is there with a key of its own', () => {
  const members =
    'graz porto hamburg lyon gdansk brno verona zaragoza tilburg basel budapest turku';
  expect(Object.keys(keys)).toEqual(expect.arrayContaining(members.split(' ')));
});

test('four weeks of traffic went through the upload path and settled', async () => {
  const { all, failed, refused } = await ask(
    admin,
    `{ all: uploads { totalCount } failed: uploads(state: [FAILED, RECEIVED, PROCESSING]) { totalCount }
       refused: uploads(state: [REFUSED]) { totalCount } }`,
  );
  expect(all.totalCount).toBeGreaterThanOrEqual(300);
  expect([failed.totalCount, refused.totalCount]).toEqual([0, 0]);
  let consignments = 0;
  for (const key of Object.values(keys))
    consignments += Number(
      (await ask(key, '{ consignments { totalCount } }')).consignments.totalCount,
    );
  expect(consignments).toBeGreaterThanOrEqual(2 * 5000);
});

test('what the demo says is easy to show can be shown', async () => {
  const { highlights } = JSON.parse(readFileSync(join(demo.dir, 'demo-state.json'), 'utf8'));
  const find = async (member: string, number: string): Promise<Answer> => {
    const { consignments } = await ask(
      keys[member]!,
      `{ consignments(filter: { reference: "${number}" }) { nodes { status { kind reason }
         problems { code } journeys { number } receivingPartner { slug } } } }`,
    );
    return consignments.nodes[0];
  };
  const { damaged, returned, rerouted } = highlights;
  expect((await find(damaged.sender, damaged.number)).status).toEqual({
    kind: 'DELIVERED',
    reason: 'DAMAGED',
  });
  expect((await find(returned.sender, returned.number)).journeys).toHaveLength(2);
  expect((await find(rerouted.sender, rerouted.number)).problems).toContainEqual({
    code: 'REROUTED',
  });
  const { reviewItems } = await ask(keys['graz']!, '{ reviewItems { nodes { kind } } }');
  expect(reviewItems.nodes.length).toBeGreaterThan(0);
});

/** Reads a stream of server-sent events until one of them satisfies. */
async function watch(
  at: string,
  query: string,
  satisfied: (data: Answer) => boolean,
): Promise<Answer> {
  const end = new AbortController();
  const response = await fetch(`${at}/graphql`, {
    method: 'POST',
    headers: {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      authorization: `Bearer ${keys['graz']!}`,
    },
    body: JSON.stringify({ query }),
    signal: end.signal,
  });
  let text = '';
  for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
    text += part;
    for (const line of text.split('\n').slice(0, -1)) {
      if (!line.startsWith('data:') || line.length < 8) continue;
      const { data } = JSON.parse(line.slice(5));
      if (data && satisfied(data)) {
        end.abort();
        return data;
      }
    }
  }
  throw new Error(`the stream ended: ${text}`);
}

test('what is sent to one hub is heard at the other', async () => {
  const [here, there] = hubs;
  const heard = watch(
    there!,
    'subscription { consignmentChanged(filter: { reference: "HEARD-1" }) { references { value } } }',
    (data) => data.consignmentChanged.references[0].value === 'HEARD-1',
  );
  const record = {
    kind: 'consignment',
    references: [{ type: 'SENDING_NUMBER', value: 'HEARD-1' }],
    sendingDepot: 'GRZ',
    receivingDepot: 'HAM',
  };
  const send = async (count: number): Promise<Answer> => {
    const response = await fetch(`${here!}/v1/feeds/graz-fortras/uploads`, {
      method: 'POST',
      headers: { authorization: `Bearer ${keys['graz']!}`, 'x-filename': 'heard.json' },
      body: JSON.stringify({ ...record, packageCount: count }),
    });
    expect(response.status).toBe(202);
    return response.json();
  };
  const first = await send(1);
  const done = await watch(
    there!,
    `subscription { uploadProgressed(upload: "${first.id}") { state } }`,
    (data) => data.uploadProgressed.state.startsWith('COMPLETED'),
  );
  expect(done.uploadProgressed.state).toBe('COMPLETED');
  for (let count = 2; count < 40; count++) {
    const settled = await Promise.race([heard, send(count).then(() => null)]);
    if (settled !== null) break;
  }
  expect((await heard).consignmentChanged.references[0].value).toBe('HEARD-1');
}, 60_000);

test('it ends cleanly when it is asked to', async () => {
  demo.child.kill('SIGTERM');
  expect(await demo.exit).toBe(0);
}, 20_000);
