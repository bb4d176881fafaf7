import type { ServerResponse } from 'node:http';
import { retryAfter, type Refusal } from './refusal.ts';

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthenticated',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  413: 'Too large',
  415: 'Unsupported media type',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Unavailable',
};

/** RFC 9457 problem details with a stable `code`. */
export function sendProblem(response: ServerResponse, refusal: Refusal, traceId: string): void {
  if (response.headersSent || response.destroyed) return;
  const { status, code, message, details } = refusal;
  const { retryAfterSeconds: _seconds, ...extras } = details;
  const title = TITLES[status] ?? 'Refused';
  const body = Buffer.from(
    JSON.stringify({
      type: 'about:blank',
      title,
      status,
      detail: message,
      code,
      ...extras,
      traceId,
    }),
  );
  const wait = retryAfter(refusal);
  if (wait !== null) response.setHeader('Retry-After', wait);
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  response.writeHead(status, {
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Content-Length': body.length,
  });
  response.end(body);
}
