import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Db } from 'mongodb';
import { createHub } from '../../src/hub.ts';
import { keyedUploadId } from '../../src/pipeline/upload-id.ts';
import { connectMongo } from '../../src/platform/mongo.ts';
import type { UploadDoc } from '../../src/store/documents.ts';
import { startTemporary } from '../support/services.ts';
import { eventually } from '../workers/own-queue.ts';
import { startChild, type Child } from './child.ts';

/** Impatient, so that a lost worker is noticed within seconds. */
const PACE = ['--lock-seconds', '3', '--stranded-seconds', '3', '--sweep-seconds', '0.5'];

export interface SentFile {
  readonly member: string;
  readonly feed: string;
  /** Names the file and is its idempotency key. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** An alliance on servers and processes of its own, any of which a test may kill. */
export class Site {
  readonly db: Db;
  readonly #hub;
  readonly #servers;
  readonly #close: () => Promise<void>;
  readonly #children: Child[] = [];
  readonly #keys = new Map<string, string>();

  private constructor(
    servers: Awaited<ReturnType<typeof startTemporary>>,
    { db, close }: { db: Db; close: () => Promise<void> },
  ) {
    this.db = db;
    this.#servers = servers;
    this.#close = close;
    this.#hub = createHub({
      db,
      queue: { ask: () => Promise.resolve(false), whereIs: () => Promise.resolve('unknown') },
      announcer: { uploadMoved: () => undefined, consignmentsChanged: () => undefined },
      version: 'test',
      limits: { maxUploadBytes: 2 ** 30 },
    });
  }

  /** Members, depots and feeds as they stand in another database. */
  static async open(alliance: Db): Promise<Site> {
    const servers = await startTemporary(process.env);
    const uri = servers.embedded.servers.mongod.url;
    const site = new Site(servers, await connectMongo({ uri, waitSeconds: 20 }));
    await site.#hub.prepare();
    for (const name of ['members', 'depots', 'feeds']) {
      const rows = await alliance.collection(name).find().toArray();
      await site.db.collection(name).insertMany(rows);
    }
    return site;
  }

  startHub(): Promise<Child> {
    return this.#start('src/server/main.ts', ['--port', '0']);
  }

  startWorker(): Promise<Child> {
    return this.#start('workers/main.ts', PACE);
  }

  async #start(entry: string, args: readonly string[]): Promise<Child> {
    const { mongod, queue } = this.#servers.embedded.servers;
    const env = {
      MONGODB_URI: mongod.url,
      REDIS_URL: queue.url,
      BORDERO_RATE_LIMIT: 'off',
      BORDERO_LOG_LEVEL: 'warn',
    };
    const child = await startChild({ entry, args, env });
    this.#children.push(child);
    return child;
  }

  /** kill -9, and a start on the same data. */
  async crashMongod(): Promise<void> {
    process.kill(this.#servers.embedded.servers.mongod.pid, 'SIGKILL');
    await this.#servers.embedded.restart('mongod');
  }

  /** kill -9, and a start with nothing in it. */
  async loseQueue(): Promise<void> {
    const { embedded, dir } = this.#servers;
    const { child, pid } = embedded.servers.queue;
    process.kill(pid, 'SIGKILL');
    await eventually(() => child.signalCode !== null || child.exitCode !== null);
    await rm(join(dir, 'queue'), { recursive: true });
    await embedded.restart('queue');
  }

  /** Sends a file to a hub; answers its status. */
  async send({ url }: Child, { member, feed, name, bytes }: SentFile): Promise<number> {
    const key = this.#keys.get(member) ?? (await this.#makeKey(member));
    const response = await fetch(`${url ?? ''}/v1/feeds/${feed}/uploads`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${key}`,
        'Content-Type': 'application/octet-stream',
        'X-Filename': name,
        'Idempotency-Key': name,
      },
      body: new Uint8Array(bytes),
    });
    await response.arrayBuffer();
    return response.status;
  }

  async #makeKey(member: string): Promise<string> {
    const { key } = await this.#hub.steps.createClient({
      member,
      name: `test ${randomUUID()}`,
      scopes: ['read', 'upload'],
      expiresAt: null,
      grantable: null,
    });
    this.#keys.set(member, key);
    return key;
  }

  async upload({ member, name }: SentFile): Promise<UploadDoc | null> {
    return this.#hub.stores.uploads.find(keyedUploadId(member, name));
  }

  /** How many of its chunks are applied, and how many there are; null: not known yet. */
  async progress(file: SentFile): Promise<{ applied: number; chunks: number | null }> {
    const upload = keyedUploadId(file.member, file.name);
    const [row, applied] = await Promise.all([
      this.upload(file),
      this.db.collection('chunks').countDocuments({ upload, appliedAt: { $ne: null } }),
    ]);
    return { applied, chunks: row?.chunks ?? null };
  }

  /** Waits until some chunks of the file are applied and others are not. */
  async midway(file: SentFile): Promise<void> {
    await eventually(async () => {
      const { applied, chunks } = await this.progress(file);
      if (chunks !== null && applied === chunks) throw new Error('It was over before the fault');
      return applied > 0;
    }, 30_000);
  }

  /** Waits until the upload is finished. */
  async finished(file: SentFile, milliseconds = 60_000): Promise<void> {
    await eventually(async () => {
      const upload = await this.upload(file).catch(() => null);
      return upload !== null && !['RECEIVED', 'PROCESSING'].includes(upload.state);
    }, milliseconds);
  }

  async close(): Promise<void> {
    await Promise.all(this.#children.map((child) => child.kill()));
    await this.#close();
    await this.#servers.embedded.stop();
    await this.#servers.remove();
  }
}
