import type { MemberId } from '../../domain/consignment.ts';
import type { ConsignmentHead } from '../../store/consignment-store.ts';
import type { Neighbourhood } from './load.ts';
import type { Plan } from './plan.ts';

/** Where the records around the given keys ended up. */
export interface Settled {
  /** Consignment by id of a claim or event that belongs to it. */
  readonly home: ReadonlyMap<string, string>;
  /** Claims and events that a person has to decide about, with the consignments in question. */
  readonly ambiguous: ReadonlyMap<string, readonly string[]>;
  /** The claim that opened each consignment. */
  readonly opened: ReadonlyMap<string, string>;
  /** Members that see every event of a consignment. */
  readonly watchers: ReadonlyMap<string, readonly MemberId[]>;
  /** Consignments whose documents changed. */
  readonly changed: ReadonlySet<string>;
  /** Manifests whose consignments changed, by bucket. */
  readonly buckets: ReadonlySet<string>;
  /** What was read, for whoever counts. */
  readonly found: Neighbourhood;
}

/** Settled, while it is being found out. */
export class Outcome {
  readonly home = new Map<string, string>();
  readonly ambiguous = new Map<string, readonly string[]>();
  readonly opened = new Map<string, string>();
  readonly watchers = new Map<string, readonly MemberId[]>();
  readonly changed = new Set<string>();
  readonly buckets = new Set<string>();
  found: Neighbourhood | null = null;

  get settled(): Settled {
    const { home, ambiguous, opened, watchers, changed, buckets, found } = this;
    return { home, ambiguous, opened, watchers, changed, buckets, found: found ?? EMPTY };
  }
}

const EMPTY: Neighbourhood = {
  references: new Map(),
  heads: new Map(),
  claims: new Map(),
  events: new Map(),
  withdrawals: new Map(),
  documents: new Map(),
  unloadings: new Map(),
};

/** Notes where a plan that was written left its records. */
export function record(plan: Plan, outcome: Outcome, found: Neighbourhood): void {
  const changed = new Set(plan.writes.map(({ document }) => document._id));
  for (const { one, views } of plan.rendered) {
    const { group, id, firstClaim } = one;
    const full = views.filter(({ audience }) => audience.role !== 'REPORTER');
    outcome.watchers.set(
      id,
      full.flatMap(({ audience }) => audience.viewers),
    );
    outcome.opened.set(id, firstClaim);
    for (const { _id } of [...group.claims, ...group.events, ...group.withdrawals])
      outcome.home.set(_id, id);
    for (const { manifest } of group.claims)
      if (manifest !== null) outcome.buckets.add(manifest.bucket);
    for (const { report } of group.events)
      report?.buckets.forEach((bucket) => outcome.buckets.add(bucket));
  }
  for (const { head } of plan.identities.joined) noteBuckets(head, outcome, found);
  for (const head of plan.identities.gone) noteBuckets(head, outcome, found);
  for (const id of changed) outcome.changed.add(id);
  for (const { record: id, candidates } of plan.ambiguous) outcome.ambiguous.set(id, candidates);
}

function noteBuckets({ fold }: ConsignmentHead, outcome: Outcome, { claims }: Neighbourhood): void {
  for (const id of fold?.claims ?? []) {
    const bucket = claims.get(id)?.manifest?.bucket;
    if (bucket !== undefined) outcome.buckets.add(bucket);
  }
}
