import { HubError, InvalidInputError } from '../src/domain/errors.ts';
import type { ApiClientDoc } from '../src/store/documents.ts';
import { builder } from './builder.ts';
import { nodeOf } from './node.ts';
import { viewingOf, type Context } from './context.ts';
import { notFound } from './errors.ts';
import { idOf, slugOf } from './ids.ts';
import { MemberRef } from './member.ts';

/** Seen with scope clients or admin alone, by whatever door. */
const ApiClientRef = nodeOf<ApiClientDoc>('ApiClient', {
  key: ({ _id }) => _id,
  load: async (ids, context) => {
    const { scopes } = context.viewer;
    if (!scopes.has('clients') && !scopes.has('admin')) return ids.map(() => null);
    return context.hub.reads.clients.findByIds(viewingOf(context), ids);
  },
});

ApiClientRef.implement({
  description: 'A program that speaks for a member',
  fields: (t) => ({
    member: t.field({ type: MemberRef, resolve: ({ member }) => member }),
    name: t.exposeString('name'),
    keyPrefix: t.exposeString('keyPrefix', {
      description: 'First characters of the key, enough to recognise it, useless to guess it',
    }),
    scopes: t.exposeStringList('scopes'),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Null: does not expire',
    }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'To the minute; null: never used',
    }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Set: refused since then',
    }),
  }),
});

builder.queryField('apiClients', (t) =>
  t.withAuth({ $any: { clients: true, admin: true } }).field({
    type: [ApiClientRef],
    description: "Scope clients: own member's; scope admin: every member's",
    resolve: (_root, _args, context) => context.hub.reads.clients.list(viewingOf(context)),
  }),
);

const CreateInput = builder.inputType('CreateApiClientInput', {
  fields: (t) => ({
    name: t.string({ required: true }),
    scopes: t.stringList({ required: true, description: 'Only those that the caller holds' }),
    expiresAt: t.field({ type: 'DateTime', description: 'Absent: does not expire' }),
    member: t.id({
      description:
        "Id or slug; absent: the caller's own member. Another member's needs scope admin",
    }),
  }),
});

interface Created {
  readonly client: ApiClientDoc;
  readonly key: string;
}
const CreatedRef = builder.objectRef<Created>('CreatedApiClient').implement({
  description: 'The whole key: answered here and never again',
  fields: (t) => ({
    client: t.field({ type: ApiClientRef, resolve: ({ client }) => client }),
    key: t.exposeString('key'),
  }),
});

builder.mutationField('createApiClient', (t) =>
  t.withAuth({ $any: { clients: true, admin: true } }).field({
    type: CreatedRef,
    errors: { types: [InvalidInputError], union: { name: 'CreateApiClientResult' } },
    args: { input: t.arg({ type: CreateInput, required: true }) },
    resolve: async (_root, { input }, context) =>
      context.hub.steps.createClient({
        member: memberFor(input.member, context),
        name: input.name,
        scopes: input.scopes,
        expiresAt: input.expiresAt ?? null,
        grantable: context.viewer.scopes,
      }),
  }),
);

function memberFor(named: string | null | undefined, { viewer }: Context): string {
  const member = named ? slugOf('Member', named) : viewer.member;
  if (member === viewer.member || viewer.scopes.has('admin')) return member;
  throw new HubError('FORBIDDEN', "Another member's clients need scope admin");
}

builder.mutationField('revokeApiClient', (t) =>
  t.withAuth({ $any: { clients: true, admin: true } }).field({
    type: ApiClientRef,
    description:
      'Refused from the next request on, open streams closed within 5 s. Again: no change',
    args: { client: t.arg.id({ required: true }) },
    resolve: async (_root, args, context) => {
      const client = idOf('ApiClient', args.client);
      if (client === null) throw notFound('API client');
      return context.hub.steps.revokeClient({ viewing: viewingOf(context), client });
    },
  }),
);
