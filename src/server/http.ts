/** The HTTP server of a hub process: one front for every request, then the graph or the REST routes. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import express, {
  Router,
  type Express,
  type NextFunction,
  type Request,
  type Response,
} from 'express';
import helmet from 'helmet';
import { HubError } from '../domain/errors.ts';
import { graphListener } from './graphql/server.ts';
import { sendAlive, sendMetrics, sendReady } from './health.ts';
import { pageRoutes } from './pages.ts';
import { sendProblem } from './problem.ts';
import { refusalOf } from './refusal.ts';
import type { Service } from './service.ts';
import { uploadRoutes } from './uploads.ts';

/** Heads that take longer to arrive are cut. */
const HEAD_MS = 15_000;
/** Bodies that stand still for so long are cut; streams have a heartbeat. */
const STILL_MS = 60_000;

const secure = helmet({
  contentSecurityPolicy: {
    directives: { 'frame-ancestors': ["'none'"], 'upgrade-insecure-requests': null },
  },
});

const requestIds = new WeakMap<IncomingMessage, string>();
const requestIdOf = (request: IncomingMessage): string => requestIds.get(request) ?? '';

/**
 * Makes equal servers, one for each address that a hub process listens on. The graph stands in front of express, whose chain
 * would take longer than most queries (docs/decisions/0008-yoga-before-express.md).
 */
export function httpFront(service: Service): () => Server {
  const app = createApp(service);
  const graph = graphListener(service);
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const requestId = randomUUID();
    requestIds.set(request, requestId);
    response.setHeader('X-Request-Id', requestId);
    response.setHeader('Cache-Control', 'no-store');
    secure(request, response, () => undefined);
    observe(service, request, response);
    if (isGraph(request.url)) graph(request, response);
    else app(request, response);
  };
  const options = {
    headersTimeout: HEAD_MS,
    requestTimeout: 0,
    connectionsCheckingInterval: 1_000,
  };
  return () => createServer(options, answer).setTimeout(STILL_MS);
}

const isGraph = (url = ''): boolean => url === '/graphql' || url.startsWith('/graphql?');

function createApp(service: Service): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple');
  app.get('/healthz', (_request, response) => sendAlive(response));
  app.get('/readyz', (_request, response) => sendReady(response, service));
  if (service.config.metricsBind === null) app.use(metricsRoute(service));
  app.use(pageRoutes(service));
  app.use(uploadRoutes(service));
  app.use(nothingHere);
  app.use(refuse(service));
  return app;
}

function metricsRoute(service: Service): Router {
  const router = Router();
  router.get('/metrics', (request, response) => sendMetrics(request, response, service));
  return router;
}

/** `/metrics` alone, for an address of its own. */
export function createMetricsServer(service: Service): Server {
  const app = express().disable('x-powered-by').use(metricsRoute(service));
  return createServer({ headersTimeout: HEAD_MS, connectionsCheckingInterval: 1_000 }, app);
}

/** Paths that only read answer other methods with 405, unknown ones with 404. */
const READ_ONLY = /^\/(?:healthz|readyz|metrics|schemas\/hub-json\.json|explorer\.(?:js|css))?$/;

function nothingHere({ method, path }: Request, response: Response): void {
  if (READ_ONLY.test(path) && method !== 'GET' && method !== 'HEAD') {
    response.set('Allow', 'GET');
    throw new HubError('METHOD_NOT_ALLOWED', 'Use GET');
  }
  throw new HubError('NOT_FOUND', 'There is nothing at this address');
}

/** Express asks for four parameters. */
const refuse =
  (service: Service) =>
  (error: unknown, request: Request, response: Response, _next: NextFunction): void => {
    const requestId = requestIdOf(request);
    const refusal = refusalOf(asRefusal(error), requestId);
    if (response.headersSent) response.destroy();
    if (!refusal.expected && !request.destroyed) {
      service.logger.error({ err: error, requestId }, 'a request failed');
    }
    sendProblem(response, refusal, requestId);
    cutUnreadBody(request, response);
  };

/** Express' own refusals are of paths that cannot be decoded. */
const asRefusal = (error: unknown): unknown =>
  error instanceof URIError ? new HubError('NOT_FOUND', 'There is nothing at this address') : error;

/** Time for the sender to notice the refusal while the rest of its body is thrown away. */
const LINGER_MS = 5_000;

function cutUnreadBody(request: Request, response: Response): void {
  if (request.readableEnded || request.destroyed) return;
  request.resume();
  const cut = setTimeout(() => request.destroy(), LINGER_MS).unref();
  request.on('end', () => clearTimeout(cut));
  response.on('close', () => clearTimeout(cut));
}

/** Names of routes for metrics and logs: never with an id in them. */
function routeOf({ url = '' }: IncomingMessage): string {
  const path = url.split('?')[0] ?? '';
  if (/^\/v1\/feeds\/[^/]+\/uploads$/.test(path)) return '/v1/feeds/{feed}/uploads';
  const upload = /^\/v1\/uploads\/[^/]+(\/raw|\/issues\.csv)?$/.exec(path);
  if (upload) return `/v1/uploads/{id}${upload[1] ?? ''}`;
  return path === '/graphql' || path === '/' || READ_ONLY.test(path) ? path : 'other';
}

function observe(service: Service, request: IncomingMessage, response: ServerResponse): void {
  const startedAt = performance.now();
  response.on('close', () => {
    const route = routeOf(request);
    const { statusCode: status } = response;
    const seconds = (performance.now() - startedAt) / 1_000;
    const stream = String(response.getHeader('content-type')).startsWith('text/event-stream');
    service.metrics.answered(route, status, stream ? null : seconds);
    const line = { requestId: requestIdOf(request), method: request.method, route, status };
    service.logger.debug({ ...line, ms: Math.round(seconds * 1_000) }, 'answered');
  });
}
