/** Errors of a GraphQL answer: refusals as they are, bugs masked and logged once. */
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { HubError } from '../../domain/errors.ts';
import type { Logger } from '../../platform/logger.ts';
import { isAway, refusalOf } from '../refusal.ts';
import { MAX_ERRORS } from './documents.ts';

export interface FaultNeeds {
  readonly logger: Logger;
  readonly traceId: string;
  /** Messages may name what the schema holds. */
  readonly mayHint: boolean;
}

const rootOf = (error: unknown): unknown =>
  error instanceof Error && 'originalError' in error && error.originalError instanceof Error
    ? rootOf(error.originalError)
    : error;

const withoutHint = (message: string): string => message.replace(/ Did you mean .*$/s, '');

/** `path` is set where a field failed, absent where the request as a whole was refused. */
function formatError(error: unknown, needs: FaultNeeds): GraphQLFormattedError {
  const place = error instanceof Error ? placeOf(error) : {};
  const root = rootOf(error);
  if (isRequestFault(root, place)) {
    const message = needs.mayHint ? root.message : withoutHint(root.message);
    return { message, ...place, extensions: { code: 'BAD_USER_INPUT' } };
  }
  const { code, message, details, expected } = refusalOf(root, needs.traceId);
  if (!expected) {
    needs.logger.error({ err: root, requestId: needs.traceId, path: place.path }, 'a field failed');
  }
  return { message, ...place, extensions: { code, ...details } };
}

type Place = Pick<GraphQLFormattedError, 'path' | 'locations'>;

/** What graphql-js itself says about the document or its variables; what it says about a field's value is a bug of ours. */
const isRequestFault = (root: unknown, { path }: Place): root is Error =>
  !(root instanceof HubError) &&
  !isAway(root) &&
  path === undefined &&
  root instanceof Error &&
  (root instanceof GraphQLError || root.constructor.name === 'GraphQLError');

function placeOf(error: Error): Place {
  const { path, locations } = error as Partial<GraphQLError>;
  return {
    ...(path !== undefined && path.length > 0 && { path }),
    ...(locations !== undefined && locations.length > 0 && { locations }),
  };
}

export const formatErrors = (
  errors: readonly unknown[],
  needs: FaultNeeds,
): GraphQLFormattedError[] => errors.slice(0, MAX_ERRORS).map((error) => formatError(error, needs));

export function codeOf({ extensions }: GraphQLFormattedError): string {
  const code = extensions?.['code'];
  return typeof code === 'string' ? code : 'INTERNAL';
}
