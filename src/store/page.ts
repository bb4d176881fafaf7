import type { Collection, Document, Filter, WithId } from 'mongodb';

export type KeyValue = string | number | Date | null;
/** The values of one row in the fields that a list is ordered by: where a page begins or ends. */
export type Key = readonly KeyValue[];

export interface OrderField<Doc> {
  /** Path in the stored document. */
  readonly path: string;
  readonly direction: 1 | -1;
  /** Null is the lowest value, as in MongoDB. */
  readonly nullable?: boolean;
  readonly read: (doc: Doc) => KeyValue;
}

/** How a list is ordered; the last field is unique, so that two rows never share a key. */
export type Ordering<Doc> = readonly OrderField<Doc>[];

/** What part of a list is asked for. */
export interface Slice {
  /** Rows, 1 to 100. */
  readonly size: number;
  /** Exclusive; null: from the beginning. */
  readonly after: Key | null;
  /** Exclusive; null: to the end. */
  readonly before: Key | null;
  /** The last rows of the range instead of the first. */
  readonly fromEnd: boolean;
}

export interface Page<Row> {
  /** In the order of the list, also for a page from its end. */
  readonly rows: readonly Row[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** Time that one read may take in the server before it is given up. */
export const READ_LIMIT_MS = 8_000;

type Condition = Record<string, unknown>;

function beyond<Doc>(field: OrderField<Doc>, value: KeyValue, direction: 1 | -1): Condition | null {
  const { path } = field;
  if (direction === 1)
    return value === null ? { [path]: { $ne: null } } : { [path]: { $gt: value } };
  if (value === null) return null;
  const below = { [path]: { $lt: value } };
  return field.nullable === true ? { $or: [below, { [path]: null }] } : below;
}

/** Rows that stand behind `key` in this order; with `way` -1: before it. */
export function pastKey<Doc>(ordering: Ordering<Doc>, key: Key, way: 1 | -1): Condition {
  const choices: Condition[] = [];
  ordering.forEach((field, index) => {
    const past = beyond(field, key[index] ?? null, (field.direction * way) as 1 | -1);
    if (past === null) return;
    const equal = ordering.slice(0, index).map(({ path }, i) => ({ [path]: key[i] ?? null }));
    choices.push(equal.length === 0 ? past : { $and: [...equal, past] });
  });
  return { $or: choices };
}

export interface ListSource<Doc extends Document> {
  readonly collection: Collection<Doc>;
  readonly filter: Filter<Doc>;
  readonly ordering: Ordering<WithId<Doc>>;
  /** Fields that nobody reads are not fetched. */
  readonly projection?: Document;
}

/** One page of a list by its keys: rows that come or go elsewhere never shift it. */
export async function readPage<Doc extends Document>(
  { collection, filter, ordering, projection = {} }: ListSource<Doc>,
  slice: Slice,
): Promise<Page<WithId<Doc>>> {
  const conditions: Condition[] = [filter];
  if (slice.after !== null) conditions.push(pastKey(ordering, slice.after, 1));
  if (slice.before !== null) conditions.push(pastKey(ordering, slice.before, -1));
  const way = slice.fromEnd ? -1 : 1;
  const found = await collection
    .find(conditions.length === 1 ? filter : ({ $and: conditions } as Filter<Doc>))
    .sort(
      ordering.map(({ path, direction }): [string, 1 | -1] => [path, (direction * way) as 1 | -1]),
    )
    .limit(slice.size + 1)
    .project<WithId<Doc>>(projection)
    .maxTimeMS(READ_LIMIT_MS)
    .toArray();
  return cut(found, slice);
}

/** The page out of up to `size + 1` rows that were read in the direction of the slice. */
function cut<Row>(found: Row[], slice: Slice): Page<Row> {
  const more = found.length > slice.size;
  const rows = more ? found.slice(0, slice.size) : found;
  return slice.fromEnd
    ? { rows: rows.reverse(), hasPreviousPage: more, hasNextPage: slice.before !== null }
    : { rows, hasNextPage: more, hasPreviousPage: slice.after !== null };
}

const rank = (value: KeyValue): number | string =>
  value === null ? -Infinity : value instanceof Date ? value.getTime() : value;

function compareKeys<Doc>(ordering: Ordering<Doc>, a: Key, b: Key): number {
  for (const [index, { direction }] of ordering.entries()) {
    const left = rank(a[index] ?? null);
    const right = rank(b[index] ?? null);
    if (left !== right) return left < right ? -direction : direction;
  }
  return 0;
}

export const keyOf = <Doc>(ordering: Ordering<Doc>, doc: Doc): Key =>
  ordering.map(({ read }) => read(doc));

/** The same page over rows that are in memory already, in the order of the list. */
export function pageOfRows<Row>(
  rows: readonly Row[],
  ordering: Ordering<Row>,
  slice: Slice,
): Page<Row> {
  const { after, before } = slice;
  const isWhole = after === null && before === null;
  const inRange = rows.filter((row) => {
    if (isWhole) return true;
    const key = keyOf(ordering, row);
    if (after !== null && compareKeys(ordering, key, after) <= 0) return false;
    return before === null || compareKeys(ordering, key, before) < 0;
  });
  return cut(slice.fromEnd ? inRange.reverse() : inRange, slice);
}

/** The rows that were found in the order of the keys that were asked for; null where there is none. */
export function inOrder<Row>(
  keys: readonly string[],
  rows: readonly Row[],
  toKey: (row: Row) => string,
): (Row | null)[] {
  const found = new Map(rows.map((row) => [toKey(row), row]));
  return keys.map((key) => found.get(key) ?? null);
}
