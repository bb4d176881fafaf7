/** The graph's plugins, scopes and roots; no types. */
import SchemaBuilder from '@pothos/core';
import DataloaderPlugin from '@pothos/plugin-dataloader';
import ErrorsPlugin from '@pothos/plugin-errors';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import { HubError } from '../src/domain/errors.ts';
import type { Scope } from '../src/domain/scope.ts';
import type { Context } from './context.ts';
import { globalId, readGlobalId, type NodeType } from './ids.ts';
import { NODE_IDS } from './node-ids.ts';

/** Bytes of an uploaded file. */
export interface UploadedFile {
  readonly name: string;
  stream(): AsyncIterable<Uint8Array>;
}

export interface GraphTypes {
  Context: Context;
  /** `known`: any key that is alive. */
  AuthScopes: Record<Scope | 'known', boolean>;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: false;
  DefaultNodeNullability: false;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date };
    Date: { Input: string; Output: string };
    File: { Input: UploadedFile; Output: never };
  };
}

/** Type name of an id that is none: no type is called so. */
export const UNKNOWN_TYPE = '';

export const builder = new SchemaBuilder<GraphTypes>({
  // The first plugin is the outermost: a refusal by scope is never turned into a member of a result union.
  plugins: [ScopeAuthPlugin, ErrorsPlugin, RelayPlugin, DataloaderPlugin, NODE_IDS],
  defaultFieldNullability: false,
  scopeAuth: {
    authorizeOnSubscribe: true,
    authScopes: ({ viewer: { scopes } }) => ({
      known: true,
      read: scopes.has('read'),
      upload: scopes.has('upload'),
      capacity: scopes.has('capacity'),
      clients: scopes.has('clients'),
      users: scopes.has('users'),
      sharing: scopes.has('sharing'),
      admin: scopes.has('admin'),
    }),
    unauthorizedError: () => new HubError('FORBIDDEN', 'The key lacks a scope that this needs'),
  },
  errors: { directResult: true, defaultTypes: [] },
  relay: {
    cursorType: 'String',
    encodeGlobalID: (type, id) => globalId(type as NodeType, String(id)),
    decodeGlobalID: (text) => {
      const read = readGlobalId(text);
      return { typename: read?.type ?? UNKNOWN_TYPE, id: read?.id ?? text };
    },
    nodeQueryOptions: {
      nullable: true,
      description: 'Any thing by its id; null: unknown, malformed, or not for this viewer',
      authScopes: { read: true },
      resolve: (_root, { id }, _context, _info, resolveNode) =>
        id.typename === UNKNOWN_TYPE ? null : resolveNode(id),
    },
    nodesQueryOptions: false,
  },
});

builder.queryType({});
builder.mutationType({});
builder.subscriptionType({});
