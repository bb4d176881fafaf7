import type { FeedDoc } from '../src/store/documents.ts';
import { builder } from './builder.ts';
import { nodeOf } from './node.ts';
import { viewingOf } from './context.ts';
import { MemberRef } from './member.ts';

export const FeedRef = nodeOf<FeedDoc>('Feed', {
  key: ({ _id }) => _id,
  load: (ids, context) => context.hub.reads.feeds.findByIds(viewingOf(context), ids),
});

FeedRef.implement({
  description: 'A stream of files that a member sends: how they are read',
  fields: (t) => ({
    slug: t.exposeString('_id'),
    member: t.field({ type: MemberRef, resolve: ({ member }) => member }),
    format: t.exposeString('format', {
      description: 'AUTO, or a fixed format name: fortras, edifact, csv, json, ...',
    }),
    codeList: t.exposeString('codeList', {
      nullable: true,
      description:
        "Code list that gives this feed's status codes their meaning: network/format/version, e.g. sae/fortras/2019",
    }),
    timeZone: t.exposeString('timeZone', {
      description: 'IANA zone of zoneless local times where no depot gives one',
    }),
  }),
});

builder.queryField('feeds', (t) =>
  t.withAuth({ read: true }).field({
    type: [FeedRef],
    description: 'Own feeds; with scope admin all',
    resolve: (_root, _args, context) => context.hub.reads.feeds.list(viewingOf(context)),
  }),
);
