/** POST and GET /graphql: GraphQL over HTTP, multipart uploads, subscriptions by server-sent events. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ExecutionResult, GraphQLSchema, OperationTypeNode } from 'graphql';
import type { Context, Viewer } from '../../../schema/context.ts';
import { MAX_MULTIPART_FILE_BYTES } from '../../../schema/upload-mutations.ts';
import { HubError } from '../../domain/errors.ts';
import { languageOf } from '../language.ts';
import { refusalOf, withDeadline } from '../refusal.ts';
import type { Service } from '../service.ts';
import { acceptedTypes, STREAM_TYPE, JSON_TYPE, wantsPage, type AnswerType } from './accept.ts';
import { sendAnswer, type Answer } from './answer.ts';
import { readBody } from './body.ts';
import { Documents } from './documents.ts';
import { sendExplorer } from './explorer.ts';
import { formatErrors, type FaultNeeds } from './faults.ts';
import { LARGER_FILES, MAX_FRAME_BYTES, readMultipart } from './multipart.ts';
import { openSubscription, prepareOperation, runOperation, type Operation } from './operation.ts';
import { parseJson, readParams, readQueryString, type Params } from './params.ts';
import { streamAll, streamOnce } from './stream.ts';

/** MongoDB may hang: an answer is due within 10 s. What changes something may take longer than what reads. */
const ANSWER_MS = { query: 9_000, mutation: 20_000, subscription: 9_000 } as const;

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
}

export class GraphqlHandler {
  readonly #schema: GraphQLSchema;
  readonly #service: Service;
  readonly #documents: Documents;

  constructor(schema: GraphQLSchema, service: Service) {
    this.#schema = schema;
    this.#service = service;
    this.#documents = new Documents(schema);
  }

  /** Never throws: whatever happens becomes an answer. */
  async handle(exchange: Exchange): Promise<void> {
    const { request, response, requestId } = exchange;
    const { method } = request;
    const types = acceptedTypes(request);
    const type = types.find((one) => one !== STREAM_TYPE) ?? types[0] ?? JSON_TYPE;
    const { config, logger } = this.#service;
    try {
      const page = method === 'GET' && wantsPage(request);
      if (page && config.explorer === 'on') {
        sendExplorer(response);
        return;
      }
      if (method !== 'POST' && method !== 'GET') throw notAllowed(response, 'GET, POST');
      const viewer = await this.#service.viewerOf(request);
      if (page && this.#mayExplore(viewer)) {
        sendExplorer(response);
        return;
      }
      if (types.length === 0) throw new NotAcceptable();
      const params = await this.#read(request);
      await this.#answer({ ...exchange, types, type }, viewer, params);
    } catch (error) {
      const { code, message, details, expected, ...refusal } = refusalOf(error, requestId);
      if (!expected) logger.error({ err: error, requestId }, 'a request failed');
      const answer = { errors: [{ message, extensions: { code, ...details } }] };
      const status = error instanceof NotAcceptable ? 406 : refusal.status;
      sendAnswer(response, answer, { type, status });
    }
  }

  async #read(request: IncomingMessage): Promise<Params> {
    const { maxGraphqlBytes } = this.#service.config;
    if (request.headers['content-encoding'] !== undefined) {
      throw new HubError('UNSUPPORTED_MEDIA_TYPE', 'Encoded bodies are not taken');
    }
    if (request.method === 'GET') {
      return readQueryString(new URL(request.url ?? '/', 'http://hub').searchParams);
    }
    const contentType = request.headers['content-type'] ?? '';
    const [mediaType = ''] = contentType.toLowerCase().split(';');
    if (mediaType.trim() === 'multipart/form-data') {
      const body = await readBody(
        request,
        MAX_MULTIPART_FILE_BYTES + MAX_FRAME_BYTES,
        LARGER_FILES,
      );
      return readMultipart(body, contentType, maxGraphqlBytes);
    }
    if (mediaType.trim() !== JSON_TYPE) {
      throw new HubError('UNSUPPORTED_MEDIA_TYPE', 'The body must be JSON or multipart/form-data');
    }
    const body = await readBody(request, maxGraphqlBytes);
    return readParams(parseJson(body.toString(), 'The body'));
  }

  async #answer(
    exchange: Exchange & { readonly types: readonly AnswerType[]; readonly type: AnswerType },
    viewer: Viewer,
    params: Params,
  ): Promise<void> {
    const { request, response, requestId, types, type } = exchange;
    const mayIntrospect = this.#mayIntrospect(viewer);
    const { logger } = this.#service;
    const faults: FaultNeeds = { logger, traceId: requestId, mayHint: mayIntrospect };
    const send = (answer: Answer): void => {
      if (types.includes(STREAM_TYPE) && types.length === 1) streamOnce(response, answer);
      else sendAnswer(response, answer, { type });
    };
    const needs = { schema: this.#schema, documents: this.#documents, mayIntrospect };
    const operation = prepareOperation(needs, params);
    if ('errors' in operation) {
      send({ errors: formatErrors(operation.errors, faults) });
      return;
    }
    const kind: `${OperationTypeNode}` = operation.node.operation;
    if (request.method === 'GET' && kind !== 'query') {
      throw notAllowed(response, 'POST');
    }
    this.#service.spend(viewer, 1 + operation.cost / 100, operation.cost);
    const context = this.#contextFor(viewer, request);
    if (kind === 'subscription') {
      if (!types.includes(STREAM_TYPE)) throw new NotAcceptable();
      await this.#stream(operation, context, response, faults);
      return;
    }
    const result = runOperation(needs, operation, context());
    send(format(await withDeadline(result, ANSWER_MS[kind]), faults));
  }

  async #stream(
    operation: Operation,
    context: () => Context,
    response: ServerResponse,
    faults: FaultNeeds,
  ): Promise<void> {
    const opened = await openSubscription(this.#schema, operation, context);
    if (!('source' in opened)) {
      const answer = format(opened, faults);
      // An expected refusal of the whole stream has its status; whatever else is a stream of one.
      sendAnswer(response, answer, { type: JSON_TYPE });
      return;
    }
    await streamAll(response, opened.source, async (message) =>
      format(await opened.resultOf(message), faults),
    );
  }

  /** A new one for every message of a subscription. */
  #contextFor(viewer: Viewer, request: IncomingMessage): () => Context {
    const { hub, live } = this.#service.open();
    const language = languageOf(request);
    return () => ({ viewer, hub, live, language });
  }

  #mayExplore({ scopes }: Viewer): boolean {
    return this.#service.config.explorer === 'admin' && scopes.has('admin');
  }

  #mayIntrospect({ scopes }: Viewer): boolean {
    const { introspection } = this.#service.config;
    return introspection === 'on' || (introspection === 'admin' && scopes.has('admin'));
  }
}

class NotAcceptable extends HubError {
  constructor() {
    super('BAD_USER_INPUT', 'Accept names no media type that this answer can have');
  }
}

function notAllowed(response: ServerResponse, allow: string): HubError {
  response.setHeader('Allow', allow);
  return new HubError('METHOD_NOT_ALLOWED', `Use ${allow.replace(', ', ' or ')}`);
}

function format({ errors, ...rest }: ExecutionResult, faults: FaultNeeds): Answer {
  if (errors === undefined || errors.length === 0) return rest;
  return { errors: formatErrors(errors, faults), ...rest };
}
