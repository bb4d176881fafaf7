/** Setting up the alliance: scope admin. */
import { AlreadyExistsError, InvalidInputError } from '../src/domain/errors.ts';
import { builder } from './builder.ts';
import { FeedRef } from './feed.ts';
import { slugOf } from './ids.ts';
import { DepotRef, MemberRef } from './member.ts';

const REFUSALS = [AlreadyExistsError, InvalidInputError];

const MemberInput = builder.inputType('CreateMemberInput', {
  fields: (t) => ({
    slug: t.string({ required: true, description: 'Stays for ever: graz' }),
    name: t.string({ required: true }),
    country: t.string({ required: true, description: 'ISO 3166-1 alpha-2' }),
    corporateGroup: t.string({ required: true }),
  }),
});

builder.mutationField('createMember', (t) =>
  t.withAuth({ admin: true }).field({
    type: MemberRef,
    errors: { types: REFUSALS, union: { name: 'CreateMemberResult' } },
    args: { input: t.arg({ type: MemberInput, required: true }) },
    resolve: (_root, { input }, { hub }) => hub.steps.createMember(input),
  }),
);

const AliasKindRef = builder.enumType('DepotAliasKind', {
  values: ['DEPOT_NUMBER', 'GLN', 'MAILBOX', 'PARTNER_ID', 'NAME'] as const,
});
const AliasInput = builder.inputType('DepotAliasInput', {
  description:
    'network: the alias counts only in feeds with a code list of this network (sae, elv, …); dates inclusive',
  fields: (t) => ({
    kind: t.field({ type: AliasKindRef, required: true }),
    value: t.string({ required: true }),
    network: t.string(),
    validFrom: t.field({ type: 'Date' }),
    validUntil: t.field({ type: 'Date' }),
  }),
});
const DepotInput = builder.inputType('CreateDepotInput', {
  fields: (t) => ({
    member: t.id({ required: true, description: 'Id or slug' }),
    code: t.string({ required: true, description: 'Unique in the alliance' }),
    name: t.string({ required: true }),
    timeZone: t.string({ required: true, description: 'IANA zone' }),
    country: t.string({ required: true, description: 'ISO 3166-1 alpha-2' }),
    postcode: t.string(),
    place: t.string({ description: 'Name of the town' }),
    aliases: t.field({ type: [AliasInput], description: 'Other names partners use in feeds' }),
    centralHub: t.boolean({ defaultValue: false }),
  }),
});

builder.mutationField('createDepot', (t) =>
  t.withAuth({ admin: true }).field({
    type: DepotRef,
    errors: { types: REFUSALS, union: { name: 'CreateDepotResult' } },
    args: { input: t.arg({ type: DepotInput, required: true }) },
    resolve: (_root, { input }, { hub }) =>
      hub.steps.createDepot({
        ...input,
        member: slugOf('Member', input.member),
        postcode: input.postcode ?? null,
        place: input.place ?? null,
        centralHub: input.centralHub ?? false,
        aliases: (input.aliases ?? []).map(({ kind, value, network, validFrom, validUntil }) => ({
          kind,
          value,
          network: network ?? null,
          validFrom: validFrom ?? null,
          validUntil: validUntil ?? null,
        })),
      }),
  }),
);

const FeedInput = builder.inputType('CreateFeedInput', {
  fields: (t) => ({
    member: t.id({ required: true, description: 'Id or slug' }),
    slug: t.string({ required: true, description: 'Unique in the alliance, stays for ever' }),
    format: t.string({ defaultValue: 'AUTO' }),
    codeList: t.string({ description: 'network/format/version, e.g. sae/fortras/2019' }),
    timeZone: t.string({
      description:
        "IANA zone; absent: that of the member's first depot, else UTC and NO_ZONE with every zoneless time",
    }),
  }),
});

builder.mutationField('createFeed', (t) =>
  t.withAuth({ admin: true }).field({
    type: FeedRef,
    errors: { types: REFUSALS, union: { name: 'CreateFeedResult' } },
    args: { input: t.arg({ type: FeedInput, required: true }) },
    resolve: (_root, { input }, { hub }) =>
      hub.steps.createFeed({
        member: slugOf('Member', input.member),
        slug: input.slug,
        format: input.format ?? 'AUTO',
        codeList: input.codeList ?? null,
        timeZone: input.timeZone ?? null,
      }),
  }),
);
