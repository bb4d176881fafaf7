import type { ManifestDoc } from '../src/store/documents.ts';
import { MANIFEST_ORDER, type ManifestQuery } from '../src/store/manifest-reader.ts';
import { pageOfRows } from '../src/store/page.ts';
import { builder } from './builder.ts';
import { ConsignmentRef } from './consignment-ref.ts';
import { ConsignmentConnection } from './consignment.ts';
import type { Context } from './context.ts';
import { slugOf } from './ids.ts';
import { ManifestRef } from './manifest-ref.ts';
import { depotOfCode, DepotRef, MemberRef } from './member.ts';
import { loadOne } from './node.ts';
import {
  connect,
  connectionTo,
  encodeCursor,
  isInstant,
  isNumber,
  isText,
  isTextOrNull,
  listName,
  readSlice,
  type PageArguments,
} from './paging.ts';
import { ProvenanceRef, type Source } from './provenance.ts';

const ManifestKindRef = builder.enumType('ManifestKind', {
  values: ['BORDERO', 'PICKUP_ORDERS'] as const,
});

type Unloading = ManifestDoc['unloadings'][number];
type Difference = Unloading['differences'][number];

const DifferenceRef = builder.objectRef<Difference>('UnloadingDifference').implement({
  description: 'What the unloading found to be otherwise than announced',
  fields: (t) => ({
    consignment: t.field({
      type: ConsignmentRef,
      nullable: true,
      description: 'Null for surplus goods nobody announced',
      resolve: ({ consignment }) => consignment,
    }),
    reason: t.exposeString('reason', {
      description: 'As ConsignmentEvent.reason: MISSING, PARTLY_MISSING, DAMAGED, SURPLUS, …',
    }),
    packageCount: t.exposeInt('packageCount', { nullable: true }),
    note: t.exposeString('note', { nullable: true }),
  }),
});

/** Uploads of a manifest may be anybody's: who sent them is read before they are told. */
const asSource = (source: Unloading['source']): Source => ({ ...source, member: null });

const UnloadingRef = builder.objectRef<Unloading>('UnloadingReport').implement({
  description: 'The answer to a bordero; a report is made per lorry',
  fields: (t) => ({
    loadingUnit: t.exposeString('loadingUnit', { nullable: true }),
    arrivedAt: t.expose('arrivedAt', { type: 'DateTime', nullable: true }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true }),
    differences: t.field({ type: [DifferenceRef], resolve: ({ differences }) => differences }),
    source: t.field({ type: ProvenanceRef, resolve: ({ source }) => asSource(source) }),
  }),
});

ManifestRef.implement({
  description: 'Seen by its sending and its receiving partner only',
  fields: (t) => ({
    number: t.exposeString('number'),
    kind: t.field({ type: ManifestKindRef, resolve: ({ kind }) => kind }),
    date: t.expose('date', { type: 'Date', nullable: true }),
    sendingPartner: t.field({
      type: MemberRef,
      nullable: true,
      resolve: ({ sendingPartner }) => sendingPartner,
    }),
    receivingPartner: t.field({
      type: MemberRef,
      nullable: true,
      resolve: ({ receivingPartner }) => receivingPartner,
    }),
    sendingDepot: t.field({
      type: DepotRef,
      nullable: true,
      resolve: ({ sendingDepot }, _args, context) => depotOfCode(sendingDepot, context),
    }),
    receivingDepot: t.field({
      type: DepotRef,
      nullable: true,
      resolve: ({ receivingDepot }, _args, context) => depotOfCode(receivingDepot, context),
    }),
    consignmentCount: t.exposeInt('consignmentCount'),
    packageCount: t.exposeInt('packageCount', {
      nullable: true,
      description: 'Sum over its consignments; null: none states it',
    }),
    grossWeightKg: t.exposeFloat('grossWeightKg', { nullable: true, description: 'Kilograms' }),
    loadingMetres: t.exposeFloat('loadingMetres', { nullable: true, description: 'Metres' }),
    consignments: t.field({
      type: ConsignmentConnection,
      description: 'In the order of the list',
      args: t.arg.connectionArgs(),
      resolve: async (manifest, args, context) => listConsignments(manifest, args, context),
    }),
    unloadings: t.field({
      type: [UnloadingRef],
      description: 'One per report that names this manifest, oldest first; empty until the first',
      resolve: ({ unloadings }) => unloadings,
    }),
    source: t.field({ type: ProvenanceRef, resolve: ({ source }) => asSource(source) }),
  }),
});

interface Listed {
  readonly place: number;
  readonly id: string;
}
/** Places shift when a list is replaced: the id is part of the key, so that a cursor never names another row. */
const LIST_ORDER = [
  { path: 'place', direction: 1, read: ({ place }: Listed) => place },
  { path: 'id', direction: 1, read: ({ id }: Listed) => id },
] as const;

async function listConsignments(manifest: ManifestDoc, args: PageArguments, context: Context) {
  const list = listName(context, 'manifest', manifest._id);
  const listed = manifest.consignments.map((id, place): Listed => ({ place, id }));
  const page = pageOfRows(listed, LIST_ORDER, readSlice(args, list, [isNumber, isText]));
  const found = await Promise.all(
    page.rows.map(async (row) => ({ row, doc: await loadOne(ConsignmentRef, row.id, context) })),
  );
  const shown = found.flatMap(({ row, doc }) => (doc === null ? [] : [{ row, doc }]));
  const keys = new Map(shown.map(({ row, doc }) => [doc.consignment, row]));
  return {
    ...page,
    rows: shown.map(({ doc }) => doc),
    cursorOf: ({ consignment }: { readonly consignment: string }) => {
      const row = keys.get(consignment);
      return encodeCursor(list, row === undefined ? [] : [row.place, row.id]);
    },
    count: () => Promise.resolve(manifest.consignmentCount),
  };
}

const ManifestConnection = connectionTo<ManifestDoc>('Manifest', ManifestRef);

const ManifestFilterRef = builder.inputType('ManifestFilter', {
  description: 'Conditions that all have to hold; what is absent or null does not narrow',
  fields: (t) => ({
    number: t.string(),
    sendingPartner: t.id({ description: 'Id or slug' }),
    receivingPartner: t.id({ description: 'Id or slug' }),
    dateFrom: t.field({ type: 'Date', description: 'Inclusive' }),
    dateUntil: t.field({ type: 'Date', description: 'Inclusive' }),
    withDifferences: t.boolean({ description: 'True: some unloading found differences' }),
  }),
});

builder.queryField('manifests', (t) =>
  t.withAuth({ read: true }).field({
    type: ManifestConnection,
    description: 'Newest first',
    args: { filter: t.arg({ type: ManifestFilterRef }), ...t.arg.connectionArgs() },
    resolve: async (_root, { filter, ...args }, context) => {
      const { sendingPartner, receivingPartner } = filter ?? {};
      const query = {
        ...filter,
        sendingPartner: sendingPartner ? slugOf('Member', sendingPartner) : null,
        receivingPartner: receivingPartner ? slugOf('Member', receivingPartner) : null,
      };
      return listManifests(query, args, context);
    },
  }),
);

async function listManifests(query: ManifestQuery, args: PageArguments, context: Context) {
  const { manifests } = context.hub.reads;
  const { member } = context.viewer;
  const list = listName(context, 'manifests', JSON.stringify(query));
  const slice = readSlice(args, list, [isTextOrNull, isInstant, isText]);
  const page = await manifests.page(member, query, slice);
  return connect(page, list, MANIFEST_ORDER, () => manifests.count(member, query));
}
