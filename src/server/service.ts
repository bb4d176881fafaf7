/** What every route of one hub process shares: the hub once it is there, who asks, and what may be spent. */
import type { IncomingMessage } from 'node:http';
import type { Viewer } from '../../schema/context.ts';
import { LiveFeed } from '../../schema/live-feed.ts';
import { HubError } from '../domain/errors.ts';
import type { Config } from '../platform/config.ts';
import type { Logger } from '../platform/logger.ts';
import { addressReader } from './address.ts';
import { Allowance } from './allowance.ts';
import { Identity } from './identity.ts';
import { Metrics } from './metrics.ts';
import type { ServerHub } from './server-hub.ts';
import { unavailable } from './refusal.ts';

export type ServerConfig = Pick<
  Config,
  | 'explorer'
  | 'introspection'
  | 'maxGraphqlBytes'
  | 'maxUploadBytes'
  | 'metricsToken'
  | 'metricsBind'
  | 'publicUrl'
  | 'rateLimit'
  | 'streamsPerClient'
  | 'trustedProxies'
>;

export interface Opened {
  readonly hub: ServerHub;
  readonly live: LiveFeed;
}

export class Service {
  readonly config: ServerConfig;
  readonly logger: Logger;
  readonly version: string;
  readonly metrics: Metrics;
  readonly #identity: Identity;
  readonly #allowance: Allowance | null;
  #opened: Opened | null = null;
  #draining = false;

  constructor(needs: { config: ServerConfig; logger: Logger; version: string }) {
    this.config = needs.config;
    this.logger = needs.logger;
    this.version = needs.version;
    this.#identity = new Identity(addressReader(needs.config.trustedProxies));
    this.#allowance =
      needs.config.rateLimit === null ? null : new Allowance(needs.config.rateLimit);
    this.metrics = new Metrics(() => this.#opened);
  }

  /** The hub is there: MongoDB was reached. Until then data routes answer 503. */
  attach(hub: ServerHub): void {
    const { reads, news, clock } = hub;
    const { streamsPerClient } = this.config;
    this.#opened = { hub, live: new LiveFeed({ reads, news, clock, streamsPerClient }) };
  }

  /** No new work, open streams end. */
  drain(): void {
    this.#draining = true;
    this.#opened?.live.close();
  }

  get draining(): boolean {
    return this.#draining;
  }

  /** Null while MongoDB has never been reached. */
  get hub(): ServerHub | null {
    return this.#opened?.hub ?? null;
  }

  /** @throws UNAVAILABLE */
  open(): Opened {
    if (this.#draining) throw unavailable('The hub is being stopped');
    if (this.#opened === null) throw unavailable();
    return this.#opened;
  }

  /** @throws UNAUTHENTICATED, RATE_LIMITED, UNAVAILABLE */
  async viewerOf(request: IncomingMessage): Promise<Viewer> {
    try {
      return await this.#identity.viewerOf(request, () => this.open().hub);
    } catch (error) {
      if (error instanceof HubError && error.code === 'RATE_LIMITED') this.metrics.limited();
      throw error;
    }
  }

  /** Takes points from what the client may spend a minute. @throws RATE_LIMITED */
  spend({ client }: Viewer, points: number, cost = 0): void {
    this.metrics.spent(cost);
    const wait = this.#allowance?.spend(client.id, points) ?? 0;
    if (wait === 0) return;
    this.metrics.limited();
    throw new HubError('RATE_LIMITED', 'The rate limit of this API client is used up', {
      retryAfterSeconds: wait,
    });
  }
}
