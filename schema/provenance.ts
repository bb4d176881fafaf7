import type { MemberId } from '../src/domain/consignment.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { loadOne } from './node.ts';
import { UploadRef } from './upload.ts';

/** Where something comes from. */
export interface Source {
  readonly upload: string;
  readonly line: number;
  readonly receivedAt: Date;
  /** Member whose upload it is; null: read the upload to know. */
  readonly member: MemberId | null;
}

/** Uploads and lines are told to the member that sent them, to nobody else, whatever the scopes. */
async function ownUpload({ upload, member }: Source, context: Context) {
  if (member !== null && member !== context.viewer.member) return null;
  const found = await loadOne(UploadRef, upload, context);
  return found?.member === context.viewer.member ? found : null;
}

export const ProvenanceRef = builder.objectRef<Source>('Provenance').implement({
  description: 'Where something comes from',
  fields: (t) => ({
    upload: t.field({
      type: UploadRef,
      nullable: true,
      description: "Null unless it is the viewer's own",
      resolve: (source, _args, context) => ownUpload(source, context),
    }),
    line: t.int({
      nullable: true,
      description: "Counts from 1; null unless the upload is the viewer's own",
      resolve: (source, _args, context) => {
        const { line, member } = source;
        // At once where that is known: a page has hundreds of them.
        if (member !== null) return member === context.viewer.member ? line : null;
        return ownUpload(source, context).then((upload) => (upload === null ? null : line));
      },
    }),
    receivedAt: t.expose('receivedAt', { type: 'DateTime' }),
  }),
});
