/** Runs one operation for one viewer. */
import {
  createSourceEventStream,
  execute,
  getOperationAST,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { Context } from '../../../schema/context.ts';
import { HubError } from '../../domain/errors.ts';
import { checkCost } from './cost.ts';
import type { CheckedDocument, Documents } from './documents.ts';
import type { Params } from './params.ts';

export interface Operation {
  readonly checked: CheckedDocument;
  readonly node: OperationDefinitionNode;
  readonly params: Params;
  /** Objects that it may bring. */
  readonly cost: number;
}

export interface PrepareNeeds {
  readonly schema: GraphQLSchema;
  readonly documents: Documents;
  /** Whether this viewer may ask for the schema. */
  readonly mayIntrospect: boolean;
}

/** @throws HubError where it is refused as a whole; errors of the document itself are answered as such */
export function prepareOperation(
  { schema, documents, mayIntrospect }: PrepareNeeds,
  params: Params,
): Operation | { readonly errors: readonly Error[] } {
  const checked = documents.check(params.query);
  if (checked.introspects && !mayIntrospect) {
    throw new HubError('FORBIDDEN', 'Introspection is switched off');
  }
  if (checked.refusal !== null) throw checked.refusal;
  if (checked.errors.length > 0) return { errors: checked.errors };
  const node = getOperationAST(checked.document, params.operationName);
  if (!node) throw new HubError('BAD_USER_INPUT', 'operationName must name an operation');
  const cost = checkCost({ schema, document: checked.document }, node, params.variables);
  return { checked, node, params, cost };
}

/** Compiled where that is possible; questions about the schema itself are rare and interpreted. */
export async function runOperation(
  { schema, documents }: Pick<PrepareNeeds, 'schema' | 'documents'>,
  { checked, params }: Operation,
  contextValue: Context,
): Promise<ExecutionResult> {
  const compiled = checked.introspects ? null : documents.compile(checked, params.operationName);
  if (compiled !== null) return compiled.query({}, contextValue, { ...params.variables });
  return execute({
    schema,
    document: checked.document,
    contextValue,
    variableValues: params.variables,
    operationName: params.operationName,
  });
}

/** The messages of a subscription, and how each becomes a result: with a context of its own, so that nothing is remembered. */
export async function openSubscription(
  schema: GraphQLSchema,
  { checked, params }: Operation,
  newContext: () => Context,
): Promise<
  | ExecutionResult
  | { source: AsyncIterable<unknown>; resultOf: (message: unknown) => Promise<ExecutionResult> }
> {
  const request = {
    schema,
    document: checked.document,
    variableValues: params.variables,
    operationName: params.operationName,
  };
  const source = await createSourceEventStream({ ...request, contextValue: newContext() });
  if (!(Symbol.asyncIterator in source)) return source;
  const resultOf = async (rootValue: unknown): Promise<ExecutionResult> =>
    execute({ ...request, rootValue, contextValue: newContext() });
  return { source, resultOf };
}
