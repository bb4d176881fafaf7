/** Before a request is read: who asks, whether it is one that is read at all, and how much of it. */
import type { IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';
import type { FetchAPI } from 'graphql-yoga';
import { HubError } from '../../domain/errors.ts';
import type { Service } from '../service.ts';
import { isAnswerable, NOT_ACCEPTABLE, wantsPage } from './accept.ts';
import { EXPLORER_PAGE } from './explorer.ts';
import { checkForm, LARGER_FILES, MAX_FILE_BYTES, MAX_FORM_BYTES } from './multipart.ts';
import { refuseDeepVariables } from './params.ts';
import type { GraphPlugin } from './plugin.ts';

type Parse = Parameters<NonNullable<GraphPlugin['onRequestParse']>>[0];
type RequestParser = NonNullable<Parse['requestParser']>;

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'multipart/form-data';

export function useDoor(service: Service): GraphPlugin {
  const { explorer, maxGraphqlBytes } = service.config;
  return {
    async onRequestParse(parse) {
      const { request, serverContext } = parse;
      // Yoga answers other methods with 405.
      if (request.method !== 'GET' && request.method !== 'POST') return;
      const page = request.method === 'GET' && wantsPage(request);
      if (page && explorer === 'on') {
        sendPage(parse);
        return;
      }
      const viewer = await service.viewerOf(serverContext.req);
      serverContext.viewer = viewer;
      if (page && explorer === 'admin' && viewer.scopes.has('admin')) {
        sendPage(parse);
        return;
      }
      if (!isAnswerable(request)) throw NOT_ACCEPTABLE;
      parse.setRequestParser(parserFor(parse, maxGraphqlBytes));
    },
    onParams: ({ params }) => refuseDeepVariables(params.variables),
  };
}

const sendPage = ({ endResponse, fetchAPI }: Parse): void =>
  endResponse(
    new fetchAPI.Response(EXPLORER_PAGE, {
      headers: { 'Content-Type': 'text/html; charset=utf-8' },
    }),
  );

/** Yoga's own parser, for the media types of the contract alone. @throws UNSUPPORTED_MEDIA_TYPE, TOO_LARGE */
function parserFor(parse: Parse, maxBytes: number): RequestParser {
  const { request, requestParser, fetchAPI, serverContext } = parse;
  const { headers } = request;
  if (headers.get('content-encoding') !== null) {
    throw new HubError('UNSUPPORTED_MEDIA_TYPE', 'Encoded bodies are not taken');
  }
  const [mediaType] = (headers.get('content-type') ?? '').split(';');
  const isForm = mediaType === FORM_TYPE;
  const isTaken = request.method === 'GET' || isForm || mediaType === JSON_TYPE;
  if (!isTaken || requestParser === undefined) {
    throw new HubError('UNSUPPORTED_MEDIA_TYPE', `The body must be ${JSON_TYPE} or ${FORM_TYPE}`);
  }
  if (request.method === 'GET') return safely(requestParser);
  const declared = headers.get('content-length');
  const limit = isForm ? MAX_FORM_BYTES : maxBytes;
  if (Number(declared ?? 0) > limit) throw tooLarge(limit, isForm);
  if (isForm) return formParser(requestParser);
  // Node reads no more than is declared.
  if (declared !== null) return safely(requestParser);
  return safely((undeclared) =>
    requestParser(counted(undeclared, limit, serverContext.req, fetchAPI)),
  );
}

const formParser = (parse: RequestParser): RequestParser =>
  safely(
    async (request) => {
      const params = await parse(request);
      await checkForm(request);
      return params;
    },
    tooLarge(MAX_FILE_BYTES, true),
  );

function tooLarge(limit: number, isForm: boolean): HubError {
  const advice = isForm ? LARGER_FILES : '';
  const message = `The request is larger than ${limit} bytes${advice}`;
  return new HubError('TOO_LARGE', message, { limit });
}

/** What a parser stumbles over is the request's fault. */
const safely =
  (parse: RequestParser, beyondLimit?: HubError): RequestParser =>
  async (request) => {
    try {
      return await parse(request);
    } catch (error) {
      if (error instanceof HubError) throw error;
      if (!(error instanceof GraphQLError)) {
        throw new HubError('BAD_USER_INPUT', 'The request cannot be read');
      }
      if (beyondLimit !== undefined && statusIn(error) === 413) throw beyondLimit;
      throw error.originalError ?? new HubError('BAD_USER_INPUT', error.message);
    }
  };

const statusIn = ({ extensions: { http } }: GraphQLError): number | undefined => http?.status;

/** A body of unknown length, read from its socket: the refusal is still to be answered on it. */
function counted(request: Request, limit: number, body: IncomingMessage, api: FetchAPI): Request {
  const { url, method, headers, signal } = request;
  const parts: unknown = upTo(limit, body);
  return new api.Request(url, { method, headers, signal, body: parts as ReadableStream });
}

async function* upTo(limit: number, body: IncomingMessage): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const part of body.iterator({ destroyOnReturn: false })) {
    const bytes = part as Buffer;
    size += bytes.length;
    // Yoga's parser lets errors of GraphQL through and takes others for faults of the JSON.
    if (size > limit) throw new GraphQLError('', { originalError: tooLarge(limit, false) });
    yield bytes;
  }
}
