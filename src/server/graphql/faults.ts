/** Errors of a GraphQL answer: refusals as they are, bugs masked, and the status that they give the answer. */
import {
  GraphQLError,
  type ExecutionResult,
  type GraphQLErrorExtensions,
  type GraphQLErrorOptions,
} from 'graphql';
import {
  isAsyncIterable,
  mapAsyncIterator,
  processRegularResult,
  type GraphQLHTTPExtensions,
} from 'graphql-yoga';
import { isAway, refusalOf, retryAfter, statusOf } from '../refusal.ts';
import type { Service } from '../service.ts';
import { isAnswerable } from './accept.ts';
import { MAX_ERRORS, mayIntrospect } from './limits.ts';
import type { Exchange, GraphPlugin } from './plugin.ts';

type ResultProcess = Parameters<NonNullable<GraphPlugin['onResultProcess']>>[0];
type ResultProcessor = NonNullable<ResultProcess['resultProcessor']>;
type Result = ExecutionResult & { readonly extensions?: { http?: GraphQLHTTPExtensions } };

const JSON_TYPE = 'application/json';
const STREAM_TYPE = 'text/event-stream';

const rootOf = (error: unknown): unknown =>
  error instanceof GraphQLError && error.originalError ? rootOf(error.originalError) : error;

/** The compiler gives faults of variables an empty path. */
const isOfField = (error?: GraphQLError): boolean => (error?.path?.length ?? 0) > 0;

/** What was masked already; yoga comes by more than once. */
const masked = new WeakSet<object>();

/** For yoga: an error as the caller may see it. A bug stays known as the original error, for the log. */
export function maskError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError && masked.has(error)) return error;
  const root = rootOf(error);
  const place = error instanceof GraphQLError ? error : undefined;
  const made = isOfTheRequest(root, place) ? ofTheRequest(root) : ofTheHub(root, place);
  masked.add(made);
  return made;
}

/** What graphql-js itself says about the document or its variables; what it says about a field's value is a bug of ours. */
const isOfTheRequest = (root: unknown, place?: GraphQLError): root is GraphQLError =>
  root instanceof GraphQLError && !isOfField(place) && !isAway(root);

const CODES: Readonly<Record<number, string>> = {
  405: 'METHOD_NOT_ALLOWED',
  413: 'TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
};

/** Where in the document, and in the answer. */
function placeOf({ nodes, source, positions, path }: Partial<GraphQLError>): GraphQLErrorOptions {
  return {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    path: path?.length ? path : null,
  };
}

/** The compiler's errors may have none. */
const extensionsOf = ({ extensions }: Partial<GraphQLError>): GraphQLErrorExtensions =>
  extensions ?? {};

function ofTheRequest(error: GraphQLError): GraphQLError {
  // `spec`: yoga answers 200 to those that take application/json, as GraphQL over HTTP has it for faults of a document.
  const { http = { status: 400, spec: true } } = extensionsOf(error);
  const code = CODES[http.status ?? 400] ?? 'BAD_USER_INPUT';
  return new GraphQLError(error.message, { ...placeOf(error), extensions: { code, http } });
}

/** A field's fault has a path and leaves the status to the whole answer. */
function ofTheHub(root: unknown, place?: GraphQLError): GraphQLError {
  const { code, message, details, expected } = refusalOf(root, '');
  const http = !isOfField(place) && { http: httpOf(code, details) };
  return new GraphQLError(message, {
    ...placeOf(place ?? {}),
    originalError: !expected && root instanceof Error ? root : null,
    extensions: { code, ...details, ...http },
  });
}

function httpOf(code: string, details: Readonly<Record<string, unknown>>): GraphQLHTTPExtensions {
  const wait = retryAfter({ details });
  return { status: statusOf(code), ...(wait !== null && { headers: { 'Retry-After': wait } }) };
}

const codeOf = ({ extensions }: GraphQLError): string => String(extensions['code']);

export const useFaults = (service: Service): GraphPlugin => ({
  onResultProcess(answer) {
    const { request, result, resultProcessor, serverContext } = answer;
    if (Array.isArray(result)) return;
    const take = (one: ExecutionResult): Result => dress(service, serverContext, one);
    answer.setResult(isAsyncIterable(result) ? mapAsyncIterator(result, take) : take(result));
    if (resultProcessor === processRegularResult) return;
    if (resultProcessor !== undefined && isAnswerable(request)) {
      answer.setResultProcessor(asDataStream(resultProcessor), STREAM_TYPE);
    } else {
      // Yoga would answer a refusal with an empty 406 where the caller takes nothing that yoga has.
      answer.setResultProcessor(processRegularResult, JSON_TYPE);
    }
  },
});

function dress(service: Service, exchange: Exchange, result: ExecutionResult): Result {
  const { errors = [] } = result;
  if (errors.length === 0) return result;
  const { viewer } = exchange;
  const mayHint = viewer !== undefined && mayIntrospect(service, viewer);
  const dressed = errors.slice(0, MAX_ERRORS).map(maskError);
  for (const error of dressed) {
    if (codeOf(error) === 'INTERNAL') trace(service, exchange, error);
    else if (!mayHint) error.message = error.message.replace(/ Did you mean .*$/s, '');
  }
  const http = httpOfAll(result.data, dressed);
  return { ...result, errors: dressed, ...(http && { extensions: { http } }) };
}

function trace({ logger }: Service, { res }: Exchange, error: GraphQLError): void {
  const requestId = String(res.getHeader('X-Request-Id'));
  error.extensions['traceId'] = requestId;
  logger.error({ err: error.originalError, requestId, path: error.path }, 'a field failed');
}

/** What concerns the whole request although it is a field that met it. */
const ALWAYS: ReadonlySet<string> = new Set(['TOO_LARGE', 'RATE_LIMITED', 'UNAVAILABLE']);
/** The same where nothing was executed: a stream that is not opened. */
const BEFORE: ReadonlySet<string> = new Set([...ALWAYS, 'FORBIDDEN', 'INTERNAL']);

function httpOfAll(
  data: ExecutionResult['data'],
  errors: readonly GraphQLError[],
): GraphQLHTTPExtensions | undefined {
  const codes = data === undefined ? BEFORE : ALWAYS;
  const hard = errors.find((error) => isOfField(error) && codes.has(codeOf(error)));
  if (hard === undefined) return undefined;
  const http = httpOf(codeOf(hard), hard.extensions);
  const anyData = Object.values(data ?? {}).some((value) => value !== null);
  return anyData ? { headers: http.headers ?? {} } : http;
}

/** Yoga's stream with the headers of every other data answer; `Content-Encoding: none` is no encoding that exists. */
const asDataStream =
  (process: ResultProcessor): ResultProcessor =>
  async (...input) => {
    const response = await process(...input);
    response.headers.set('Cache-Control', 'no-store');
    response.headers.set('X-Accel-Buffering', 'no');
    response.headers.delete('Content-Encoding');
    return response;
  };
