/** Documents as they were read, checked and compiled once. */
import {
  GraphQLError,
  Kind,
  parse,
  validate,
  visit,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import { HubError } from '../../domain/errors.ts';
import { checkShape, MAX_TOKENS, overLimit } from './limits.ts';

export const MAX_ERRORS = 10;
const MOST_DOCUMENTS = 1_000;
const LONGEST_KEPT = 20_000;

export interface CheckedDocument {
  readonly document: DocumentNode;
  /** It is over a limit; null: within all of them. */
  readonly refusal: HubError | null;
  /** Empty: valid. */
  readonly errors: readonly GraphQLError[];
  /** Asks for the schema itself. */
  readonly introspects: boolean;
  /** By operation name; '' where the document holds one operation. */
  readonly compiled: Map<string, CompiledQuery | null>;
}

const EMPTY: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };

export class Documents {
  readonly #schema: GraphQLSchema;
  readonly #kept = new Map<string, CheckedDocument>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  check(query: string): CheckedDocument {
    const known = this.#kept.get(query);
    // The one that was not used for longest stands first and is forgotten first.
    if (known !== undefined) this.#kept.delete(query);
    const checked = known ?? this.#checkAnew(query);
    if (query.length <= LONGEST_KEPT) this.#kept.set(query, checked);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_DOCUMENTS && oldest !== undefined) this.#kept.delete(oldest);
    return checked;
  }

  /** Null: this operation cannot be compiled and is interpreted instead. */
  compile({ document, compiled }: CheckedDocument, operation: string | null): CompiledQuery | null {
    const known = compiled.get(operation ?? '');
    if (known !== undefined) return known;
    const made = compileQuery(this.#schema, document, operation ?? undefined);
    const query = isCompiledQuery(made) ? made : null;
    compiled.set(operation ?? '', query);
    return query;
  }

  #checkAnew(query: string): CheckedDocument {
    const failed = {
      document: EMPTY,
      errors: [],
      refusal: null,
      introspects: false,
      compiled: new Map(),
    };
    try {
      const document = parseLimited(query);
      checkShape(document);
      const errors = validate(this.#schema, document, undefined, { maxErrors: MAX_ERRORS });
      return { ...failed, document, errors, introspects: introspects(document) };
    } catch (error) {
      if (error instanceof HubError) return { ...failed, refusal: error };
      if (error instanceof GraphQLError) return { ...failed, errors: [error] };
      throw error;
    }
  }
}

function parseLimited(query: string): DocumentNode {
  try {
    return parse(query, { maxTokens: MAX_TOKENS, noLocation: false });
  } catch (error) {
    const tooLong = error instanceof GraphQLError && /more that \d+ tokens/.test(error.message);
    throw tooLong ? overLimit('tokens', MAX_TOKENS + 1, MAX_TOKENS) : error;
  }
}

function introspects(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Field: ({ name }) => {
      if (name.value === '__schema' || name.value === '__type') found = true;
    },
  });
  return found;
}
