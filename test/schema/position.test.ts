import { afterAll, expect, test } from '@jest/globals';
import { bordero, event, jsonl, SETUP, statuses } from '../pipeline/trade.ts';
import { Graph } from '../support/graph.ts';
import { World } from '../support/world.ts';

const graph = await Graph.create();
const world = await World.create(SETUP, { name: graph.db.databaseName });
const key = await graph.key('graz');
afterAll(async () => {
  await world.close();
  await graph.close();
});

const PLACE = 'place { name postcode country region latitude longitude }';
const NOWHERE = { name: null, postcode: null, country: null, region: null };
const at = '202611241000';

test('the position that a Fortras status brings is the place of its event', async () => {
  await world.send('hamburg-fortras', bordero('B1', [{ number: '4711' }]));
  const position = ['+47.070714', '015,439504'] as const;
  await world.send('graz-fortras', statuses({ number: '4711', code: '25', at, position }));
  const town = { name: 'Graz', postcode: '8010', country: 'AT' };
  await world.send('graz-json', jsonl(event('4711', 'HUB_IN', '24T11:00', { place: town })));
  const { data, errors } = await graph.ask(
    key,
    `{ consignments(first: 1) { nodes { events(first: 5) { nodes { kind ${PLACE} } } } } }`,
  );
  expect(errors).toEqual([]);
  expect(data!['consignments'].nodes[0].events.nodes).toEqual([
    { kind: expect.anything(), place: { ...NOWHERE, latitude: 47.070714, longitude: 15.439504 } },
    { kind: 'HUB_IN', place: { ...town, region: null, latitude: null, longitude: null } },
  ]);
});

test('an event that waits for its consignment shows its position, too', async () => {
  const position = ['48.306940', '14.285830'] as const;
  await world.send('graz-fortras', statuses({ number: '99', code: '25', at, position }));
  const { data } = await graph.ask(key, `{ orphanedEvents { nodes { ${PLACE} } } }`);
  expect(data!['orphanedEvents'].nodes).toEqual([
    { place: { ...NOWHERE, latitude: 48.30694, longitude: 14.28583 } },
  ]);
});

test('an event without place and position has no place', async () => {
  await world.send('graz-fortras', statuses({ number: '4711', code: '25', at: '202611230900' }));
  const { data } = await graph.ask(
    key,
    `{ consignments(first: 1) { nodes { events(first: 1) { nodes { ${PLACE} } } } } }`,
  );
  expect(data!['consignments'].nodes[0].events.nodes).toEqual([{ place: null }]);
});
