import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { MongoClient, type Db } from 'mongodb';
import { createHub, type Hub } from '../../src/hub.ts';
import type { JobKey, JobPayload, VisibleJobQueue } from '../../src/jobs/catalogue.ts';
import { ensureCollections } from '../../src/store/collections.ts';
import type { ConsignmentDoc, DepotAlias, UploadDoc } from '../../src/store/documents.ts';

/** A member, depot or feed as expected.json and tests set it up. */
export interface Setup {
  readonly members: readonly {
    readonly slug: string;
    readonly country: string;
    readonly group?: string;
  }[];
  readonly depots: readonly {
    readonly code: string;
    readonly member: string;
    readonly timeZone: string;
    readonly country: string;
    readonly postcode?: string;
    readonly centralHub?: boolean;
    readonly aliases?: readonly {
      readonly kind: string;
      readonly value: string;
      readonly network?: string;
    }[];
  }[];
  readonly feeds: readonly {
    readonly slug: string;
    readonly member: string;
    readonly format?: string;
    readonly codeList?: string | null;
    readonly timeZone?: string;
  }[];
}

/** Where a world stands; else on the shared server of the test run, in a database of its own. */
export interface Place {
  readonly uri?: string;
  readonly name?: string;
  /** The connection of the hub alone, to watch what it asks for; the test's own is another one. */
  readonly hubClient?: MongoClient;
}

/** A hub on a database of its own, with a queue that works off jobs at once and in order. */
export class World {
  readonly db: Db;
  readonly hub: Hub;
  readonly #client: MongoClient;
  readonly #waiting: { key: JobKey; payload: JobPayload<JobKey> }[] = [];
  #time = Date.parse('2026-11-24T12:00:00Z');

  private constructor(client: MongoClient, name: string, hubClient: MongoClient) {
    this.#client = client;
    this.db = client.db(name);
    const queue: VisibleJobQueue = {
      ask: (key, payload) => {
        this.#waiting.push({ key, payload });
        return Promise.resolve(true);
      },
      whereIs: () => Promise.resolve('absent'),
    };
    this.hub = createHub({
      db: hubClient.db(name),
      queue,
      announcer: { uploadMoved: () => undefined, consignmentsChanged: () => undefined },
      version: 'test',
      limits: { maxUploadBytes: 64 * 1024 * 1024 },
      clock: { now: () => new Date((this.#time += 1)) },
    });
  }

  static async create(setup?: Setup, place: Place = {}): Promise<World> {
    const { uri = process.env['TEST_MONGODB_URI'] ?? '', hubClient } = place;
    const client = await MongoClient.connect(uri, { w: 'majority', journal: true });
    const name = place.name ?? `t_${randomBytes(6).toString('hex')}`;
    const world = new World(client, name, hubClient ?? client);
    await ensureCollections(world.db);
    if (setup !== undefined) await world.setUp(setup);
    return world;
  }

  /** The receipt of the next upload, and "now" for everything. */
  setClock(instant: string): void {
    this.#time = Date.parse(instant);
  }

  async setUp({ members, depots, feeds }: Setup): Promise<void> {
    const { steps } = this.hub;
    for (const { slug, country, group } of members)
      await steps.createMember({ slug, country, name: slug, corporateGroup: group ?? slug });
    for (const { aliases, postcode, centralHub, ...depot } of depots)
      await steps.createDepot({
        ...depot,
        name: depot.code,
        place: null,
        postcode: postcode ?? null,
        centralHub: centralHub ?? false,
        aliases: (aliases ?? []).map(({ kind, value, network }): DepotAlias => ({
          kind: kind as DepotAlias['kind'],
          value,
          network: network ?? null,
          validFrom: null,
          validUntil: null,
        })),
      });
    for (const feed of feeds)
      await steps.createFeed({
        slug: feed.slug,
        member: feed.member,
        format: feed.format ?? 'AUTO',
        codeList: feed.codeList ?? null,
        timeZone: feed.timeZone ?? null,
      });
  }

  /** Sends a file and works it off; answers the finished upload. */
  async send(
    feed: string,
    content: string | Buffer,
    options: { dryRun?: boolean; fileName?: string } = {},
  ): Promise<UploadDoc> {
    const upload = await this.receive(feed, content, options);
    await this.work();
    return this.upload(upload._id);
  }

  async receive(
    feed: string,
    content: string | Buffer,
    options: { dryRun?: boolean; fileName?: string } = {},
  ): Promise<UploadDoc> {
    const doc = await this.hub.stores.feeds.find(feed);
    if (doc === null) throw new Error(`no feed ${feed}`);
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    return this.hub.steps.receiveUpload({
      feed: doc,
      fileName: options.fileName ?? 'file.txt',
      bytes: (async function* () {
        yield await Promise.resolve(bytes);
      })(),
      dryRun: options.dryRun ?? false,
      idempotencyKey: null,
    });
  }

  /** Works off every job that was asked for, and those that these ask for. */
  async work(pick: (waiting: number) => number = () => 0): Promise<void> {
    while (this.#waiting.length > 0) {
      const [next] = this.#waiting.splice(pick(this.#waiting.length), 1);
      if (next !== undefined) await this.#run(next.key, next.payload);
    }
  }

  async #run(key: JobKey, payload: JobPayload<JobKey>): Promise<void> {
    const { steps } = this.hub;
    const { signal } = new AbortController();
    if (key === 'apply-chunk') await steps.applyChunk(payload as JobPayload<'apply-chunk'>);
    else if (key === 'finish-upload') await steps.finishUpload(payload);
    else if (key === 'withdraw-upload') await steps.withdrawUpload({ ...payload, signal });
    else await steps.parseUpload({ ...payload, signal });
  }

  async upload(id: string): Promise<UploadDoc> {
    const upload = await this.hub.stores.uploads.find(id);
    if (upload === null) throw new Error(`no upload ${id}`);
    return upload;
  }

  async issues(upload: string): Promise<Record<string, unknown>[]> {
    const found = await this.db
      .collection('issues')
      .find({ upload })
      .sort({ _id: 1 } as never)
      .toArray();
    return found.map(({ severity, code, line, record, field, value }) => ({
      severity,
      code,
      line,
      record,
      field,
      value,
    }));
  }

  /** Consignments as one member sees them. */
  async consignments(viewer: string): Promise<ConsignmentDoc[]> {
    return this.db
      .collection<ConsignmentDoc>('consignments')
      .find({ viewers: viewer })
      .sort({ 'references.0.value': 1 })
      .toArray();
  }

  /** Withdraws an upload and works it off. */
  async withdraw(upload: string): Promise<void> {
    await this.hub.stores.uploads.startWithdrawal(
      { id: upload, from: ['COMPLETED', 'COMPLETED_WITH_ISSUES'], at: this.hub.clock.now() },
      { by: 'test', reason: 'wrong file' },
    );
    const { epoch } = await this.upload(upload);
    await this.hub.steps.withdrawUpload({
      uploadId: upload,
      epoch,
      signal: new AbortController().signal,
    });
  }

  async close(): Promise<void> {
    await this.db.dropDatabase();
    await this.#client.close();
  }
}

export const fixture = (path: string): Buffer =>
  readFileSync(new URL(`../../fixtures/${path}`, import.meta.url));
