/** A hub behind its real HTTP server, on a database of its own; documents are put in by hand. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { MongoClient, type Db } from 'mongodb';
import type { News, NewsSource } from '../../schema/hub-needs.ts';
import { createHub, type Hub } from '../../src/hub.ts';
import { makeApiKey } from '../../src/pipeline/api-key.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { httpFront } from '../../src/server/http.ts';
import { serverHub } from '../../src/server/server-hub.ts';
import { Service, type ServerConfig } from '../../src/server/service.ts';
import {
  ensureCollections,
  openCollections,
  type Collections,
} from '../../src/store/collections.ts';
import { SCOPES, type Scope } from '../../src/domain/scope.ts';

export const CONFIG: ServerConfig = {
  explorer: 'on',
  introspection: 'on',
  maxGraphqlBytes: 1_000_000,
  maxUploadBytes: 5_000_000,
  metricsToken: null,
  metricsBind: null,
  publicUrl: null,
  rateLimit: null,
  streamsPerClient: 3,
  trustedProxies: null,
};

/** All scopes but admin, as the demo's keys have them. */
const OF_A_MEMBER = SCOPES.filter((scope) => scope !== 'admin');

/** News of this process alone. */
export class LocalNews implements NewsSource {
  readonly #listeners = new Set<(news: News) => void>();
  subscribe(listen: (news: News) => void): () => void {
    this.#listeners.add(listen);
    return () => void this.#listeners.delete(listen);
  }
  tell(news: Partial<News>): void {
    for (const listen of this.#listeners) listen({ uploads: [], consignments: [], ...news });
  }
}

/** JSON of an answer, for a test to look into. */
export type Json = ReturnType<typeof JSON.parse>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Record<string, Json> | null | undefined;
  readonly errors: { message: string; path?: unknown[]; extensions: Record<string, Json> }[];
}

export interface GraphOptions {
  readonly config?: Partial<ServerConfig>;
  readonly limits?: { uploadsPerMember: number; pendingPerMember: number };
}

export class Graph {
  readonly db: Db;
  readonly client: MongoClient;
  readonly collections: Collections;
  readonly hub: Hub;
  readonly news = new LocalNews();
  readonly service: Service;
  readonly #server: Server;
  /** Commands that were sent to MongoDB, but for noting a key's last use once a minute, for which nobody waits. */
  commands: string[] = [];

  private constructor(client: MongoClient, name: string, options: GraphOptions) {
    this.client = client;
    this.db = client.db(name);
    this.collections = openCollections(this.db);
    client.on('commandStarted', ({ commandName }) => {
      if (commandName !== 'update') this.commands.push(commandName);
    });
    this.hub = createHub({
      db: this.db,
      queue: { ask: () => Promise.resolve(true), whereIs: () => Promise.resolve('absent') },
      announcer: { uploadMoved: () => undefined, consignmentsChanged: () => undefined },
      version: 'test',
      limits: { ...CONFIG, ...options.config },
    });
    const logger = createLogger({ level: 'silent', role: 'test' });
    this.service = new Service({
      config: { ...CONFIG, ...options.config },
      logger,
      version: '1.2.3',
    });
    this.#server = httpFront(this.service)();
    const queue = { news: this.news, health: () => Promise.resolve([]) };
    const limits = options.limits ?? { uploadsPerMember: 8, pendingPerMember: 100 };
    this.service.attach(serverHub(this.hub, queue, limits));
  }

  static async create(options: GraphOptions = {}): Promise<Graph> {
    const uri = process.env['TEST_MONGODB_URI'] ?? '';
    const settings = { w: 'majority', journal: true, monitorCommands: true } as const;
    const client = await MongoClient.connect(uri, settings);
    const graph = new Graph(client, `g_${randomBytes(6).toString('hex')}`, options);
    await ensureCollections(graph.db);
    await once(graph.#server.listen(0, '127.0.0.1'), 'listening');
    return graph;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async member(slug: string): Promise<void> {
    await this.hub.steps.createMember({ slug, name: slug, country: 'AT', corporateGroup: slug });
  }

  /** A key of its own for every call. */
  async key(member: string, scopes: readonly Scope[] = OF_A_MEMBER, fields = {}): Promise<string> {
    const { key, prefix, hash } = makeApiKey();
    await this.collections.apiClients.insertOne({
      _id: prefix.slice(4),
      member,
      name: `${member} client`,
      keyPrefix: prefix,
      keyHash: hash,
      scopes: [...scopes],
      createdAt: new Date(),
      expiresAt: null,
      lastUsedAt: null,
      revokedAt: null,
      ...fields,
    });
    return key;
  }

  async ask(
    key: string | null,
    query: string,
    variables: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    return this.post(JSON.stringify({ query, variables }), {
      'content-type': 'application/json',
      ...(key !== null && { authorization: `Bearer ${key}` }),
      ...headers,
    });
  }

  async post(
    body: string | FormData | Uint8Array<ArrayBuffer>,
    headers: Record<string, string>,
  ): Promise<Answer> {
    const response = await fetch(`${this.url}/graphql`, { method: 'POST', headers, body });
    const text = await response.text();
    const { data, errors = [] } = text.startsWith('{') ? JSON.parse(text) : {};
    return { status: response.status, headers: response.headers, data, errors };
  }

  async close(): Promise<void> {
    this.service.drain();
    this.#server.closeAllConnections();
    this.#server.close();
    await this.db.dropDatabase();
    await this.client.close();
  }
}
