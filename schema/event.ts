import type { Package } from '../src/domain/consignment.ts';
import { EVENT_KINDS, kindPosition } from '../src/domain/event.ts';
import type { ConsignmentEventDoc } from '../src/store/documents.ts';
import type { Ordering } from '../src/store/page.ts';
import { builder } from './builder.ts';
import { nodeOf } from './node.ts';
import { readEvents, type ShownEvent } from './event-load.ts';
import { memberAt, MemberRef } from './member.ts';
import { connectionTo } from './paging.ts';
import { placeOnMap, PlaceRef } from './place.ts';
import { ProvenanceRef } from './provenance.ts';

export const EventKindRef = builder.enumType('EventKind', {
  description: 'May grow: a client treats a kind it does not know as INFO',
  values: EVENT_KINDS,
});
const ClassifierRef = builder.enumType('EventClassifier', {
  values: ['PLANNED', 'ESTIMATED', 'ACTUAL'] as const,
});
const PrecisionRef = builder.enumType('TimePrecision', {
  values: ['SECOND', 'MINUTE', 'DAY'] as const,
});

const RawCodeRef = builder.objectRef<ConsignmentEventDoc>('RawCode').implement({
  description: 'The status as the sender wrote it',
  fields: (t) => ({
    code: t.string({ resolve: ({ code }) => code ?? '' }),
    codeList: t.exposeString('codeList', { nullable: true, description: 'That it was read by' }),
    text: t.exposeString('text', { nullable: true }),
  }),
});

export const PackageRef = builder.objectRef<Package>('Package').implement({
  description: 'One package of a consignment',
  fields: (t) => ({
    barcode: t.exposeString('barcode', {
      nullable: true,
      description: 'The 18 digits of an SSCC, any other as received; null: none known',
    }),
    isSscc: t.exposeBoolean('isSscc'),
    type: t.exposeString('type', { nullable: true, description: 'As in the file: FP, KT' }),
    weightKg: t.exposeFloat('weightKg', {
      nullable: true,
      description: 'Kilograms; null: not known for this package alone',
    }),
  }),
});

export const EventRef = nodeOf<ShownEvent>('ConsignmentEvent', {
  key: ({ id }) => id,
  load: (ids, context) => readEvents(ids, context),
});

EventRef.implement({
  description: 'Something that happened to a consignment, as a member reported it',
  fields: (t) => ({
    kind: t.expose('kind', { type: EventKindRef }),
    classifier: t.expose('classifier', { type: ClassifierRef }),
    reason: t.exposeString('reason', {
      nullable: true,
      description:
        'Upper snake case, null when clean: MISSING, PARTLY_MISSING, DAMAGED, CONSIGNEE_CLOSED, ADDRESS, CUSTOMS, ...',
    }),
    occurredAt: t.expose('occurredAt', { type: 'DateTime' }),
    localTime: t.exposeString('localTime', {
      description: 'As reported, local wall clock of timeZone: 2026-03-29T02:30',
    }),
    timeZone: t.exposeString('timeZone'),
    precision: t.expose('precision', { type: PrecisionRef }),
    reportedBy: t.field({
      type: MemberRef,
      resolve: ({ member }, _args, context) => memberAt(member, context),
    }),
    place: t.field({
      type: PlaceRef,
      nullable: true,
      resolve: ({ place, position }) => placeOnMap(place, position),
    }),
    journey: t.exposeInt('journey', {
      description:
        'Number of the journey it belongs to: 1 = the first; a return picked up after a terminal event starts 2',
    }),
    package: t.field({
      type: PackageRef,
      nullable: true,
      description: 'Null when the event concerns the whole consignment',
      resolve: ({ barcode, packages }) => packageOf(barcode, packages),
    }),
    raw: t.expose('raw', {
      type: RawCodeRef,
      nullable: true,
      description: 'Null when a kind was sent instead of a code',
    }),
    signedBy: t.exposeString('signedBy', { nullable: true }),
    withdrawnAt: t.expose('withdrawnAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Set when a later correction withdrew this event; it stays readable',
    }),
    source: t.expose('source', { type: ProvenanceRef }),
  }),
});

function packageOf(barcode: string | null, packages: readonly Package[]): Package | null {
  if (barcode === null) return null;
  const known = packages.find((one) => one.barcode === barcode);
  return known ?? { barcode, isSscc: /^\d{18}$/.test(barcode), type: null, weightKg: null };
}

/** Ascending by occurredAt, then position in EventKind, then id. */
export const TIMELINE_ORDER: Ordering<ShownEvent> = [
  { path: 'at', direction: 1, read: ({ at }) => at },
  { path: 'kind', direction: 1, read: ({ kind }) => kindPosition(kind) },
  { path: 'id', direction: 1, read: ({ id }) => id },
];

export const EventConnection = connectionTo<ShownEvent>('ConsignmentEvent', EventRef);
