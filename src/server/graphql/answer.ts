import type { ServerResponse } from 'node:http';
import type { ExecutionResult, GraphQLFormattedError } from 'graphql';
import { retryAfter, statusOf } from '../refusal.ts';
import { GRAPHQL_TYPE, JSON_TYPE, STREAM_TYPE, type AnswerType } from './accept.ts';
import { codeOf } from './faults.ts';

export interface Answer extends Omit<ExecutionResult, 'errors'> {
  readonly errors?: readonly GraphQLFormattedError[];
}

/** Refusals that concern the whole request whatever the caller accepts; a document's own faults do not. */
function statusFor({ data, errors }: Answer, type: AnswerType): number {
  if (errors === undefined || errors.length === 0) return 200;
  const executed = data !== undefined;
  const anyData = executed && data !== null && Object.values(data).some((value) => value !== null);
  if (anyData) return 200;
  const codes = errors.map(codeOf);
  const hard = codes.find((code) => code in HARD && (!executed || HARD[code] === 'always'));
  if (hard !== undefined) return statusOf(hard);
  if (executed) return 200;
  return type === GRAPHQL_TYPE ? 400 : 200;
}

/** `before`: where nothing was executed. FORBIDDEN then means introspection; a field's own stands beside null data with 200. */
const HARD: Readonly<Record<string, 'always' | 'before'>> = {
  UNAUTHENTICATED: 'before',
  FORBIDDEN: 'before',
  METHOD_NOT_ALLOWED: 'before',
  UNSUPPORTED_MEDIA_TYPE: 'before',
  COST_EXCEEDED: 'before',
  INTERNAL: 'before',
  TOO_LARGE: 'always',
  RATE_LIMITED: 'always',
  UNAVAILABLE: 'always',
};

/** `status`: the request itself is not one of GraphQL, whatever the caller accepts. */
export function sendAnswer(
  response: ServerResponse,
  answer: Answer,
  { type, status }: { readonly type: AnswerType; readonly status?: number },
): void {
  if (response.headersSent || response.destroyed) return;
  const plain = type === STREAM_TYPE ? JSON_TYPE : type;
  const wait = answer.errors?.map((e) => retryAfter({ details: e.extensions ?? {} })).find(Boolean);
  if (wait) response.setHeader('Retry-After', wait);
  const body = Buffer.from(JSON.stringify(answer));
  response.writeHead(status ?? statusFor(answer, plain), {
    'Content-Type': `${plain}; charset=utf-8`,
    'Content-Length': body.length,
  });
  response.end(body);
}
