/** What can be watched. Every message is read anew for its viewer; the server gives it a context of its own. */
import type { ConsignmentDoc, UploadDoc } from '../src/store/documents.ts';
import { builder } from './builder.ts';
import { ConsignmentFilterRef, readFilter } from './consignment-list.ts';
import { ConsignmentRef } from './consignment-ref.ts';
import { viewingOf } from './context.ts';
import { notFound } from './errors.ts';
import { idOf } from './ids.ts';
import { UploadRef } from './upload.ts';

builder.subscriptionField('uploadProgressed', (t) =>
  t.withAuth({ $any: { read: true, upload: true } }).field({
    type: UploadRef,
    description: 'The upload as it is now and whenever it moves; ends with its final state',
    args: { upload: t.arg.id({ required: true }) },
    subscribe: async (_root, args, context): Promise<AsyncIterableIterator<UploadDoc>> => {
      const viewing = viewingOf(context);
      const id = idOf('Upload', args.upload);
      const [upload] = id ? await context.hub.reads.uploads.findByIds(viewing, [id]) : [];
      if (!upload) throw notFound('upload');
      return context.live.watchUpload(context.viewer.client.id, viewing, upload._id);
    },
    resolve: (upload) => upload,
  }),
);

builder.subscriptionField('consignmentChanged', (t) =>
  t.withAuth({ read: true }).field({
    type: ConsignmentRef,
    description:
      'Consignments the viewer may see, as they change; at most one message per consignment and second',
    args: { filter: t.arg({ type: ConsignmentFilterRef }) },
    subscribe: (_root, { filter }, { live, viewer }): AsyncIterableIterator<ConsignmentDoc> =>
      live.watchConsignments(viewer.client.id, viewer.member, readFilter(filter)),
    resolve: (consignment) => consignment,
  }),
);
