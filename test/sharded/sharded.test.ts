/**
 * The hub on a real sharded cluster of two shards. Every command of its hubs is watched: the last tests say that all of its stores'
 * methods ran here, and that none asks more shards than the table of collections allows.
 */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { MongoClient, type Db } from 'mongodb';
import { COLLECTIONS } from '../../src/store/collections.ts';
import type { ConsignmentDoc, EventDoc } from '../../src/store/documents.ts';
import {
  everything,
  expectedOf,
  JOURNEY_SETUP,
  playJourney,
  scenarioNamed,
} from '../support/journey.ts';
import { isBy, mayAskAll, ShardWatch } from '../support/shard-watch.ts';
import { resolveCluster, startSharded, type ShardedCluster } from '../support/sharded.ts';
import { World } from '../support/world.ts';
import { useEverything } from './use-everything.ts';
import { MethodWatch } from './method-watch.ts';

const NAME = 'sharded';
const SHARDED = Object.entries(COLLECTIONS).filter(([, { shardKey }]) => shardKey !== null);
// Beside others on a busy machine.
jest.setTimeout(60_000);
const binaries = await resolveCluster(process.env);
if (typeof binaries === 'string') process.stderr.write(`${binaries}\n`);

const NOBODY = { members: [], depots: [] };
const PAIR = { sendingDepot: 'HAM', receivingDepot: 'GRZ' };
const number = (type: string, value: string): object => ({ type, value });
const consignment = (references: object[], more: object = {}): string =>
  JSON.stringify({ kind: 'consignment', references, ...PAIR, ...more });
const event = (value: string, kind: string, at: string): string => {
  const reference = number('SENDING_NUMBER', value);
  return JSON.stringify({ kind: 'event', reference, ...PAIR, event: kind, at });
};

