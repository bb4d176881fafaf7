import type { ConsignmentQuery } from '../src/store/consignment-filter.ts';
import { CONSIGNMENT_ORDERS, type ConsignmentOrder } from '../src/store/consignment-reader.ts';
import type { ConsignmentDoc } from '../src/store/documents.ts';
import type { Page, Slice } from '../src/store/page.ts';
import { keyOf } from '../src/store/page.ts';
import { builder } from './builder.ts';
import { ConsignmentConnection } from './consignment.ts';
import type { Context } from './context.ts';
import { EventKindRef } from './event.ts';
import { slugOf } from './ids.ts';
import { readMembersAhead } from './members-ahead.ts';
import {
  connect,
  encodeCursor,
  isInstant,
  isInstantOrNull,
  isText,
  listName,
  readSlice,
  type Connection,
  type ListName,
  type PageArguments,
} from './paging.ts';

const OrderRef = builder.enumType('ConsignmentOrder', {
  description:
    'UPDATED_ASC is for keeping a copy: nothing is ever missed, a row may come again. In UPDATED_DESC a row that changes while one pages moves to the front',
  values: ['UPDATED_DESC', 'UPDATED_ASC', 'CREATED_DESC'] as const,
});

export const ConsignmentFilterRef = builder.inputType('ConsignmentFilter', {
  description: 'Conditions that all have to hold; what is absent or null does not narrow',
  fields: (t) => ({
    reference: t.string({
      description:
        'Exact match on any reference or SSCC (18 digits, or 20 with application identifier 00); blanks at the ends and leading zeros do not matter',
    }),
    consigneeName: t.string({
      description: "Prefix of the consignee's name, without case and accents",
    }),
    manifestNumber: t.string(),
    statusFrom: t.field({ type: 'DateTime', description: 'Status since, half open' }),
    statusUntil: t.field({ type: 'DateTime', description: 'Exclusive' }),
    hasProblems: t.boolean(),
    statusKinds: t.field({ type: [EventKindRef] }),
    sendingPartner: t.id({ description: 'Id or slug' }),
    receivingPartner: t.id({ description: 'Id or slug' }),
    originCountry: t.string({ description: 'ISO 3166-1 alpha-2' }),
    destinationCountry: t.string({ description: 'ISO 3166-1 alpha-2' }),
    destinationPostcodePrefix: t.string(),
    updatedSince: t.field({ type: 'DateTime', description: 'Inclusive' }),
  }),
});
type FilterInput = typeof ConsignmentFilterRef.$inferInput;

/** The input with slugs where it names members; a malformed id names nobody. */
export const readFilter = (filter: FilterInput | null | undefined): ConsignmentQuery => ({
  ...filter,
  sendingPartner: filter?.sendingPartner ? slugOf('Member', filter.sendingPartner) : null,
  receivingPartner: filter?.receivingPartner ? slugOf('Member', filter.receivingPartner) : null,
});

builder.queryField('consignments', (t) =>
  t.withAuth({ read: true }).field({
    type: ConsignmentConnection,
    description: 'Those that the viewer may see',
    args: {
      filter: t.arg({ type: ConsignmentFilterRef }),
      order: t.arg({ type: OrderRef, defaultValue: 'UPDATED_DESC' }),
      ...t.arg.connectionArgs(),
    },
    resolve: async (_root, { filter, order, ...args }, context, info) => {
      const query = readFilter(filter);
      const list = await listConsignments(query, order ?? 'UPDATED_DESC', args, context);
      await readMembersAhead(list.rows, context, info);
      return list;
    },
  }),
);

async function listConsignments(
  query: ConsignmentQuery,
  order: ConsignmentOrder,
  args: PageArguments,
  context: Context,
): Promise<Connection<ConsignmentDoc>> {
  const { consignments } = context.hub.reads;
  const { member } = context.viewer;
  const list = listName(context, 'consignments', order, JSON.stringify(query));
  const count = () => consignments.count(member, query);
  if (order !== 'UPDATED_ASC') {
    const slice = readSlice(args, list, [isInstant, isText]);
    const page = await consignments.page(member, query, order, slice);
    return connect(page, list, CONSIGNMENT_ORDERS[order], count);
  }
  const now = context.hub.clock.now().getTime();
  const walk = readWalk(readSlice(args, list, [isInstant, isText, isInstantOrNull]), now);
  const page = await consignments.page(member, query, order, walk.slice);
  return { ...page, cursorOf: (doc) => walkCursor(list, doc, page, walk.floor), count };
}

/**
 * How long after its `updatedAt` a change may become readable: writers stamp a document before they write it, and clocks differ.
 * A reader that has come to the end goes on from here before its walk began, so that what became readable late is not missed.
 */
const LATE_MS = 10_000;

interface Walk {
  readonly slice: Slice;
  /** Nothing that was stamped before this instant can turn up behind the walk. */
  readonly floor: Date;
}

/** A cursor of UPDATED_ASC carries the floor of its walk beside the key; null where the walk came to its end. */
function readWalk(slice: Slice, now: number): Walk {
  const floor = slice.after?.[2];
  const key = (cursor: Slice['after']) => cursor?.slice(0, 2) ?? null;
  return {
    slice: { ...slice, after: key(slice.after), before: key(slice.before) },
    floor: floor instanceof Date ? floor : new Date(now - LATE_MS),
  };
}

function walkCursor(list: ListName, doc: ConsignmentDoc, page: Page<unknown>, floor: Date): string {
  const key = keyOf(CONSIGNMENT_ORDERS.UPDATED_ASC, doc);
  if (page.hasNextPage) return encodeCursor(list, [...key, floor]);
  return encodeCursor(list, doc.updatedAt > floor ? [floor, '', null] : [...key, null]);
}
