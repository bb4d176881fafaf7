import type { Language } from '../src/domain/issue-messages.ts';
import type { ReviewItemDoc } from '../src/store/documents.ts';
import { REVIEW_ORDER, type ReviewQuery } from '../src/store/review-reader.ts';
import { builder } from './builder.ts';
import { loadVisible, nodeOf } from './node.ts';
import { ConsignmentRef } from './consignment-ref.ts';
import { viewingOf, type Context } from './context.ts';
import { EventKindRef } from './event.ts';
import { FeedRef } from './feed.ts';
import {
  connect,
  connectionTo,
  isInstant,
  isText,
  listName,
  readSlice,
  type PageArguments,
} from './paging.ts';
import { ProvenanceRef } from './provenance.ts';

const KINDS = ['AMBIGUOUS_REFERENCE', 'AMBIGUOUS_CODE', 'UNKNOWN_CODE', 'UNKNOWN_PARTNER'] as const;
const ReviewKindRef = builder.enumType('ReviewKind', { values: KINDS });

const QUESTIONS: Readonly<Record<(typeof KINDS)[number], Readonly<Record<Language, string>>>> = {
  AMBIGUOUS_REFERENCE: {
    en: 'The reference {value} fits several consignments: which one is meant',
    de: 'Die Referenz {value} passt zu mehreren Sendungen: welche ist gemeint',
  },
  AMBIGUOUS_CODE: {
    en: 'The status code {value} has several meanings in this feed: which one applies',
    de: 'Der Statuscode {value} hat in diesem Feed mehrere Bedeutungen: welche gilt',
  },
  UNKNOWN_CODE: {
    en: 'No code list of this feed knows the status code {value}: what does it mean',
    de: 'Keine Codeliste dieses Feeds kennt den Statuscode {value}: was bedeutet er',
  },
  UNKNOWN_PARTNER: {
    en: 'No depot or member is known as {value}: who is meant',
    de: 'Kein Depot oder Mitglied heißt {value}: wer ist gemeint',
  },
};

const ReviewItemRef = nodeOf<ReviewItemDoc>('ReviewItem', {
  key: ({ _id }) => _id,
  load: (ids, context) => context.hub.reads.reviews.findByIds(viewingOf(context), ids),
});

ReviewItemRef.implement({
  description: 'A question only a person can answer; equal questions of one feed are one item',
  fields: (t) => ({
    kind: t.field({ type: ReviewKindRef, resolve: ({ kind }) => kind }),
    feed: t.field({ type: FeedRef, resolve: ({ feed }) => feed }),
    value: t.exposeString('value', {
      description: 'What was read: the reference, code or partner name',
    }),
    message: t.string({
      description: 'The question, in the language of Accept-Language',
      resolve: ({ kind, value }, _args, { language }) =>
        QUESTIONS[kind][language].replace('{value}', () => value),
    }),
    occurrences: t.exposeInt('occurrences'),
    firstSeenAt: t.expose('firstSeenAt', { type: 'DateTime' }),
    source: t.field({
      type: ProvenanceRef,
      description: 'Where it was met last',
      resolve: ({ source, member }) => ({ ...source, member }),
    }),
    consignments: t.field({
      type: [ConsignmentRef],
      description: 'For AMBIGUOUS_REFERENCE: the candidates that the viewer may see',
      resolve: ({ consignments }, _args, context) =>
        loadVisible(ConsignmentRef, consignments, context),
    }),
    eventKinds: t.field({
      type: [EventKindRef],
      description: 'For AMBIGUOUS_CODE: what the code list allows',
      resolve: ({ eventKinds }) => eventKinds,
    }),
    resolvedAt: t.expose('resolvedAt', { type: 'DateTime', nullable: true }),
    resolvedBy: t.exposeString('resolvedBy', { nullable: true }),
  }),
});

const ReviewConnection = connectionTo<ReviewItemDoc>('ReviewItem', ReviewItemRef);

builder.queryField('reviewItems', (t) =>
  t.withAuth({ read: true }).field({
    type: ReviewConnection,
    description: 'Own feeds with scope read, all with scope admin. Newest question first',
    args: {
      kind: t.arg({ type: ReviewKindRef }),
      includeResolved: t.arg.boolean({ defaultValue: false }),
      ...t.arg.connectionArgs(),
    },
    resolve: async (_root, { kind, includeResolved, ...args }, context) => {
      const query = { kind: kind ?? null, includeResolved: includeResolved ?? false };
      return listItems(query, args, context);
    },
  }),
);

async function listItems(query: ReviewQuery, args: PageArguments, context: Context) {
  const { reviews } = context.hub.reads;
  const viewing = viewingOf(context);
  const list = listName(context, 'reviews', query.kind, String(query.includeResolved));
  const page = await reviews.page(viewing, query, readSlice(args, list, [isInstant, isText]));
  return connect(page, list, REVIEW_ORDER, () => reviews.count(viewing, query));
}
