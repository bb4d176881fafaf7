/** Everything that is watched through this hub process: it hears the news once and passes it on to the open streams. */
import DataLoader from 'dataloader';
import type { MemberId } from '../src/domain/consignment.ts';
import { HubError } from '../src/domain/errors.ts';
import type { ConsignmentQuery } from '../src/store/consignment-filter.ts';
import type { ConsignmentDoc, UploadDoc, UploadState } from '../src/store/documents.ts';
import type { Viewing } from '../src/store/viewing.ts';
import type { News, NewsSource, Reads } from './hub-needs.ts';
import { LiveStream } from './live-stream.ts';

/** How often keys are checked and lost news is made up for; a revoked key's streams end within 5 s. */
const LOOK_MS = 2_000;
/** At most one message per consignment and second. */
const PAUSE_MS = 1_000;

export interface LiveNeeds {
  readonly reads: Pick<Reads, 'consignments' | 'uploads' | 'clients'>;
  readonly news: NewsSource;
  readonly clock: { now(): Date };
  /** Open streams of one API client; beyond it RATE_LIMITED. */
  readonly streamsPerClient: number;
}

interface Watch {
  readonly client: string;
  readonly topic: keyof News;
  /** For an upload: the only one that is watched. */
  readonly upload: string | null;
  readonly stream: LiveStream<unknown>;
}

type Readers = DataLoader<string, ConsignmentDoc | null>;

const FINAL: ReadonlySet<UploadState> = new Set<UploadState>([
  'COMPLETED',
  'COMPLETED_WITH_ISSUES',
  'REFUSED',
  'FAILED',
  'WITHDRAWN',
]);

export class LiveFeed {
  readonly #needs: LiveNeeds;
  readonly #watches = new Set<Watch>();
  /** Streams of one member with one filter read each document once. */
  readonly #readers = new Map<string, Readers>();
  readonly #unsubscribe: () => void;
  readonly #look: NodeJS.Timeout;
  #dropped = 0;

  constructor(needs: LiveNeeds) {
    this.#needs = needs;
    this.#unsubscribe = needs.news.subscribe((news) => this.#hear(news));
    this.#look = setInterval(() => void this.#lookRound(), LOOK_MS).unref();
  }

  /** Open streams. */
  get streams(): number {
    return this.#watches.size;
  }

  /** Streams that were ended because their readers did not keep up, since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Consignments as they change, read anew for this member; only those that fit. */
  watchConsignments(
    client: string,
    member: MemberId,
    query: ConsignmentQuery,
  ): AsyncIterableIterator<ConsignmentDoc> {
    const group = JSON.stringify([member, query]);
    return this.#open<ConsignmentDoc>(
      { client, topic: 'consignments', upload: null },
      {
        read: async (ids) => {
          const found = await this.#reader(group, member, query).loadMany(ids);
          return found.filter((doc) => doc !== null).map(orThrow);
        },
        pauseMs: PAUSE_MS,
        isLast: () => false,
      },
    );
  }

  /** The upload as it is now, then whenever it moves; ends with its final state. */
  watchUpload(client: string, viewing: Viewing, upload: string): AsyncIterableIterator<UploadDoc> {
    let told = '';
    const stream = this.#open<UploadDoc>(
      { client, topic: 'uploads', upload },
      {
        read: async () => {
          const [doc] = await this.#needs.reads.uploads.findByIds(viewing, [upload]);
          const now = JSON.stringify([doc?.state, doc?.counts, doc?.format]);
          if (!doc || now === told) return [];
          told = now;
          return [doc];
        },
        pauseMs: 0,
        isLast: ({ state }) => FINAL.has(state),
      },
    );
    stream.add([upload]);
    return stream;
  }

  /** Ends all streams: the hub drains. */
  close(): void {
    clearInterval(this.#look);
    this.#unsubscribe();
    for (const { stream } of [...this.#watches]) stream.end('draining');
  }

  #open<Message>(
    watch: Omit<Watch, 'stream'>,
    how: {
      read: (keys: readonly string[]) => Promise<readonly Message[]>;
      pauseMs: number;
      isLast: (message: Message) => boolean;
    },
  ): LiveStream<Message> {
    const open = [...this.#watches].filter(({ client }) => client === watch.client).length;
    if (open >= this.#needs.streamsPerClient) {
      throw new HubError('RATE_LIMITED', 'Too many open streams', { retryAfterSeconds: 5 });
    }
    const stream = new LiveStream<Message>(how);
    const entry: Watch = { ...watch, stream: stream as LiveStream<unknown> };
    this.#watches.add(entry);
    stream.whenEnded((reason) => {
      this.#watches.delete(entry);
      if (reason === 'slow') this.#dropped += 1;
    });
    return stream;
  }

  #reader(group: string, member: MemberId, query: ConsignmentQuery): Readers {
    const known = this.#readers.get(group);
    if (known !== undefined) return known;
    const { consignments } = this.#needs.reads;
    const reader: Readers = new DataLoader(
      async (ids) => {
        const found = await consignments.findChanged(member, query, ids);
        const byId = new Map(found.map((doc) => [doc.consignment, doc]));
        return ids.map((id) => byId.get(id) ?? null);
      },
      { maxBatchSize: 200 },
    );
    this.#readers.set(group, reader);
    return reader;
  }

  #hear(news: News): void {
    for (const reader of this.#readers.values()) {
      for (const id of news.consignments) reader.clear(id);
    }
    const moved = new Set(news.uploads);
    for (const { topic, upload, stream } of [...this.#watches]) {
      if (upload !== null && moved.has(upload)) stream.add([upload]);
      if (topic === 'consignments' && news.consignments.length > 0) stream.add(news.consignments);
    }
  }

  async #lookRound(): Promise<void> {
    // Nothing is told that was read before the last look.
    this.#readers.clear();
    const watches = [...this.#watches];
    for (const { upload, stream } of watches) {
      stream.checkPace(Date.now());
      if (upload !== null) stream.add([upload]);
    }
    if (watches.length === 0) return;
    const { reads, clock } = this.#needs;
    const clients = [...new Set(watches.map(({ client }) => client))];
    const alive = await reads.clients.aliveAmong(clients, clock.now()).catch(() => null);
    if (alive === null) return;
    for (const { client, stream } of watches) if (!alive.has(client)) stream.end('revoked');
  }
}

function orThrow(found: ConsignmentDoc | Error): ConsignmentDoc {
  if (found instanceof Error) throw found;
  return found;
}
