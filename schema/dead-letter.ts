import type { DeadLetterDoc } from '../src/store/documents.ts';
import { DEAD_LETTER_ORDER } from '../src/store/dead-letter-reader.ts';
import { builder } from './builder.ts';
import { nodeOf } from './node.ts';
import type { Context } from './context.ts';
import { idOf } from './ids.ts';
import {
  connect,
  connectionTo,
  isInstant,
  isText,
  listName,
  readSlice,
  type PageArguments,
} from './paging.ts';
import { UploadRef } from './upload.ts';

/** Seen with scope admin alone, by whatever door. */
const DeadLetterRef = nodeOf<DeadLetterDoc>('DeadLetter', {
  key: ({ _id }) => _id,
  load: async (ids, { hub, viewer }) =>
    viewer.scopes.has('admin') ? hub.reads.deadLetters.findByIds(ids) : ids.map(() => null),
});

DeadLetterRef.implement({
  description: 'A job that was given up after its retries',
  fields: (t) => ({
    job: t.exposeString('job', { description: 'Name in the job catalogue: parse-upload, ...' }),
    upload: t.field({ type: UploadRef, nullable: true, resolve: ({ upload }) => upload }),
    code: t.exposeString('code', { description: 'Stable, upper snake case' }),
    message: t.exposeString('message'),
    attempts: t.exposeInt('attempts'),
    failedAt: t.expose('failedAt', { type: 'DateTime' }),
  }),
});

const DeadLetterConnection = connectionTo<DeadLetterDoc>('DeadLetter', DeadLetterRef);

builder.queryField('deadLetters', (t) =>
  t.withAuth({ admin: true }).field({
    type: DeadLetterConnection,
    description: 'Scope admin, newest failure first',
    args: t.arg.connectionArgs(),
    resolve: async (_root, args, context) => listLetters(args, context),
  }),
);

async function listLetters(args: PageArguments, context: Context) {
  const { deadLetters } = context.hub.reads;
  const list = listName(context, 'dead-letters');
  const page = await deadLetters.page(readSlice(args, list, [isInstant, isText]));
  return connect(page, list, DEAD_LETTER_ORDER, () => deadLetters.count());
}

builder.mutationField('requeueDeadLetters', (t) =>
  t.withAuth({ admin: true }).int({
    description: 'Back to the queue; answers how many. Unknown ones are passed over',
    args: { deadLetters: t.arg.idList({ required: true }) },
    resolve: async (_root, args, { hub }) => {
      const ids = args.deadLetters.flatMap((id) => idOf('DeadLetter', id) ?? []);
      return hub.steps.requeueDeadLetters({ deadLetters: [...new Set(ids)] });
    },
  }),
);
