import { createContextCache } from '@pothos/core';
import DataLoader from 'dataloader';
import type { DepotDoc, MemberDoc } from '../src/store/documents.ts';
import { builder } from './builder.ts';
import { loadVisible, nodeOf } from './node.ts';
import type { Context } from './context.ts';
import { PlaceRef } from './place.ts';

/** Those that this request, or this message of a stream, has read. */
const readMembers = createContextCache(() => new Map<string, MemberDoc>());

export const MemberRef = nodeOf<MemberDoc>('Member', {
  key: ({ _id }) => _id,
  load: async (ids, context) => {
    const found = await context.hub.reads.members.findByIds(ids);
    const read = readMembers(context);
    for (const member of found) if (member !== null) read.set(member._id, member);
    return found;
  },
});

/** The member where it has been read, else its id, by which it is loaded: a page names hundreds, and each load is a promise. */
export function memberAt(id: string, context: Context): MemberDoc | string;
export function memberAt(id: string | null, context: Context): MemberDoc | string | null;
export function memberAt(id: string | null, context: Context): MemberDoc | string | null {
  return id === null ? null : (readMembers(context).get(id) ?? id);
}

/** So that `memberAt` has them. */
export async function readAhead(ids: ReadonlySet<string>, context: Context): Promise<void> {
  await loadVisible(MemberRef, [...ids], context);
}

export const DepotRef = nodeOf<DepotDoc>('Depot', {
  key: ({ _id }) => _id,
  load: (ids, { hub }) => hub.reads.depots.findByIds(ids),
});

const depotsOfMember = createContextCache(
  ({ hub }: Context) =>
    new DataLoader<string, DepotDoc[]>((members) => hub.reads.depots.listByMembers(members)),
);
const depotsByCode = createContextCache(
  ({ hub }: Context) =>
    new DataLoader<string, DepotDoc | null>((codes) => hub.reads.depots.findByCodes(codes)),
);

/** Documents name depots by code; null: none named or none registered. */
export const depotOfCode = async (
  code: string | null,
  context: Context,
): Promise<DepotDoc | null> => (code === null ? null : depotsByCode(context).load(code));

MemberRef.implement({
  description: 'A forwarder of the alliance',
  fields: (t) => ({
    slug: t.exposeString('_id', {
      description: 'Stable short name, also used by the demo: graz, porto, ...',
    }),
    name: t.exposeString('name'),
    country: t.exposeString('country', { description: 'ISO 3166-1 alpha-2' }),
    corporateGroup: t.exposeString('corporateGroup', {
      description: 'Members of one corporate group count once wherever contributors are counted',
    }),
    depots: t.field({
      type: [DepotRef],
      description: 'Oldest first',
      resolve: ({ _id }, _args, context) => depotsOfMember(context).load(_id),
    }),
  }),
});

DepotRef.implement({
  description: 'A place of a member where consignments are handled',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Unique in the alliance' }),
    name: t.exposeString('name'),
    member: t.field({ type: MemberRef, resolve: ({ member }) => member }),
    timeZone: t.exposeString('timeZone', {
      description: "IANA zone: decides what a zoneless local time in this depot's feeds means",
    }),
    place: t.field({ type: PlaceRef, resolve: ({ place }) => place }),
    centralHub: t.exposeBoolean('centralHub', {
      description:
        'Registered by the alliance as a transit hub for everybody: its events join any consignment that they name exactly',
    }),
  }),
});

builder.queryField('members', (t) =>
  t.withAuth({ read: true }).field({
    type: [MemberRef],
    description: 'Everybody in the alliance, by slug',
    resolve: (_root, _args, { hub }) => hub.reads.members.list(),
  }),
);
