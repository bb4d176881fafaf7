import { TransientError } from '../../domain/errors.ts';
import { componentsOf } from './components.ts';
import {
  isWorthFollowing,
  loadNeighbourhood,
  NO_OWN_RECORDS,
  type Neighbourhood,
  type OwnRecords,
} from './load.ts';
import type { SettleNeeds } from './needs.ts';
import { Outcome, record, type Settled } from './outcome.ts';
import { planComponent, type Plan } from './plan.ts';
import { writePlans } from './write.ts';

const ROUNDS = 30;

/**
 * Derives the consignments around some keys from everything that is known there, and writes them. Records are written and
 * registered before this is called ("write, then look"): of two workers that meet at a key at least one sees both records, and a
 * fold made of less than there is loses on the version that it read and is made again.
 */
export async function settle(
  needs: SettleNeeds,
  keys: readonly string[],
  own: OwnRecords = NO_OWN_RECORDS,
): Promise<Settled> {
  const outcome = new Outcome();
  let open: readonly string[] = keys;
  for (let round = 0; open.length > 0; round++) {
    if (round === ROUNDS)
      throw new TransientError('The consignments around these records keep changing');
    open = await settleOnce(needs, { keys: open, own }, outcome);
  }
  return outcome.settled;
}

/** One attempt; answers the keys that have to be looked at again. */
async function settleOnce(
  needs: SettleNeeds,
  { keys, own }: { keys: readonly string[]; own: OwnRecords },
  outcome: Outcome,
): Promise<string[]> {
  const found = await loadNeighbourhood(needs, keys, own);
  outcome.found ??= found;
  const plans = componentsOf(found)
    .filter(({ claims, heads }) => claims.length + heads.length > 0)
    .map((component) => planComponent(needs, component, found));
  await needs.references.register(plans.flatMap(({ registrations }) => registrations));
  const lost = await writePlans(needs, plans);
  const again = new Set<string>();
  for (const plan of plans) {
    if (plan.writes.some(({ document }) => lost.has(document._id)))
      plan.keys.forEach((key) => again.add(key));
    else record(plan, outcome, found);
  }
  await markWaiting(needs, found, outcome);
  const registered = plans.flatMap(({ registrations }) => registrations.map(({ key }) => key));
  for (const key of await unseenAt(
    needs,
    [...registered, ...waitingKeys(found, outcome)],
    found,
    plans,
  ))
    again.add(key);
  return [...again];
}

/** Which events wait is kept at the event, for the list of orphans. */
async function markWaiting(
  { records }: SettleNeeds,
  found: Neighbourhood,
  outcome: Outcome,
): Promise<void> {
  const stop: string[] = [];
  const start: string[] = [];
  for (const { _id, waiting } of found.events.values()) {
    const attached = outcome.home.has(_id);
    if (waiting && attached) stop.push(_id);
    if (!waiting && !attached) start.push(_id);
  }
  await records.setWaiting(stop, false);
  await records.setWaiting(start, true);
}

/** Keys of events that were just marked as waiting: their consignment may have come in between. */
function waitingKeys(found: Neighbourhood, outcome: Outcome): string[] {
  const marked = [...found.events.values()].filter(
    (event) => !event.waiting && !outcome.home.has(event._id),
  );
  return [...new Set(marked.flatMap(({ keys }) => keys))];
}

/** Looks again where something was written: keys at which records or consignments stand that were not seen. */
async function unseenAt(
  { references }: SettleNeeds,
  keys: readonly string[],
  found: Neighbourhood,
  plans: readonly Plan[],
): Promise<string[]> {
  if (keys.length === 0) return [];
  const own = new Set(plans.flatMap(({ identities }) => identities.identified.map(({ id }) => id)));
  const subjects = new Set(
    [...found.events.values(), ...found.withdrawals.values()].map((e) => e.subject),
  );
  const now = await references.find([...new Set(keys)]);
  return [...now.values()]
    .filter(isWorthFollowing)
    .filter(
      (doc) =>
        doc.consignments.some((id) => !found.heads.has(id) && !own.has(id)) ||
        doc.claims.some((id) => !found.claims.has(id)) ||
        doc.subjects.some(
          (subject) =>
            !subjects.has(subject) && !found.references.get(doc._id)?.subjects.includes(subject),
        ),
    )
    .map(({ _id }) => _id);
}
