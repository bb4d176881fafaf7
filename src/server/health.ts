import type { ServerResponse } from 'node:http';
import type { Request, Response } from 'express';
import { withDeadline } from './refusal.ts';
import type { Service } from './service.ts';

/** An answer is due within 3 s, also when a server hangs. */
const CHECK_MS = 2_500;
/** An upload that has not moved for this long is no longer a matter of patience. */
const STUCK_SECONDS = 300;

/** 200 while the event loop turns; touches nothing else. */
export function sendAlive(response: ServerResponse): void {
  sendJson(response, 200, { alive: true });
}

interface Readiness {
  readonly ready: boolean;
  readonly mongodb: 'ok' | 'down';
  readonly queue: 'ok' | 'down';
  readonly oldestUnfinishedSeconds: number | null;
  readonly draining?: true;
}

export async function sendReady(response: ServerResponse, service: Service): Promise<void> {
  const readiness = await readinessOf(service);
  if (!readiness.ready) response.setHeader('Retry-After', '2');
  sendJson(response, readiness.ready ? 200 : 503, readiness);
}

/** A lost queue alone stops nothing: uploads are accepted, the sweeper asks again. */
async function readinessOf(service: Service): Promise<Readiness> {
  const { hub, draining } = service;
  const checked = async <T>(work: Promise<T> | undefined, otherwise: T): Promise<T> =>
    work === undefined ? otherwise : withDeadline(work, CHECK_MS).catch(() => otherwise);
  const [reachable, backlog, queue] = await Promise.all([
    checked(hub?.isMongoReachable(), false),
    checked(hub?.stores.figures.backlog(hub.clock.now()), null),
    checked(
      hub?.queueFigures().then((figures) => figures.reachable),
      false,
    ),
  ]);
  const mongodb = reachable && backlog !== null;
  const oldest = backlog?.oldestSeconds ?? 0;
  return {
    ready: mongodb && !draining && oldest < STUCK_SECONDS,
    mongodb: mongodb ? 'ok' : 'down',
    queue: queue ? 'ok' : 'down',
    oldestUnfinishedSeconds: backlog === null ? null : Math.floor(oldest),
    ...(draining && { draining }),
  };
}

/** Prometheus text; with a token it needs `Authorization: Bearer`. */
export async function sendMetrics(
  request: Request,
  response: Response,
  service: Service,
): Promise<void> {
  const { metricsToken } = service.config;
  if (metricsToken !== null && request.headers.authorization !== `Bearer ${metricsToken}`) {
    response.status(401).set('WWW-Authenticate', 'Bearer').end();
    return;
  }
  const { type, text } = await service.metrics.text();
  response.status(200).set('Content-Type', type).end(text);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
