/** Every variable that Bordero knows: its name, how its text is read, its default and what it means. */
import { isIP } from 'node:net';
import { z } from 'zod';

interface Variable<S extends z.ZodType, F extends string | null> {
  readonly name: string;
  /** Reads the text of the variable. */
  readonly read: S;
  /** Text that counts where the variable is not set; null: the value is null. */
  readonly fallback: F;
  readonly about: string;
}
const variable = <S extends z.ZodType, F extends string | null>(
  name: string,
  read: S,
  fallback: F,
  about: string,
): Variable<S, F> => ({ name, read, fallback, about });

const REDIS_SCHEMES = /^rediss?(\+cluster|\+sentinel)?:\/\/[^/?]+/;
const text = z.string();
const count = z.string().regex(/^\d+$/, 'a whole number').transform(Number);
const positive = count.refine((value) => value > 0, 'a whole number above 0');
const days = positive;
const drain = count.refine((value) => value <= 600, 'a whole number up to 600');
const oneOf = <const W extends readonly string[]>(words: W) =>
  z.enum(words, { error: `one of ${words.join(', ')}` });
const flag = oneOf(['on', 'off']).transform((word) => word === 'on');
const access = oneOf(['on', 'admin', 'off']);
const level = oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']);
const mongodbUri = text.regex(
  /^mongodb(\+srv)?:\/\/[^/?]+/,
  'a mongodb:// or mongodb+srv:// address',
);
const redisUrl = text.regex(
  REDIS_SCHEMES,
  'a redis://, rediss://, …+cluster:// or …+sentinel:// address',
);
const webUrl = z
  .url({ protocol: /^https?$/, error: 'an http:// or https:// address' })
  .transform((url) => url.replace(/\/+$/, ''));
const rate = z.union([z.literal('off').transform(() => null), positive], {
  error: 'a whole number above 0 or off',
});
const seconds = z
  .string()
  .regex(/^\d+(,\d+)*$/, 'whole seconds separated by commas')
  .transform((list) => list.split(',').map(Number));
const isAddress = (entry: string): boolean => {
  const [address = '', prefix] = entry.split('/');
  const version = isIP(address);
  return (
    version > 0 &&
    (prefix === undefined || (/^\d+$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128)))
  );
};
const addresses = z
  .string()
  .transform((list) => list.split(',').map((entry) => entry.trim()))
  .refine(
    (list) => list.every(isAddress),
    'addresses or networks (10.0.0.0/8) separated by commas',
  );
const hostAndPort = z
  .string()
  .regex(/^(\[[\da-f:.]+\]:|[^\s:[\]]+:)?\d{1,5}$/i, 'PORT or HOST:PORT')
  .transform((place) => {
    const cut = place.lastIndexOf(':');
    const host = cut < 0 ? null : place.slice(0, cut).replace(/^\[|\]$/g, '');
    return { host, port: Number(place.slice(cut + 1)) };
  });

