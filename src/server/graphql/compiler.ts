/** Operations as programs, compiled once, through yoga's hook for execution. */
import {
  getOperationAST,
  type ExecutionArgs,
  type ExecutionResult,
  type OperationDefinitionNode,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { introspects } from './document.ts';
import type { GraphPlugin } from './plugin.ts';

type Execute = (args: ExecutionArgs) => ExecutionResult | Promise<ExecutionResult>;

/** Null: it cannot be compiled and is interpreted. */
const programs = new WeakMap<OperationDefinitionNode, Execute | null>();

/** Numbers, texts and enums go out as resolvers give them, whose types the compiler of this hub has checked. */
const TRUSTING = { disableLeafSerialization: true };

/**
 * Not `useGraphQlJit` of envelop: it keeps one program a document whichever operation is named, and brings a compiler of its own,
 * 0.8.7, that cannot read scalars in objects with variables.
 */
export const useCompiler = (): GraphPlugin => ({
  onExecute({ args, setExecuteFn }) {
    const program = programOf(args);
    if (program !== null) setExecuteFn(program);
  },
});

/** Of a subscription: what makes a message into a result. */
export function programOf({ schema, document, operationName }: ExecutionArgs): Execute | null {
  const operation = getOperationAST(document, operationName);
  // Questions about the schema itself are rare.
  if (!operation || introspects(document)) return null;
  const known = programs.get(operation);
  if (known !== undefined) return known;
  const compiled = compileQuery(schema, document, operationName ?? undefined, TRUSTING);
  const program: Execute | null = isCompiledQuery(compiled)
    ? (args) => compiled.query(args.rootValue, args.contextValue, args.variableValues)
    : null;
  programs.set(operation, program);
  return program;
}
