import { builder } from './builder.ts';
import type { Viewer } from './context.ts';
import { MemberRef } from './member.ts';

const ViewerRef = builder.objectRef<Viewer>('Viewer').implement({
  description: 'Who asks',
  fields: (t) => ({
    member: t.field({ type: MemberRef, resolve: ({ member }) => member }),
    client: t.string({
      description: 'Name of the API client whose key was sent',
      resolve: ({ client }) => client.name,
    }),
    scopes: t.stringList({ resolve: ({ scopes }) => [...scopes] }),
  }),
});

builder.queryField('viewer', (t) =>
  t.withAuth({ known: true }).field({
    type: ViewerRef,
    resolve: (_root, _args, { viewer }) => viewer,
  }),
);
