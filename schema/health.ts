import { builder } from './builder.ts';
import type { QueueFigures, SchemaHub } from './hub-needs.ts';

const QueueRef = builder.objectRef<QueueFigures['queues'][number]>('QueueHealth').implement({
  description: 'One queue of jobs, as it is now',
  fields: (t) => ({
    name: t.exposeString('name'),
    waiting: t.exposeInt('waiting'),
    active: t.exposeInt('active'),
    delayed: t.exposeInt('delayed'),
    failed: t.exposeInt('failed'),
    oldestWaitingSeconds: t.exposeFloat('oldestWaitingSeconds', {
      nullable: true,
      description: 'Seconds; null when nothing waits',
    }),
  }),
});

interface Health {
  readonly hub: SchemaHub;
  readonly mongo: boolean;
  readonly figures: QueueFigures;
}
const HealthRef = builder.objectRef<Health>('HubHealth').implement({
  description: 'How the hub that answers is, and what it works with',
  fields: (t) => ({
    mongo: t.exposeBoolean('mongo', { description: 'MongoDB answers' }),
    queue: t.boolean({
      description: 'The queue server answers',
      resolve: ({ figures }) => figures.reachable,
    }),
    workers: t.int({
      description: 'Workers connected to the queue',
      resolve: ({ figures }) => figures.workers,
    }),
    startedAt: t.field({ type: 'DateTime', resolve: ({ hub }) => hub.startedAt }),
    version: t.string({ resolve: ({ hub }) => hub.version }),
    queues: t.field({ type: [QueueRef], resolve: ({ figures }) => figures.queues }),
  }),
});

builder.queryField('hubHealth', (t) =>
  t.withAuth({ admin: true }).field({
    type: HealthRef,
    description: 'Scope admin',
    resolve: async (_root, _args, { hub }) => {
      const [mongo, figures] = await Promise.all([hub.isMongoReachable(), hub.queueFigures()]);
      return { hub, mongo, figures };
    },
  }),
);
