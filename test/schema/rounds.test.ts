import { afterAll, expect, test } from '@jest/globals';
import {
  consignmentDoc,
  feedDoc,
  manifestDoc,
  timelineEvent,
  uploadDoc,
} from '../support/documents.ts';
import { Graph } from '../support/graph.ts';

const graph = await Graph.create();
const members = ['graz', 'brno', 'lyon', 'porto'];
for (const slug of members) await graph.member(slug);
const key = await graph.key('graz');
afterAll(() => graph.close());

const { consignments, feeds, manifests, uploads } = graph.collections;
await feeds.insertMany(members.map((member) => feedDoc(`${member}-feed`, member)));
await uploads.insertMany(members.map((member) => uploadDoc(`${member}-upload`, member)));
await manifests.insertMany(
  Array.from({ length: 50 }, (_, n) =>
    manifestDoc(`m${n}`, ['graz', 'brno'], { consignments: [`r${n}`], sendingDepot: `d${n}` }),
  ),
);
await consignments.insertMany(
  Array.from({ length: 50 }, (_, n) =>
    consignmentDoc(`r${n}`, ['graz', members[1 + (n % 3)]!], {
      manifests: [`m${n}`],
      handlingPartners: ['porto'],
      events: Array.from({ length: 20 }, (_unused, e) =>
        timelineEvent(`r${n}:${e}`, members[e % 4]!),
      ),
    }),
  ),
);

const PAGE = `query ($first: Int) { consignments(first: $first) { nodes {
  id references { type value issuer { slug } } sendingPartner { slug depots { code } } receivingPartner { slug } handlingPartners { name }
  packages { barcode } status { kind reportedBy { slug } }
  manifests { id number source { upload { id } line } sendingDepot { code member { slug } } }
  events(first: 50) { nodes { id kind reportedBy { slug } package { barcode } source { line upload { id feed { slug } } } } }
} } }`;

async function commandsFor(first: number): Promise<number> {
  graph.commands = [];
  const { data, errors } = await graph.ask(key, PAGE, { first });
  expect(errors).toEqual([]);
  expect(data!['consignments'].nodes).toHaveLength(first);
  return graph.commands.length;
}

test('a page of 50 consignments with everything on it costs as many round trips as one of two', async () => {
  await commandsFor(2);
  const two = await commandsFor(2);
  expect(await commandsFor(50)).toBe(two);
  expect(two).toBeLessThanOrEqual(10);
});

test('a page of manifests with their consignments costs as many round trips as one of two', async () => {
  const query = `query ($first: Int) { manifests(first: $first) { nodes { id consignments(first: 5) { nodes { id } } unloadings { differences { consignment { id } } } source { line } } } }`;
  const counts: number[] = [];
  for (const first of [2, 50]) {
    graph.commands = [];
    expect((await graph.ask(key, query, { first })).errors).toEqual([]);
    counts.push(graph.commands.length);
  }
  expect(counts[1]).toBe(counts[0]);
});

test('a single consignment costs the key and the document', async () => {
  graph.commands = [];
  await graph.ask(
    key,
    '{ node(id: "con_r1") { ... on Consignment { id status { kind since } events { nodes { id kind } } } } }',
  );
  expect(graph.commands).toEqual(['find', 'find']);
});
