/** What a caller is told of an error: refusals as they are, everything else masked. */
import { HubError } from '../domain/errors.ts';

export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly status: number;
  readonly details: Readonly<Record<string, unknown>>;
  /** False: a bug, to be logged; the caller learns nothing of it. */
  readonly expected: boolean;
}

const STATUS: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  CSRF_REFUSED: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  IDEMPOTENCY_KEY_REUSED: 409,
  ALREADY_EXISTS: 409,
  NOT_ALLOWED: 403,
  TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  RATE_LIMITED: 429,
  INTERNAL: 500,
  UNAVAILABLE: 503,
};
export const statusOf = (code: string): number => STATUS[code] ?? 400;

const RETRY_SECONDS = 2;

/** MongoDB is away or changes its primary: it passes by itself. */
const AWAY =
  /^(?:Mongo(?:ServerSelection|Network|NetworkTimeout|PoolCleared|PoolClosed|PoolClearedOnNetwork|WaitQueueTimeout|TopologyClosed|NotConnected|ClientClosed|ServerClosed|OperationTimeout)Error|TransientError)$/;
/** Names of server codes that mean the same: no primary, shutting down, gave up after maxTimeMS. */
const AWAY_CODES = new Set([
  'NotWritablePrimary',
  'NotPrimaryNoSecondaryOk',
  'NotPrimaryOrSecondary',
  'PrimarySteppedDown',
  'InterruptedAtShutdown',
  'InterruptedDueToReplStateChange',
  'ShutdownInProgress',
  'HostUnreachable',
  'HostNotFound',
  'NetworkTimeout',
  'SocketException',
  'ExceededTimeLimit',
  'MaxTimeMSExpired',
  'FailedToSatisfyReadPreference',
]);

export const isAway = (error: unknown): boolean =>
  error instanceof Error &&
  (AWAY.test(error.name) ||
    ('codeName' in error && AWAY_CODES.has(String(error.codeName))) ||
    isAway(error.cause));

export const unavailable = (message = 'The database cannot be reached at the moment'): HubError =>
  new HubError('UNAVAILABLE', message, { retryAfterSeconds: RETRY_SECONDS });

export function refusalOf(error: unknown, traceId: string): Refusal {
  const known = isAway(error) ? unavailable() : error;
  if (known instanceof HubError) {
    const { code, message, details } = known;
    return { code, message, details, status: statusOf(code), expected: true };
  }
  const message = 'Something went wrong in the hub';
  return { code: 'INTERNAL', message, details: { traceId }, status: 500, expected: false };
}

/** The work's result, or UNAVAILABLE after so many milliseconds; the work itself is not ended. */
export async function withDeadline<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(unavailable('The hub could not answer in time')), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Seconds for the header Retry-After; null: none. */
export const retryAfter = ({ details }: Pick<Refusal, 'details'>): string | null =>
  typeof details['retryAfterSeconds'] === 'number' ? String(details['retryAfterSeconds']) : null;
