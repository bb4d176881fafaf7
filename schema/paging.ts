/** Relay connections over keyset pages. */
import type { OutputRef } from '@pothos/core';
import { createHash } from 'node:crypto';
import { HubError } from '../src/domain/errors.ts';
import type { Key, KeyValue, Ordering, Page, Slice } from '../src/store/page.ts';
import { keyOf } from '../src/store/page.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';

export const DEFAULT_PAGE = 50;
export const LARGEST_PAGE = 100;

export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/** One page as a connection shows it. */
export interface Connection<Row> {
  readonly rows: readonly Row[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly cursorOf: (row: Row) => string;
  /** Asked only where totalCount is selected. */
  readonly count: () => Promise<number | null>;
}

/** Found out where a cursor is read or written, which most lists of a page never do. */
export type ListName = () => string;

/** Names what a cursor belongs to; a cursor of another list or another member is refused. */
export function listName(context: Context, ...parts: readonly (string | null)[]): ListName {
  let name: string | null = null;
  return () =>
    (name ??= createHash('sha256')
      .update(JSON.stringify([context.viewer.member, ...parts]))
      .digest('base64url')
      .slice(0, 8));
}

const pack = (value: KeyValue): unknown => (value instanceof Date ? [value.getTime()] : value);

export const encodeCursor = (list: ListName, key: Key): string =>
  Buffer.from(JSON.stringify([list(), ...key.map(pack)])).toString('base64url');

function unpack(value: unknown): KeyValue {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  if (Array.isArray(value) && value.length === 1 && typeof value[0] === 'number') {
    const instant = new Date(value[0]);
    if (!isNaN(instant.getTime())) return instant;
  }
  throw new Error('not a key');
}

const badCursor = (name: string): HubError =>
  new HubError('BAD_USER_INPUT', `${name} is not a cursor of this list`);

/** Exactly the shape that this list's cursors have, value by value, else it is refused. */
function decodeCursor(name: string, list: ListName, cursor: string, shape: readonly Shape[]): Key {
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (!Array.isArray(read) || read[0] !== list()) throw badCursor(name);
    const key = read.slice(1).map(unpack);
    const fits = key.length === shape.length && key.every((value, i) => shape[i]?.(value) === true);
    if (fits) return key;
  } catch {
    // Falls through: whatever is wrong with it, it is not a cursor of this list.
  }
  throw badCursor(name);
}

export type Shape = (value: KeyValue) => boolean;
export const isText: Shape = (value) => typeof value === 'string';
export const isNumber: Shape = (value) => typeof value === 'number';
export const isInstant: Shape = (value) => value instanceof Date;
export const isInstantOrNull: Shape = (value) => value === null || isInstant(value);
export const isTextOrNull: Shape = (value) => value === null || isText(value);

function sizeOf(name: string, value: number | null | undefined): number | null {
  if (value === null || value === undefined) return null;
  if (value >= 1 && value <= LARGEST_PAGE) return value;
  throw new HubError('BAD_USER_INPUT', `${name} must be 1 to ${LARGEST_PAGE}`);
}

/** What part of a list the arguments ask for. @throws BAD_USER_INPUT */
export function readSlice(args: PageArguments, list: ListName, shape: readonly Shape[]): Slice {
  const first = sizeOf('first', args.first);
  const last = sizeOf('last', args.last);
  if (first !== null && last !== null) {
    throw new HubError('BAD_USER_INPUT', 'first and last cannot be asked for together');
  }
  const keyAt = (name: 'after' | 'before'): Key | null => {
    const cursor = args[name];
    return cursor === null || cursor === undefined ? null : decodeCursor(name, list, cursor, shape);
  };
  return {
    size: first ?? last ?? DEFAULT_PAGE,
    after: keyAt('after'),
    before: keyAt('before'),
    fromEnd: last !== null,
  };
}

/** A page whose cursors are the keys of its rows. */
export const connect = <Row>(
  page: Page<Row>,
  list: ListName,
  ordering: Ordering<Row>,
  count: () => Promise<number | null>,
): Connection<Row> => ({
  ...page,
  cursorOf: (row) => encodeCursor(list, keyOf(ordering, row)),
  count,
});

/** Total `mostly`: null where counting would take too long. Declares `<name>Connection` and `<name>Edge` over a node type, as the contract shapes them. */
export function connectionTo<Row>(
  name: string,
  node: OutputRef,
  total: 'always' | 'mostly' = 'always',
) {
  const edge = builder.objectRef<{ row: Row; of: Connection<Row> }>(`${name}Edge`);
  edge.implement({
    fields: (t) => ({
      cursor: t.string({
        description: 'Opaque; of this list and this viewer alone',
        resolve: ({ row, of }) => of.cursorOf(row),
      }),
      node: t.field({ type: node as never, resolve: ({ row }) => row as never }),
    }),
  });
  const connection = builder.objectRef<Connection<Row>>(`${name}Connection`);
  connection.implement({
    fields: (t) => ({
      edges: t.field({ type: [edge], resolve: (of) => of.rows.map((row) => ({ row, of })) }),
      nodes: t.field({ type: [node] as never, resolve: ({ rows }) => rows as never }),
      pageInfo: t.field({ type: builder.pageInfoRef(), resolve: pageInfoOf }),
      totalCount: t.int({
        nullable: total === 'mostly',
        description:
          total === 'mostly'
            ? 'Exact up to 100,000, null beyond; counted only where it is selected'
            : 'Counted only where it is selected',
        resolve: (of) => of.count() as Promise<number>,
      }),
    }),
  });
  return connection;
}

function pageInfoOf<Row>({ rows, hasNextPage, hasPreviousPage, cursorOf }: Connection<Row>) {
  const first = rows[0];
  const last = rows.at(-1);
  return {
    hasNextPage,
    hasPreviousPage,
    startCursor: first === undefined ? null : cursorOf(first),
    endCursor: last === undefined ? null : cursorOf(last),
  };
}
