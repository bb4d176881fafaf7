import { UPLOAD_ORDER, type UploadQuery } from '../src/store/upload-reader.ts';
import { builder } from './builder.ts';
import { viewingOf, type Context } from './context.ts';
import { slugOf } from './ids.ts';
import { connect, isInstant, isText, listName, readSlice, type PageArguments } from './paging.ts';
import { UploadConnection, UploadStateRef } from './upload.ts';

builder.queryField('uploads', (t) =>
  t.withAuth({ read: true }).field({
    type: UploadConnection,
    description: 'Of own feeds; with scope admin of all. Newest first',
    args: {
      feed: t.arg.id({ description: 'Id or slug; one that is not visible: an empty list' }),
      state: t.arg({ type: [UploadStateRef] }),
      ...t.arg.connectionArgs(),
    },
    resolve: async (_root, { feed, state, ...args }, context) => {
      const query = { feed: feed ? slugOf('Feed', feed) : null, states: state ?? null };
      return listUploads(query, args, context);
    },
  }),
);

async function listUploads(query: UploadQuery, args: PageArguments, context: Context) {
  const viewing = viewingOf(context);
  const list = listName(context, 'uploads', query.feed, query.states?.join() ?? null);
  const { uploads } = context.hub.reads;
  const page = await uploads.page(viewing, query, readSlice(args, list, [isInstant, isText]));
  return connect(page, list, UPLOAD_ORDER, () => uploads.count(viewing, query));
}
