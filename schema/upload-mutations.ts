import { InvalidInputError, NotAllowedError } from '../src/domain/errors.ts';
import { builder } from './builder.ts';
import { viewingOf, type Context } from './context.ts';
import { notFound } from './errors.ts';
import { idOf, slugOf } from './ids.ts';
import { UploadRef } from './upload.ts';

/** Beyond it a file goes over REST, where it is streamed. */
export const MAX_MULTIPART_FILE_BYTES = 20_000_000;

builder.mutationField('uploadFeed', (t) =>
  t.withAuth({ upload: true }).field({
    type: UploadRef,
    description:
      "Stores the bytes and answers at once; follow the upload's state. Up to 20 MB; beyond: POST /v1/feeds/{feed}/uploads",
    args: {
      feed: t.arg.id({ required: true, description: 'Id or slug of an own feed' }),
      file: t.arg({ type: 'File', required: true }),
      dryRun: t.arg.boolean({ defaultValue: false }),
    },
    resolve: async (_root, { feed, file, dryRun }, context) =>
      context.hub.steps.receiveUpload({
        feed: await ownFeed(feed, context),
        fileName: file.name,
        bytes: file.stream(),
        dryRun: dryRun ?? false,
        idempotencyKey: null,
      }),
  }),
);

/** An own feed; whoever runs the hub (scope admin) sends files to every feed, in the name of its member. */
async function ownFeed(feed: string, context: Context) {
  const [found] = await context.hub.reads.feeds.findByIds(viewingOf(context), [
    slugOf('Feed', feed),
  ]);
  if (!found) throw notFound('feed');
  return found;
}

builder.mutationField('withdrawUpload', (t) =>
  t.withAuth({ upload: true }).field({
    type: UploadRef,
    description:
      "By the feed's member: takes back every claim and event of this upload that no other upload of the member supports. The events stay readable as withdrawn, statuses are derived again, what is left with nothing is gone, and the same bytes may be sent again",
    errors: {
      types: [NotAllowedError, InvalidInputError],
      union: { name: 'WithdrawUploadResult' },
    },
    args: {
      upload: t.arg.id({ required: true }),
      reason: t.arg.string({ required: true }),
    },
    resolve: async (_root, args, context) => {
      const id = idOf('Upload', args.upload);
      const [upload] = id
        ? await context.hub.reads.uploads.findByIds(viewingOf(context), [id])
        : [];
      if (!upload) throw notFound('upload');
      if (upload.member !== context.viewer.member) {
        throw new NotAllowedError('Only the member that sent an upload withdraws it');
      }
      const by = context.viewer.client.id;
      const request = { upload: upload._id, by, reason: args.reason };
      return context.hub.steps.requestUploadWithdrawal(request);
    },
  }),
);