export const VARIABLES = {
  mongodbUri: variable(
    'MONGODB_URI',
    mongodbUri,
    null,
    'Replica set or mongos with database name; unset: an embedded server',
  ),
  redisUrl: variable(
    'REDIS_URL',
    redisUrl,
    null,
    'Queue server: redis, rediss, redis+cluster, redis+sentinel; unset: an embedded server',
  ),
  redisCaFile: variable(
    'REDIS_CA_FILE',
    text,
    null,
    'Certificate authority for TLS to the queue server; unset: the system’s',
  ),
  redisCertFile: variable(
    'REDIS_CERT_FILE',
    text,
    null,
    'Client certificate for TLS to the queue server',
  ),
  redisKeyFile: variable('REDIS_KEY_FILE', text, null, 'Key of the client certificate'),
  queuePrefix: variable(
    'BORDERO_QUEUE_PREFIX',
    text.min(1),
    '{bordero}',
    'Key prefix; the braces keep all keys in one cluster slot',
  ),
  bind: variable('BORDERO_BIND', text.min(1), '127.0.0.1', 'Listen address'),
  publicUrl: variable(
    'BORDERO_PUBLIC_URL',
    webUrl,
    null,
    'Base of absolute links; never taken from the Host header',
  ),
  trustedProxies: variable(
    'BORDERO_TRUSTED_PROXIES',
    addresses,
    null,
    'Addresses whose X-Forwarded-For counts',
  ),
  metricsBind: variable(
    'BORDERO_METRICS_BIND',
    hostAndPort,
    null,
    'Where /metrics answers; unset: on the hub’s port',
  ),
  metricsToken: variable(
    'BORDERO_METRICS_TOKEN',
    text.min(1),
    null,
    'Bearer token that /metrics asks for; unset: none',
  ),
  maxUploadBytes: variable(
    'BORDERO_MAX_UPLOAD_BYTES',
    positive,
    '1073741824',
    'One file over REST; beyond it 413',
  ),
  maxGraphqlBytes: variable(
    'BORDERO_MAX_GRAPHQL_BYTES',
    positive,
    '1000000',
    'One GraphQL JSON body',
  ),
  uploadsPerMember: variable(
    'BORDERO_UPLOADS_PER_MEMBER',
    positive,
    '8',
    'Uploads being received at once; beyond it 429',
  ),
  pendingPerMember: variable(
    'BORDERO_PENDING_PER_MEMBER',
    positive,
    '2000',
    'Accepted and unfinished uploads of a member; beyond it 429',
  ),
  /** Points a minute and API client; null: no limit. */
  rateLimit: variable(
    'BORDERO_RATE_LIMIT',
    rate,
    '6000',
    'Points a minute and API client; off for load tests',
  ),
  streamsPerClient: variable(
    'BORDERO_STREAMS_PER_CLIENT',
    positive,
    '20',
    'Open SSE streams of an API client',
  ),
  introspection: variable(
    'BORDERO_INTROSPECTION',
    access,
    'admin',
    'on, admin or off; the demo: on',
  ),
  explorer: variable(
    'BORDERO_EXPLORER',
    access,
    null,
    'Explorer on GET /graphql; unset: as introspection',
  ),
  drainSeconds: variable('BORDERO_DRAIN_SECONDS', drain, '8', 'Grace of a stopping hub or worker'),
  retentionRawDays: variable('BORDERO_RETENTION_RAW_DAYS', days, '400', 'Raw bytes of uploads'),
  retentionEventsDays: variable('BORDERO_RETENTION_EVENTS_DAYS', days, '1100', 'Canonical data'),
  retentionAuditDays: variable('BORDERO_RETENTION_AUDIT_DAYS', days, '1100', 'Audit trail'),
  retentionIdentityDays: variable(
    'BORDERO_RETENTION_IDENTITY_DAYS',
    days,
    '90',
    'Personal data after a consignment’s last event',
  ),
  retentionPodDays: variable(
    'BORDERO_RETENTION_POD_DAYS',
    days,
    '90',
    'Proofs of delivery after a consignment’s last event',
  ),
  webhookLoopback: variable(
    'BORDERO_WEBHOOK_LOOPBACK',
    flag,
    'off',
    'Webhooks to this machine; in the demo alone',
  ),
  webhookRetrySeconds: variable(
    'BORDERO_WEBHOOK_RETRY',
    seconds,
    '5,30,120,600,3600,7200,14400,28800,28800',
    'Pauses before the attempts after the first, in seconds',
  ),
  webhookDisableDays: variable(
    'BORDERO_WEBHOOK_DISABLE_DAYS',
    days,
    '5',
    'Days of failures alone that disable an endpoint',
  ),
  sessionIdleMinutes: variable(
    'SESSION_IDLE_MINUTES',
    positive,
    '120',
    'Idle end of a dashboard session',
  ),
  sessionMaxHours: variable('SESSION_MAX_HOURS', positive, '12', 'Longest dashboard session'),
  logLevel: variable('BORDERO_LOG_LEVEL', level, 'info', 'JSON lines on standard error'),
  otlpEndpoint: variable(
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    webUrl,
    null,
    'Where traces go; unset: none',
  ),
  cliUrl: variable('BORDERO_URL', webUrl, null, 'Hub that the command line talks to'),
  cliKey: variable('BORDERO_KEY', text.min(1), null, 'API key of the command line'),
} as const;
