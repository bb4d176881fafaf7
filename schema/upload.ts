import type { UploadCounts, UploadDoc } from '../src/store/documents.ts';
import { ISSUE_ORDER } from '../src/store/issue-reader.ts';
import { builder } from './builder.ts';
import { nodeOf } from './node.ts';
import { viewingOf, type Context } from './context.ts';
import { FeedRef } from './feed.ts';
import { IssueConnection, IssueSeverityRef } from './issue.ts';
import { connect, connectionTo, isText, listName, readSlice } from './paging.ts';

export const UploadStateRef = builder.enumType('UploadState', {
  description:
    'COMPLETED_WITH_ISSUES: at least one issue of severity WARNING or ERROR. WITHDRAWN: taken back by withdrawUpload',
  values: [
    'RECEIVED',
    'PROCESSING',
    'COMPLETED',
    'COMPLETED_WITH_ISSUES',
    'REFUSED',
    'FAILED',
    'WITHDRAWN',
  ] as const,
});

const CountsRef = builder.objectRef<UploadCounts>('UploadCounts').implement({
  description: 'accepted + duplicates + rejected = records; created + changed = accepted',
  fields: (t) => ({
    records: t.exposeInt('records', {
      description: 'Records that carry something: consignments, events, capacity lines',
    }),
    accepted: t.exposeInt('accepted'),
    created: t.exposeInt('created', { description: 'Of the accepted: brought something new' }),
    changed: t.exposeInt('changed', {
      description: 'Of the accepted: changed or added to what was known',
    }),
    duplicates: t.exposeInt('duplicates', { description: 'Changed nothing that is stored' }),
    rejected: t.exposeInt('rejected', { description: 'Nothing of it was applied' }),
    unmapped: t.exposeInt('unmapped', {
      description:
        "Accepted, but with a status code no table of the feed's code list knows: kept as kind INFO with the raw code",
    }),
  }),
});

export const UploadRef = nodeOf<UploadDoc>('Upload', {
  key: ({ _id }) => _id,
  load: (ids, context) => context.hub.reads.uploads.findByIds(viewingOf(context), ids),
});

UploadRef.implement({
  description: 'One file as a feed received it',
  fields: (t) => ({
    feed: t.field({ type: FeedRef, resolve: ({ feed }) => feed }),
    fileName: t.exposeString('fileName', { description: 'Last path segment, safe to show' }),
    byteSize: t.exposeInt('byteSize', { description: 'At most 2 GiB - 1' }),
    sha256: t.exposeString('sha256', { description: 'Of the bytes as received, hexadecimal' }),
    format: t.exposeString('format', { nullable: true, description: 'Null until recognised' }),
    state: t.field({ type: UploadStateRef, resolve: ({ state }) => state }),
    dryRun: t.exposeBoolean('dryRun', { description: 'Counted and checked, nothing applied' }),
    receivedAt: t.expose('receivedAt', { type: 'DateTime' }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Null while it is being worked on',
    }),
    counts: t.field({ type: CountsRef, resolve: ({ counts }) => counts }),
    issues: t.field({
      type: IssueConnection,
      description: "In the order of the file, the file's own first",
      args: { ...t.arg.connectionArgs(), severity: t.arg({ type: IssueSeverityRef }) },
      resolve: async (upload, { severity = null, ...args }, context) =>
        listIssues(upload, severity, args, context),
    }),
  }),
});

async function listIssues(
  { _id }: UploadDoc,
  severity: typeof IssueSeverityRef.$inferType | null,
  args: Parameters<typeof readSlice>[0],
  context: Context,
) {
  const list = listName(context, 'issues', _id, severity);
  const { issues } = context.hub.reads;
  const page = await issues.page(_id, severity, readSlice(args, list, [isText]));
  return connect(page, list, ISSUE_ORDER, () => issues.count(_id, severity));
}

export const UploadConnection = connectionTo<UploadDoc>('Upload', UploadRef);
