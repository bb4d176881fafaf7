/** What is asked for and done about single events. */
import { InvalidInputError, NotAllowedError } from '../src/domain/errors.ts';
import { asOrphan, ORPHAN_ORDER } from '../src/store/event-reader.ts';
import { keyOf } from '../src/store/page.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { notFound } from './errors.ts';
import { readEvents, showEvent, type ShownEvent } from './event-load.ts';
import { EventConnection, EventRef } from './event.ts';
import { idOf } from './ids.ts';
import { encodeCursor, isInstant, isText, listName, readSlice, type Connection } from './paging.ts';
import type { PageArguments } from './paging.ts';

builder.queryField('orphanedEvents', (t) =>
  t.withAuth({ read: true }).field({
    type: EventConnection,
    description: "Own member's events whose consignment has not arrived, oldest first",
    args: t.arg.connectionArgs(),
    resolve: async (_root, args, context) => listOrphans(args, context),
  }),
);

async function listOrphans(args: PageArguments, context: Context): Promise<Connection<ShownEvent>> {
  const { events } = context.hub.reads;
  const { member } = context.viewer;
  const list = listName(context, 'orphans');
  const page = await events.orphans(member, readSlice(args, list, [isInstant, isText]));
  const cursors = new Map(page.rows.map((doc) => [doc._id, keyOf(ORPHAN_ORDER, doc)]));
  return {
    ...page,
    rows: page.rows.flatMap((doc) => {
      const event = asOrphan(doc);
      return event === null ? [] : [showEvent(event)];
    }),
    cursorOf: ({ id }) => encodeCursor(list, cursors.get(id) ?? []),
    count: () => events.countOrphans(member),
  };
}

builder.mutationField('withdrawEvent', (t) =>
  t.withAuth({ upload: true }).field({
    type: EventRef,
    description:
      'By the member that reported it; the event stays readable with withdrawnAt set, the status is derived again without it',
    errors: { types: [NotAllowedError, InvalidInputError], union: { name: 'WithdrawEventResult' } },
    args: {
      event: t.arg.id({ required: true }),
      reason: t.arg.string({ required: true }),
    },
    resolve: async (_root, args, context) => {
      const id = idOf('ConsignmentEvent', args.event);
      const shown = id === null ? null : await readEvent(id, context);
      if (shown === null) throw notFound('event');
      if (shown.member !== context.viewer.member) {
        throw new NotAllowedError('Only the member that reported an event withdraws it');
      }
      const event = shown.id;
      await context.hub.steps.withdrawEvent({ event, reason: args.reason });
      return (await readEvent(shown.id, context)) ?? withdrawn(shown, context);
    },
  }),
);

const readEvent = async (id: string, context: Context): Promise<ShownEvent | null> =>
  (await readEvents([id], context))[0] ?? null;

/** An orphan that was withdrawn waits no longer, so that no list shows it any more. */
const withdrawn = (event: ShownEvent, { hub }: Context): ShownEvent => ({
  ...event,
  withdrawnAt: hub.clock.now(),
});