(typeof binaries === 'string' ? describe.skip : describe)('on a sharded cluster', () => {
  let cluster: ShardedCluster;
  /** Two hubs on one database. */
  let worlds: [World, World];
  let clients: MongoClient[];
  /** The test's own connection, which nobody watches. */
  let db: Db;
  const shards = new ShardWatch();
  const methods = new MethodWatch();

  beforeAll(async () => {
    if (typeof binaries === 'string') return;
    cluster = await startSharded(binaries);
    const { uri } = cluster;
    clients = await Promise.all(
      [1, 2].map(() => MongoClient.connect(uri, { w: 'majority', monitorCommands: true })),
    );
    const [first, second] = clients.map((hubClient) => {
      shards.watch(hubClient, NAME);
      return World.create(undefined, { uri, name: NAME, hubClient });
    }) as [Promise<World>, Promise<World>];
    worlds = await Promise.all([first, second]);
    for (const { hub } of worlds) methods.watch(hub.stores);
    db = worlds[0].db;
  }, 120_000);
  afterAll(async () => {
    for (const world of worlds) await world.close();
    await Promise.all(clients.map((client) => client.close()));
    await cluster.stop();
  }, 30_000);

  /** An empty hub with the members of the journey. */
  async function beginAnew(): Promise<World> {
    for (const name of Object.keys(COLLECTIONS)) await db.collection(name).deleteMany({});
    await worlds[0].setUp(JOURNEY_SETUP);
    await worlds[0].setUp({ ...NOBODY, feeds: [{ slug: 'graz-json', member: 'graz' }] });
    return worlds[0];
  }

  const layout = async (): Promise<unknown[]> =>
    db.client
      .db('config')
      .collection('collections')
      .find({ _id: { $regex: `^${NAME}\\.` } as never, unsplittable: { $ne: true } })
      .sort({ _id: 1 })
      .toArray();

  test('two hubs that prepare at once shard what the table says, and preparing again changes nothing', async () => {
    const before = await layout();
    const byTable = SHARDED.map(([name, { shardKey }]) => ({
      _id: `${NAME}.${name}`,
      key: shardKey,
    }));
    expect(before).toHaveLength(byTable.length);
    expect(before).toEqual(
      expect.arrayContaining(byTable.map((row) => expect.objectContaining(row))),
    );
    await Promise.all(worlds.map(({ hub }) => hub.prepare()));
    expect(await layout()).toEqual(before);
    const spread = await db.client
      .db('config')
      .collection('chunks')
      .aggregate([{ $group: { _id: '$uuid', shards: { $addToSet: '$shard' } } }])
      .toArray();
    const uuids = new Set(before.map((row) => String((row as { uuid: unknown }).uuid)));
    const ours = spread.filter(({ _id }) => uuids.has(String(_id)));
    expect(ours.map((row) => (row['shards'] as string[]).length)).toEqual(ours.map(() => 2));
    for (const [name, { indexes }] of Object.entries(COLLECTIONS))
      expect((await db.collection(name).indexes()).length).toBeGreaterThan(indexes.length);
  });

  test.each(['fortras', 'hub-json'])(
    'the journey in %s files gives the expected history',
    async (name) => {
      const world = await beginAnew();
      const scenario = scenarioNamed(name);
      const { outcomes, expected } = await playJourney(world, scenario);
      expect(outcomes).toEqual(expected);
      expect(await everything(world)).toEqual(expectedOf(scenario));
      await useEverything(world.hub.stores);
    },
  );

  const alive = (): Promise<ConsignmentDoc[]> =>
    db
      .collection<ConsignmentDoc>('consignments')
      .find({ viewers: { $ne: [] } })
      .toArray();

  /** Accepts all files first, then works on all of them at once, half of them in each hub. */
  async function race(files: readonly (readonly [string, string])[]): Promise<void> {
    await Promise.all(
      worlds.map(async (world, which) => {
        const mine = files.filter((_, index) => index % 2 === which);
        const uploads = await Promise.all(
          mine.map(([feed, content]) => world.receive(feed, content)),
        );
        const { signal } = new AbortController();
        await Promise.all(
          uploads.map(({ _id: uploadId, epoch }) =>
            world.hub.steps.parseUpload({ uploadId, epoch, signal }),
          ),
        );
        await world.work();
        for (const { _id } of uploads)
          expect((await world.upload(_id)).state).toMatch(/^COMPLETED/);
      }),
    );
  }

  test('fifty racers with one set of references and its events are one consignment with every event once', async () => {
    await beginAnew();
    const references = [number('SENDING_NUMBER', '4711'), number('CUSTOMER_ORDER', 'A-1')];
    const files = Array.from({ length: 50 }, (_, index): [string, string] => [
      index % 4 < 2 ? 'hamburg-json' : 'graz-json',
      [
        consignment(references, { packages: [{ barcode: `340123450000000${index}` }] }),
        event('4711', 'HUB_IN', `2026-11-20T${String(index % 10).padStart(2, '0')}:00`),
      ].join('\n'),
    ]);
    await race(files);
    const docs = await alive();
    expect(docs).toHaveLength(1);
    expect(docs[0]?.packages).toHaveLength(50);
    const events = await db.collection<EventDoc>('events').find().toArray();
    const identities = new Set(events.map(({ _id }) => _id));
    expect(events).toHaveLength(identities.size);
    expect(docs[0]?.events.map(({ id }) => id).sort()).toEqual([...identities].sort());
    expect(events.filter(({ waiting }) => waiting)).toEqual([]);
  });

  test('consignments that one record joins become one, whatever is worked on first', async () => {
    await beginAnew();
    const files = Array.from({ length: 8 }, (_, round): [string, string][] => {
      const sending = number('SENDING_NUMBER', `S${round}`);
      const receiving = number('RECEIVING_NUMBER', `R${round}`);
      return [[sending], [receiving], [sending, receiving]].map((references) => [
        'hamburg-json',
        consignment(references),
      ]);
    });
    await race(files.flat());
    const docs = await alive();
    expect(docs.map(({ references }) => references.length)).toEqual(docs.map(() => 2));
    expect(docs).toHaveLength(8);
  });

  test('what a file told is gone when it is withdrawn, and back when it is sent again', async () => {
    const world = await beginAnew();
    await world.send('hamburg-json', consignment([number('SENDING_NUMBER', '1')]));
    const told = event('1', 'DELIVERED', '2026-11-20T10:00');
    const { _id } = await world.send('graz-json', told);
    expect((await alive())[0]?.status?.kind).toBe('DELIVERED');
    await world.withdraw(_id);
    expect((await alive())[0]?.status?.kind).not.toBe('DELIVERED');
    await world.send('graz-json', told);
    expect((await alive())[0]?.status?.kind).toBe('DELIVERED');
  });

  test('a dry run changes nothing, is not sharded and leaves nothing behind', async () => {
    const world = await beginAnew();
    const seen: string[] = [];
    for (const client of clients)
      client.on('commandStarted', ({ commandName, databaseName, command }) => {
        if (databaseName.includes('_trial_')) seen.push(commandName);
        if (commandName === 'shardCollection') seen.push(String(command[commandName]));
      });
    await world.send('hamburg-json', consignment([number('SENDING_NUMBER', '1')]));
    const before = await alive();
    const told = event('1', 'DELIVERED', '2026-11-20T10:00');
    const { state, counts } = await world.send('graz-json', told, { dryRun: true });
    expect({ state, accepted: counts.accepted }).toEqual({ state: 'COMPLETED', accepted: 1 });
    expect(await alive()).toEqual(before);
    expect(await db.collection('events').countDocuments()).toBe(0);
    expect(seen).toContain('dropDatabase');
    expect(seen.filter((name) => name.includes('.'))).toEqual([]);
    const { databases } = await db.admin().listDatabases({ nameOnly: true });
    expect(databases.map(({ name }) => name).filter((name) => name.includes('_trial_'))).toEqual(
      [],
    );
    expect((await world.send('graz-json', told)).counts).toEqual(counts);
  });

  test('bytes come out as they went in, several pieces of them', async () => {
    const world = await beginAnew();
    const bytes = Buffer.alloc(6 * 1024 * 1024, 'bordero ');
    const { _id } = await world.receive('hamburg-json', bytes);
    const { raw, byteSize } = (await world.hub.stores.uploads.find(_id)) ?? {
      raw: '',
      byteSize: 0,
    };
    const parts = [];
    for await (const part of world.hub.stores.raw.read({ raw, byteSize })) parts.push(part);
    expect(parts.length).toBeGreaterThan(20);
    expect(Buffer.concat(parts).equals(bytes)).toBe(true);
    expect(await world.hub.stores.raw.delete(raw)).toBe(true);
    expect(await db.collection('raw.chunks').countDocuments()).toBe(0);
  });

  test('every method of a store that asks a sharded collection ran here', () => {
    expect(methods.missing()).toEqual([]);
  });

  test('every write and every read that the table does not except goes to the shards of its keys alone', async () => {
    expect(shards.kinds).toBeGreaterThan(50);
    expect(shards.keyless).toEqual([]);
    const scattered = await shards.scattered(db);
    expect(scattered.filter((asked) => !mayAskAll(asked))).toEqual([]);
    const unused = SHARDED.flatMap(([name, { asksAllShards }]) =>
      Object.keys(asksAllShards)
        .filter(
          (field) => !scattered.some((asked) => asked.collection === name && isBy(asked, field)),
        )
        .map((field) => `${name}: ${field}`),
    );
    expect(unused).toEqual([]);
  });
});
