/** How an event is reached by its id alone: through a consignment that the viewer may see, or as its own orphan. */
import { createContextCache } from '@pothos/core';
import DataLoader from 'dataloader';
import type { Package } from '../src/domain/consignment.ts';
import type { ConsignmentDoc, ConsignmentEventDoc, EventDoc } from '../src/store/documents.ts';
import { asOrphan, referencesOf } from '../src/store/event-reader.ts';
import type { Context } from './context.ts';

/** An event as the viewer sees it. Under the names of the graph, as far as nobody has to be asked: a page has hundreds of events. */
export interface ShownEvent extends ConsignmentEventDoc {
  readonly occurredAt: Date;
  readonly localTime: string;
  /** Null: a kind was sent instead of a code. */
  readonly raw: ConsignmentEventDoc | null;
  readonly source: ConsignmentEventDoc;
  /** Those of its consignment. */
  readonly packages: readonly Package[];
}

export const showEvent = (
  event: ConsignmentEventDoc,
  packages: readonly Package[] = [],
): ShownEvent => ({
  ...event,
  occurredAt: event.at,
  localTime: event.local,
  raw: event.code === null ? null : event,
  source: event,
  packages,
});

/** In the order of the ids; null: unknown, or no consignment of the viewer shows it. */
export async function readEvents(
  ids: readonly string[],
  context: Context,
): Promise<(ShownEvent | null)[]> {
  const { events, consignments } = context.hub.reads;
  const { member } = context.viewer;
  const reported = await events.findByIds(ids);
  const references = [...new Set(reported.flatMap(referencesOf))];
  const holding =
    references.length === 0 ? [] : await consignments.findHolding(member, references, ids);
  const shown = new Map<string, ShownEvent>();
  for (const event of reported) keep(shown, ownOrphan(event, member));
  const told = await Promise.all(holding.map(async (doc) => timelineOf(doc, context)));
  for (const event of told.flat()) keep(shown, event);
  return ids.map((id) => shown.get(id) ?? null);
}

function keep(shown: Map<string, ShownEvent>, event: ShownEvent | null): void {
  if (event !== null) shown.set(event.id, event);
}

function ownOrphan(reported: EventDoc, member: string): ShownEvent | null {
  if (!reported.waiting || reported.member !== member) return null;
  const event = asOrphan(reported);
  return event === null ? null : showEvent(event);
}

const timelines = createContextCache(
  ({ hub }: Context) =>
    new DataLoader((docs: readonly ConsignmentDoc[]) => hub.reads.consignments.loadTimelines(docs)),
);

/** All events of a consignment, at once where it holds them; long ones of many consignments are read together. */
export function timelineOf(
  doc: ConsignmentDoc,
  context: Context,
): ShownEvent[] | Promise<ShownEvent[]> {
  const { packages, events } = doc;
  const show = (event: ConsignmentEventDoc): ShownEvent => showEvent(event, packages);
  if (events.length >= doc.eventCount) return events.map(show);
  const loaded = timelines(context).load(doc);
  return loaded.then((all) => all.map(show));
}
