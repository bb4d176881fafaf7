/** Who sees which records of which consignment, as the hub decides it, without a database. */
import type { AudienceRole } from '../../src/sharing/audience.ts';
import { audiencesOf, seesClaim, seesEvent } from '../../src/sharing/audience.ts';
import { partiesOf } from '../../src/pipeline/settle/parties.ts';
import { resolveAll, type AnyRecord } from './builders.ts';

export interface Sight {
  readonly role: AudienceRole;
  /** Ids of the claims and events that are seen, sorted. */
  readonly records: readonly string[];
  readonly sender: string | null;
  readonly receiver: string | null;
  readonly handlers: readonly string[];
}

/** What one member sees, one entry a consignment. */
export function seenBy(viewer: string, records: readonly AnyRecord[]): Sight[] {
  const { groups } = resolveAll(records);
  const sights: Sight[] = [];
  for (const group of groups)
    for (const audience of audiencesOf(partiesOf(group, groups))) {
      if (!audience.viewers.includes(viewer)) continue;
      const claims = group.claims.filter((claim) => seesClaim(audience, claim));
      const events = group.events.filter((event) => seesEvent(audience, event));
      sights.push({
        role: audience.role,
        records: [...claims, ...events].map(({ _id }) => _id).sort(),
        sender: group.sender,
        receiver: group.receiver,
        handlers: [...group.handlers].sort(),
      });
    }
  return sights.sort((a, b) => (a.records.join() < b.records.join() ? -1 : 1));
}
