/** Prometheus metrics (contract: operations.md section 3). No member name or id stands in a label. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { LiveFeed } from '../../schema/live-feed.ts';
import type { ServerHub } from './server-hub.ts';
import { workMetrics } from './work-metrics.ts';

const FAST = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

type Opened = { readonly hub: ServerHub; readonly live: LiveFeed } | null;

export class Metrics {
  readonly #registry = new Registry();
  readonly #opened: () => Opened;
  readonly #requests: Counter<'route' | 'status'>;
  readonly #seconds: Histogram<'route'>;
  readonly #cost: Counter;
  readonly #limited: Counter;
  readonly #commands: Histogram;

  constructor(opened: () => Opened) {
    this.#opened = opened;
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#requests = new Counter({
      name: 'bordero_http_requests_total',
      help: 'Answers by route and status',
      labelNames: ['route', 'status'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'bordero_http_request_seconds',
      help: 'From the head of the request to the end of the answer; streams are not in it',
      labelNames: ['route'],
      buckets: FAST,
      registers,
    });
    this.#cost = new Counter({
      name: 'bordero_graphql_cost_total',
      help: 'Objects that operations may have brought',
      registers,
    });
    this.#limited = new Counter({
      name: 'bordero_rate_limited_total',
      help: 'Requests over a limit',
      registers,
    });
    this.#commands = new Histogram({
      name: 'bordero_mongodb_command_seconds',
      help: 'Commands of this process to MongoDB',
      buckets: FAST,
      registers,
    });
    this.#addStreams();
  }

  answered(route: string, status: number, seconds: number | null): void {
    this.#requests.inc({ route, status: String(status) });
    if (seconds !== null) this.#seconds.observe({ route }, seconds);
  }

  limited(): void {
    this.#limited.inc();
  }

  spent(cost: number): void {
    this.#cost.inc(cost);
  }

  /** One command to MongoDB that was answered. */
  commanded(milliseconds: number): void {
    this.#commands.observe(milliseconds / 1_000);
  }

  /** The text of /metrics: what this process saw, then what the hub's database and queue know. */
  async text(): Promise<{ type: string; text: string }> {
    const own = await this.#registry.metrics();
    const hub = this.#opened()?.hub;
    const work = hub === undefined ? '' : await workMetrics(hub);
    return { type: this.#registry.contentType, text: `${own}\n${work}` };
  }

  #addStreams(): void {
    const live = (): LiveFeed | undefined => this.#opened()?.live;
    new Gauge({
      name: 'bordero_sse_streams',
      help: 'Open streams of this process',
      registers: [this.#registry],
      collect() {
        this.set(live()?.streams ?? 0);
      },
    });
    new Counter({
      name: 'bordero_sse_dropped_total',
      help: 'Streams that were ended because their readers did not keep up',
      registers: [this.#registry],
      collect() {
        this.reset();
        this.inc(live()?.dropped ?? 0);
      },
    });
  }
}
