/** Limits on the shape of a document, checked before it is validated (contract: operations.md section 6). */
import { EnvelopArmorPlugin } from '@escape.tech/graphql-armor';
import {
  Kind,
  specifiedRules,
  validate,
  visit,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  type NameNode,
  type ValidationRule,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { HubError } from '../../domain/errors.ts';
import type { Service } from '../service.ts';
import { introspects } from './document.ts';
import { viewerIn, type GraphPlugin } from './plugin.ts';

export const MAX_ERRORS = 10;

export const overLimit = (limit: string, cost: number, allowed: number): HubError =>
  new HubError('COST_EXCEEDED', `The query has ${cost} ${limit}, ${allowed} are allowed`, {
    limit,
    cost,
  });

/** Armor says in its message what it found; of tokens it stops at the first beyond the limit. */
const limited = (limit: string, n: number) => ({
  n,
  onReject: [
    (_context: unknown, { message }: GraphQLError): never => {
      throw overLimit(limit, Number(/found (\d+)/.exec(message)?.[1] ?? n + 1), n);
    },
  ],
});

export const armor = EnvelopArmorPlugin({
  maxTokens: limited('tokens', 2_000),
  maxAliases: { ...limited('aliases', 30), allowList: [] },
  maxDirectives: limited('directives', 10),
  maxDepth: { ...limited('depth', 12), flattenFragments: true },
  // Page sizes multiply (cost.ts), and who may see names depends on the viewer (faults.ts).
  costLimit: { enabled: false },
  blockFieldSuggestion: { enabled: false },
}) as Plugin;

const ofTheLanguage: ReadonlySet<ValidationRule> = new Set(specifiedRules);

/** The limits come first: no rule of the language has to walk a document that is over one. */
function validateWithin(
  schema: GraphQLSchema,
  document: DocumentNode,
  rules: readonly ValidationRule[] = specifiedRules,
): readonly GraphQLError[] {
  const limits = rules.filter((rule) => !ofTheLanguage.has(rule));
  validate(schema, asSchemaQuestion(document), limits);
  const language = rules.filter((rule) => ofTheLanguage.has(rule));
  return validate(schema, document, language, { maxErrors: MAX_ERRORS });
}

/** Introspection does not count for depth; armor leaves out what stands below `__schema`, but not below `__type`. */
function asSchemaQuestion(document: DocumentNode): DocumentNode {
  if (!introspects(document)) return document;
  const name: NameNode = { kind: Kind.NAME, value: '__schema' };
  return visit<DocumentNode>(document, {
    Field: (field) => (field.name.value === '__type' ? { ...field, name } : undefined),
  });
}

/** Whether this viewer may ask for the schema, and is told of names in it. */
export function mayIntrospect(
  { config: { introspection } }: Service,
  { scopes }: { readonly scopes: ReadonlySet<string> },
): boolean {
  return introspection === 'on' || (introspection === 'admin' && scopes.has('admin'));
}

export const useLimits = (service: Service): GraphPlugin => ({
  onValidate({ params, context, setValidationFn }) {
    const document = params.documentAST as DocumentNode;
    if (introspects(document) && !mayIntrospect(service, viewerIn(context))) {
      throw new HubError('FORBIDDEN', 'Introspection is switched off');
    }
    setValidationFn(validateWithin);
  },
});
