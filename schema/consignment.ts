import type { ConsignmentStatus, Journey, Problem, Reference } from '../src/domain/consignment.ts';
import { issueAt } from '../src/domain/issue.ts';
import { REFERENCE_TYPES } from '../src/domain/reference.ts';
import type { ConsignmentDoc } from '../src/store/documents.ts';
import { pageOfRows } from '../src/store/page.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { timelineOf, type ShownEvent } from './event-load.ts';
import { EventConnection, EventKindRef, PackageRef, TIMELINE_ORDER } from './event.ts';
import { RecordIssueRef } from './issue.ts';
import { ManifestRef } from './manifest-ref.ts';
import { memberAt, MemberRef } from './member.ts';
import { loadVisible } from './node.ts';
import {
  connect,
  connectionTo,
  isInstant,
  isNumber,
  isText,
  listName,
  readSlice,
  type PageArguments,
} from './paging.ts';
import { PartyRef } from './place.ts';
import { ConsignmentRef } from './consignment-ref.ts';

const SSCC_TYPE = 'SSCC';

const ReferenceRef = builder.objectRef<Omit<Reference, 'type'> & { type: string }>('Reference');
ReferenceRef.implement({
  description: 'A number under which partners know the consignment',
  fields: (t) => ({
    type: t.exposeString('type', { description: [...REFERENCE_TYPES, SSCC_TYPE].join(', ') }),
    value: t.exposeString('value', { description: 'As received, trimmed' }),
    issuer: t.field({
      type: MemberRef,
      nullable: true,
      description: 'Null: not known',
      resolve: ({ issuer }, _args, context) => memberAt(issuer, context),
    }),
  }),
});

const StatusRef = builder.objectRef<ConsignmentStatus>('ConsignmentStatus').implement({
  description: 'What is known last, by the rules of the fold',
  fields: (t) => ({
    kind: t.expose('kind', { type: EventKindRef }),
    reason: t.exposeString('reason', { nullable: true, description: 'Null when clean' }),
    since: t.expose('since', { type: 'DateTime' }),
    reportedBy: t.field({
      type: MemberRef,
      resolve: ({ reportedBy }, _args, context) => memberAt(reportedBy, context),
    }),
  }),
});

const JourneyRef = builder.objectRef<Journey>('Journey').implement({
  description: 'One way of the goods to a terminal event; a return is a journey of its own',
  fields: (t) => ({
    number: t.exposeInt('number', { description: '1 = the first' }),
    status: t.expose('status', { type: StatusRef, nullable: true }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Null until a terminal event',
    }),
  }),
});

const asIssue = ({ code, field, value }: Problem) =>
  issueAt(code, { line: null, record: null, field, value });

ConsignmentRef.implement({
  description: 'Derived from the set of events, never from their arrival order',
  fields: (t) => ({
    references: t.expose('references', { type: [ReferenceRef] }),
    sendingPartner: t.field({
      type: MemberRef,
      nullable: true,
      resolve: ({ sendingPartner }, _args, context) => memberAt(sendingPartner, context),
    }),
    receivingPartner: t.field({
      type: MemberRef,
      nullable: true,
      resolve: ({ receivingPartner }, _args, context) => memberAt(receivingPartner, context),
    }),
    shipper: t.expose('shipper', { type: PartyRef, nullable: true }),
    consignee: t.expose('consignee', { type: PartyRef, nullable: true }),
    packages: t.expose('packages', { type: [PackageRef] }),
    packageCount: t.int({ nullable: true, resolve: ({ quantities }) => quantities.packageCount }),
    grossWeightKg: t.float({
      nullable: true,
      description: 'Kilograms',
      resolve: ({ quantities }) => quantities.grossWeightKg,
    }),
    volumeM3: t.float({
      nullable: true,
      description: 'Cubic metres',
      resolve: ({ quantities }) => quantities.volumeM3,
    }),
    loadingMetres: t.float({
      nullable: true,
      description: 'Metres of a lorry over its whole width',
      resolve: ({ quantities }) => quantities.loadingMetres,
    }),
    palletPlaces: t.float({
      nullable: true,
      description: '1 = one place of 0.8 x 1.2 m',
      resolve: ({ quantities }) => quantities.palletPlaces,
    }),
    status: t.expose('status', {
      type: StatusRef,
      nullable: true,
      description: 'Of the latest journey; null until the first actual event that can be a status',
    }),
    journeys: t.expose('journeys', { type: [JourneyRef] }),
    handlingPartners: t.field({
      type: [MemberRef],
      description: 'Members that carry it on between the two partners, by chain of custody',
      resolve: ({ handlingPartners }) => handlingPartners,
    }),
    problems: t.field({
      type: [RecordIssueRef],
      description:
        'Open contradictions and implausibilities about this consignment: CONTRADICTION, DELIVERED_BEFORE_LOADED, REROUTED, …',
      resolve: ({ problems }) => problems.map(asIssue),
    }),
    manifests: t.field({
      type: [ManifestRef],
      description: 'The borderos it travelled on that the viewer is a partner of, newest first',
      resolve: ({ manifests }, _args, context) => loadVisible(ManifestRef, manifests, context),
    }),
    events: t.field({
      type: EventConnection,
      description: 'Ascending by occurredAt, then position in EventKind, then id',
      args: {
        ...t.arg.connectionArgs(),
        includeWithdrawn: t.arg.boolean({ defaultValue: false }),
      },
      resolve: (doc, { includeWithdrawn, ...args }, context) =>
        listEvents(doc, includeWithdrawn ?? false, args, context),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      description: 'Moves exactly when something that the viewer may see changes',
    }),
  }),
});

function listEvents(
  doc: ConsignmentDoc,
  includeWithdrawn: boolean,
  args: PageArguments,
  context: Context,
) {
  const list = listName(context, 'events', doc.consignment, String(includeWithdrawn));
  const slice = readSlice(args, list, [isInstant, isNumber, isText]);
  const pageOf = (all: readonly ShownEvent[]) => {
    const rows = includeWithdrawn ? all : all.filter(({ withdrawnAt }) => withdrawnAt === null);
    const page = pageOfRows(rows, TIMELINE_ORDER, slice);
    return connect(page, list, TIMELINE_ORDER, () => Promise.resolve(rows.length));
  };
  const all = timelineOf(doc, context);
  return all instanceof Promise ? all.then(pageOf) : pageOf(all);
}

export const ConsignmentConnection = connectionTo<ConsignmentDoc>(
  'Consignment',
  ConsignmentRef,
  'mostly',
);
