/** Watches what a hub asks a sharded cluster for, and tells which of it goes to more shards than it has to. */
import type { CommandStartedEvent, Db, Document, MongoClient } from 'mongodb';
import { COLLECTIONS, EVERYTHING, type CollectionName } from '../../src/store/collections.ts';

/** One kind of command: all that differ in nothing but their values. */
export interface Asked {
  readonly collection: CollectionName;
  readonly command: string;
  readonly writes: boolean;
  /** Every list under the shard key cut down to one value: then one shard has to do. */
  readonly filter: Document;
}

const READS = ['find', 'aggregate', 'count', 'distinct'];
const WRITES = ['update', 'delete', 'findAndModify'];

export class ShardWatch {
  readonly #kinds = new Map<string, Asked>();
  readonly #keyless = new Set<string>();

  /** Watches every command of this client about one database; the client monitors commands. */
  watch(client: MongoClient, database: string): void {
    client.on('commandStarted', (event) => {
      if (event.databaseName === database) this.#note(event);
    });
  }

  /** Collections into which a document came without its shard key. */
  get keyless(): string[] {
    return [...this.#keyless];
  }

  /** How many kinds of commands there were. */
  get kinds(): number {
    return this.#kinds.size;
  }

  /** The kinds that the cluster sends to several shards; mongos itself says so. */
  async scattered(db: Db): Promise<Asked[]> {
    const scattered = [];
    for (const asked of this.#kinds.values())
      if ((await shardsAsked(db, asked)) > 1) scattered.push(asked);
    return scattered;
  }

  #note({ commandName, command }: CommandStartedEvent): void {
    const collection = String(command[commandName]) as CollectionName;
    const shardKey = collection in COLLECTIONS ? COLLECTIONS[collection].shardKey : null;
    if (shardKey === null) return;
    const field = Object.keys(shardKey)[0] ?? '';
    if (commandName === 'insert') {
      const keyed = (command['documents'] as Document[]).every((doc) => field in doc);
      if (!keyed) this.#keyless.add(collection);
    }
    for (const filter of filtersOf(commandName, command)) {
      const asked = {
        collection,
        command: commandName,
        writes: WRITES.includes(commandName),
        filter: narrowed(filter, field) as Document,
      };
      const kind = JSON.stringify([collection, commandName, shapeOf(asked.filter)]);
      if (!this.#kinds.has(kind)) this.#kinds.set(kind, asked);
    }
  }
}

/** True where the table says that this query may ask every shard. Writes never may. */
export function mayAskAll(asked: Asked): boolean {
  const allowed = Object.keys(COLLECTIONS[asked.collection].asksAllShards);
  return !asked.writes && allowed.some((field) => isBy(asked, field));
}

/** True where the query looks by this field of `asksAllShards`. */
export function isBy({ filter }: Asked, field: string): boolean {
  const fields = fieldsOf(filter);
  return fields.length === 0 ? field === EVERYTHING : fields.includes(field);
}

function fieldsOf(filter: Document): string[] {
  return Object.entries(filter).flatMap(([field, condition]) =>
    field === '$and' ? (condition as Document[]).flatMap(fieldsOf) : [field],
  );
}

function filtersOf(name: string, command: Document): Document[] {
  if (name === 'aggregate') {
    const [first] = command['pipeline'] as Document[];
    return [(first?.['$match'] as Document | undefined) ?? {}];
  }
  if (READS.includes(name)) return [(command['filter'] ?? command['query'] ?? {}) as Document];
  if (name === 'findAndModify') return [command['query'] as Document];
  if (name === 'update' || name === 'delete')
    return (command[`${name}s`] as { q: Document }[]).map(({ q }) => q);
  return [];
}

/** The filter with one value instead of each list of values for the field. */
function narrowed(value: unknown, field: string): unknown {
  if (Array.isArray(value)) return value.map((one) => narrowed(one, field));
  if (!isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, condition]) => {
      const list = isPlain(condition) ? condition['$in'] : undefined;
      if (name === field && Array.isArray(list) && list.length > 0)
        return [name, { ...(condition as Document), $in: list.slice(0, 1) as unknown[] }];
      return [name, narrowed(condition, field)];
    }),
  );
}

/** Names and operators without the values. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return [...new Set(value.map((one) => JSON.stringify(shapeOf(one))))];
  if (!isPlain(value)) return value === null ? null : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shapeOf(one)]));
}

const isPlain = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Writes and other reads find their shards by their filter as a find does. */
async function shardsAsked(db: Db, { collection, filter }: Asked): Promise<number> {
  const explained = await db.command({
    explain: { find: collection, filter },
    verbosity: 'queryPlanner',
  });
  const plan = explained['queryPlanner'] as { winningPlan: { shards?: readonly unknown[] } };
  return plan.winningPlan.shards?.length ?? 0;
}
