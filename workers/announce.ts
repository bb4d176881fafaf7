import { Redis } from 'ioredis';
import { z } from 'zod';
import type { Announcer } from '../src/jobs/catalogue.ts';
import { askingOptions, waitingOptions, type QueueAddress } from './redis.ts';

/** Ids of what moved; a reader asks MongoDB what became of it. */
export interface News {
  readonly uploads: readonly string[];
  readonly consignments: readonly string[];
}
export type NewsListener = (news: News) => void;

/** News is collected for so long before it goes out, in milliseconds. */
const COLLECT_MS = 100;
/** Ids of one kind in a message. */
const PER_MESSAGE = 1_000;
/** Ids of one kind that may wait; what comes beyond is lost news, not lost data. */
const MOST_WAITING = 20_000;

const message = z.object({ uploads: z.array(z.string()), consignments: z.array(z.string()) });

/** News between processes by Redis pub/sub. Both sides survive a lost server: news of that time is lost, later news comes. */
export class RedisNews implements Announcer {
  readonly #address: QueueAddress;
  readonly #channel: string;
  readonly #listeners = new Set<NewsListener>();
  readonly #uploads = new Set<string>();
  readonly #consignments = new Set<string>();
  #publisher: Redis | null = null;
  #subscriber: Redis | null = null;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(address: QueueAddress, prefix: string) {
    this.#address = address;
    this.#channel = `${prefix}:news`;
  }

  uploadMoved(uploadId: string): void {
    this.#collect(this.#uploads, [uploadId]);
  }

  consignmentsChanged(consignmentIds: readonly string[]): void {
    this.#collect(this.#consignments, consignmentIds);
  }

  /** Calls back for every message from now on, until the returned function is called. */
  subscribe(listener: NewsListener): () => void {
    this.#listeners.add(listener);
    this.#subscriber ??= this.#listen();
    return () => void this.#listeners.delete(listener);
  }

  /** Sends what waits, if the server takes it within a second, and ends both connections. */
  async close(): Promise<void> {
    await this.#send();
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#listeners.clear();
    this.#publisher?.disconnect();
    this.#subscriber?.disconnect();
  }

  #collect(waiting: Set<string>, ids: readonly string[]): void {
    if (this.#closed) return;
    for (const id of ids) {
      if (waiting.size >= MOST_WAITING) break;
      waiting.add(id);
    }
    this.#timer ??= setTimeout(() => void this.#send(), COLLECT_MS).unref();
  }

  async #send(): Promise<void> {
    this.#timer = null;
    this.#publisher ??= quiet(new Redis(askingOptions(this.#address)));
    while (this.#uploads.size + this.#consignments.size > 0) {
      const news = { uploads: take(this.#uploads), consignments: take(this.#consignments) };
      await this.#publisher.publish(this.#channel, JSON.stringify(news)).catch(() => undefined);
    }
  }

  #listen(): Redis {
    const subscriber = quiet(new Redis(waitingOptions(this.#address)));
    subscriber.on('message', (_channel, text) => this.#tell(text));
    subscriber.subscribe(this.#channel).catch(() => undefined);
    return subscriber;
  }

  #tell(text: string): void {
    const news = message.safeParse(parse(text));
    if (!news.success) return;
    for (const listener of this.#listeners) listener(news.data);
  }
}

function take(waiting: Set<string>): string[] {
  const taken = [...waiting].slice(0, PER_MESSAGE);
  for (const id of taken) waiting.delete(id);
  return taken;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A connection reports its trouble by its commands; an error nobody listens to would end the process. */
function quiet(connection: Redis): Redis {
  return connection.on('error', () => undefined);
}
