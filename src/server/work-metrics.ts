/** Metrics of the work, which other processes do: told from MongoDB and the queue at the moment of the scrape. */
import type { QueueFigures } from '../../schema/hub-needs.ts';
import type { ServerHub } from './server-hub.ts';
import { withDeadline } from './refusal.ts';

/** A scrape never hangs with MongoDB. */
const SCRAPE_MS = 3_000;

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [suffix: string, labels: Labels, value: number];

const labelText = (labels: Labels): string => {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
};

const family = (name: string, type: string, help: string, samples: readonly Sample[]): string =>
  [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples.map(([suffix, labels, value]) => `${name}${suffix}${labelText(labels)} ${value}`),
    '',
  ].join('\n');

const single = (name: string, type: string, help: string, value: number): string =>
  family(name, type, help, [['', {}, value]]);

const STATES = [
  'RECEIVED',
  'PROCESSING',
  'COMPLETED',
  'COMPLETED_WITH_ISSUES',
  'REFUSED',
  'FAILED',
  'WITHDRAWN',
] as const;

/** Empty where MongoDB does not answer in time. */
export async function workMetrics(hub: ServerHub): Promise<string> {
  const [stored, queues] = await Promise.all([
    withDeadline(storedMetrics(hub), SCRAPE_MS).catch(() => ''),
    hub
      .queueFigures()
      .then(queueMetrics)
      .catch(() => ''),
  ]);
  return stored + queues;
}

async function storedMetrics({ stores, clock }: ServerHub): Promise<string> {
  const { figures } = stores;
  const [uploads, backlog, letters, requeued] = await Promise.all([
    figures.uploads(),
    figures.backlog(clock.now()),
    figures.deadLetters(),
    figures.requeued(),
  ]);
  const { atMost, bounds, count, sumSeconds } = uploads.durations;
  return [
    family(
      'bordero_uploads_total',
      'counter',
      'Uploads by the state they are in',
      STATES.map((state): Sample => ['', { state }, uploads.byState[state] ?? 0]),
    ),
    family('bordero_records_total', 'counter', 'Records of finished uploads by outcome', [
      ['', { outcome: 'accepted' }, uploads.accepted],
      ['', { outcome: 'duplicate' }, uploads.duplicates],
      ['', { outcome: 'rejected' }, uploads.rejected],
    ]),
    single('bordero_upload_bytes_total', 'counter', 'Bytes of accepted uploads', uploads.bytes),
    family('bordero_upload_seconds', 'histogram', 'From acceptance of an upload to its end', [
      ...bounds.map((bound, i): Sample => ['_bucket', { le: String(bound) }, atMost[i] ?? 0]),
      ['_bucket', { le: '+Inf' }, count],
      ['_sum', {}, sumSeconds],
      ['_count', {}, count],
    ]),
    single('bordero_unfinished_uploads', 'gauge', 'Accepted and unfinished', backlog.unfinished),
    single(
      'bordero_oldest_unfinished_seconds',
      'gauge',
      'Since the unfinished upload that stands longest moved last',
      backlog.oldestSeconds ?? 0,
    ),
    single('bordero_requeued_total', 'counter', 'Uploads asked for again by the sweeper', requeued),
    single('bordero_dead_letters', 'gauge', 'Jobs that were given up and wait', letters),
  ].join('');
}

const queueMetrics = ({ queues }: QueueFigures): string =>
  family(
    'bordero_queue_jobs',
    'gauge',
    'Jobs by queue and state',
    queues.flatMap(({ name: queue, waiting, active, delayed, failed }) =>
      Object.entries({ waiting, active, delayed, failed }).map(([state, jobs]): Sample => [
        '',
        { queue, state },
        jobs,
      ]),
    ),
  );
