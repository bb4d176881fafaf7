import { randomUUID } from 'node:crypto';
import { TransientError } from '../../domain/errors.ts';
import type { MemberId } from '../../domain/consignment.ts';
import { isFloating } from '../../matching/keys.ts';
import { resolve } from '../../matching/resolve.ts';
import type { ConsignmentHead } from '../../store/consignment-store.ts';
import type { ConsignmentDoc } from '../../store/documents.ts';
import type { Registration } from '../../store/reference-store.ts';
import type { FoldState } from '../../store/working-documents.ts';
import type { Unloadings } from '../../tracking/unloadings.ts';
import { componentsOf, type Component } from './components.ts';
import { prepareDocument, type Prepared } from './document.ts';
import { identify, type Identities, type Identified } from './identify.ts';
import { isWorthFollowing, loadNeighbourhood, type Neighbourhood, type SettleStores } from './load.ts';
import { renderGroup, type Rendered } from './render.ts';

export interface SettleNeeds extends SettleStores {
  readonly isHub: (member: MemberId) => boolean;
  readonly now: () => Date;
}

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

const ROUNDS = 30;

/**
 * Derives the consignments around some keys from everything that is known there, and writes them. Records are written and
 * registered before this is called ("write, then look"): of two workers that meet at a key at least one sees both records, and a
 * fold made of less than there is loses on the version that it read and is made again.
 */
export async function settle(needs: SettleNeeds, keys: readonly string[]): Promise<Settled> {
  const outcome = new Outcome();
  let open: readonly string[] = keys;
  for (let round = 0; open.length > 0; round++) {
    if (round === ROUNDS) throw new TransientError('The consignments around these records keep changing');
    open = await settleOnce(needs, open, outcome);
  }
  return outcome.settled;
}

class Outcome {
  readonly home = new Map<string, string>();
  readonly ambiguous = new Map<string, readonly string[]>();
  readonly opened = new Map<string, string>();
  readonly watchers = new Map<string, readonly MemberId[]>();
  readonly changed = new Set<string>();
  readonly buckets = new Set<string>();
  found: Neighbourhood | null = null;

  get settled(): Settled {
    const { found } = this;
    if (found === null) return { ...this, found: EMPTY };
    return { ...this, found };
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

/** One attempt; answers the keys that have to be looked at again. */
async function settleOnce(
  needs: SettleNeeds,
  keys: readonly string[],
  outcome: Outcome,
): Promise<string[]> {
  const found = await loadNeighbourhood(needs, keys);
  outcome.found ??= found;
  const plans = componentsOf(found)
    .filter(({ claims, heads }) => claims.length + heads.length > 0)
    .map((component) => planComponent(needs, component, found));
  await needs.references.register(plans.flatMap(({ registrations }) => registrations));
  const lost = await writePlans(needs, plans);
  const again = new Set<string>();
  for (const plan of plans) {
    if (plan.writes.some(({ document }) => lost.has(document._id))) plan.keys.forEach((key) => again.add(key));
    else record(plan, outcome, found);
  }
  await markWaiting(needs, found, outcome);
  const registered = plans.flatMap(({ registrations }) => registrations.map(({ key }) => key));
  for (const key of await unseenAt(needs, [...registered, ...waitingKeys(found, outcome)], found, plans))
    again.add(key);
  return [...again];
}

interface Plan {
  readonly keys: readonly string[];
  readonly identities: Identities;
  readonly rendered: readonly { readonly one: Identified; readonly views: readonly Rendered[] }[];
  /** Shared documents, guarded by their versions. */
  readonly writes: readonly Prepared[];
  readonly registrations: readonly Registration[];
  readonly ambiguous: readonly { readonly record: string; readonly candidates: readonly string[] }[];
}

function planComponent(needs: SettleNeeds, component: Component, found: Neighbourhood): Plan {
  const { groups, ambiguous } = resolve(component, needs.isHub);
  const identities = identify(groups, component.heads);
  const documentsOf = (bucket: string): NonNullable<ReturnType<typeof found.documents.get>> =>
    found.documents.get(bucket) ?? [];
  const unloadingsOf = (bucket: string): Unloadings | undefined => found.unloadings.get(bucket);
  const all = identities.identified.map(({ id }) => id);
  const joined = identities.joined.map(({ head }) => head._id);
  const registrations: Registration[] = [];
  const writes: Prepared[] = [];
  const rendered = identities.identified.map((one) => {
    const views = renderGroup(one.group, { groups, documentsOf, unloadingsOf });
    const fold = foldState(one, views, [...all, ...joined].filter((id) => id !== one.id));
    registrations.push(...missingRegistrations(one, fold, found));
    const shared = views[0];
    const how = { id: one.id, consignment: one.id, head: alive(one.head), fold, now: needs.now() };
    const prepared = shared === undefined ? null : prepareDocument(shared, how);
    if (prepared !== null) writes.push(prepared);
    return { one, views };
  });
  for (const { head, into } of identities.joined)
    if (head.joinedInto !== into) writes.push(closed(head, into, needs.now()));
  for (const head of identities.gone)
    if (head.viewers.length > 0) writes.push(closed(head, null, needs.now()));
  const idOf = new Map(identities.identified.map(({ group, id }) => [group, id]));
  return {
    keys: [...new Set([...component.claims, ...component.events].flatMap((record) => record.keys))],
    identities,
    rendered,
    writes,
    registrations,
    ambiguous: ambiguous.map(({ record, candidates }) => ({
      record,
      candidates: candidates.flatMap((group) => idOf.get(group) ?? []),
    })),
  };
}

/** A head that was closed is written over whatever its hash says. */
const alive = (head: ConsignmentHead | null): ConsignmentHead | null =>
  head === null || (head.viewers.length > 0 && head.joinedInto === undefined) ? head : { ...head, hash: '' };

function foldState({ group, head, firstClaim }: Identified, views: readonly Rendered[], kin: string[]): FoldState {
  const own = views.slice(1).flatMap(({ audience }) => audience.viewers);
  const records = [...group.events, ...group.withdrawals];
  const keys = [...group.claims, ...records].flatMap((record) => record.keys);
  const subjects = records.map(({ subject }) => subject);
  return {
    firstClaim,
    claims: group.claims.map(({ _id }) => _id).sort(),
    subjects: [...new Set(subjects)].sort(),
    keys: [...new Set(keys)].sort(),
    kin: kin.sort(),
    restricted: [...new Set([...own, ...(head?.fold?.restricted ?? [])])].sort(),
  };
}

/** The consignment stands under every key of its records, so that whoever comes by one of them finds it. */
function missingRegistrations({ id, head }: Identified, fold: FoldState, found: Neighbourhood): Registration[] {
  const known = new Set(head?.joinedInto === undefined ? head?.fold?.keys : []);
  return fold.keys
    .filter((key) => !known.has(key) && !found.references.get(key)?.consignments.includes(id))
    .map((key) => ({ key, consignments: [id] }));
}

/** A consignment that lives on in another one (`into`), or of which nothing is left. Its fold stays, so that it can come back as itself. */
function closed(head: ConsignmentHead, into: string | null, now: Date): Prepared {
  const document = {
    _id: head._id,
    consignment: head._id,
    viewers: [],
    ...(into === null ? {} : { joinedInto: into }),
    version: head.version + 1,
    hash: '',
    write: randomUUID(),
    fold: head.fold,
    events: [],
    manifests: [],
    createdAt: head.createdAt,
    updatedAt: now,
  };
  return { document: document as unknown as ConsignmentDoc, pages: [] };
}

async function writePlans(needs: SettleNeeds, plans: readonly Plan[]): Promise<Set<string>> {
  const writes = plans.flatMap((plan) => plan.writes);
  await needs.consignments.writePages(writes.flatMap(({ pages }) => pages));
  const lost = new Set(await needs.consignments.replace(writes.map(({ document }) => document)));
  await writeRestricted(needs, plans, lost);
  for (const { document, pages } of writes)
    if (pages.length > 0) await needs.consignments.dropOlderPages(document._id, document.version);
  return lost;
}

const restrictedId = (consignment: string, member: MemberId): string => `${consignment}~${member}`;

/** Documents for single viewers follow the shared one; an audience that is no more keeps an empty one, so that no late write revives it. */
async function writeRestricted(
  needs: SettleNeeds,
  plans: readonly Plan[],
  lost: ReadonlySet<string>,
): Promise<void> {
  const wanted = plans.flatMap((plan) => restrictedOf(plan).filter(({ consignment }) => !lost.has(consignment)));
  if (wanted.length === 0) return;
  const heads = await needs.consignments.heads(wanted.map(({ id }) => id));
  const headOf = new Map(heads.map((head) => [head._id, head]));
  const documents: ConsignmentDoc[] = [];
  for (const { id, consignment, view } of wanted) {
    const head = headOf.get(id) ?? null;
    if (view === null) {
      if (head !== null && head.viewers.length > 0) documents.push(closed(head, null, needs.now()).document);
      continue;
    }
    const how = { id, consignment, head: alive(head), fold: null, now: needs.now() };
    const prepared = prepareDocument(view, how);
    if (prepared === null) continue;
    await needs.consignments.writePages(prepared.pages);
    documents.push(prepared.document);
  }
  await needs.consignments.replaceOlder(documents);
}

function restrictedOf(plan: Plan): { id: string; consignment: string; view: Rendered | null }[] {
  const present = plan.rendered.flatMap(({ one, views }) => {
    const members = new Set(one.head?.fold?.restricted ?? []);
    const byMember = new Map(views.slice(1).map((view) => [view.audience.viewers[0] ?? '', view]));
    for (const member of byMember.keys()) members.add(member);
    return [...members].map((member) => ({
      id: restrictedId(one.id, member),
      consignment: one.id,
      view: byMember.get(member) ?? null,
    }));
  });
  const heads = [...plan.identities.gone, ...plan.identities.joined.map(({ head }) => head)];
  const past = heads.flatMap((head) =>
    (head.fold?.restricted ?? []).map((member) => ({
      id: restrictedId(head._id, member),
      consignment: head._id,
      view: null,
    })),
  );
  return [...present, ...past];
}

function record(plan: Plan, outcome: Outcome, found: Neighbourhood): void {
  const changed = new Set(plan.writes.map(({ document }) => document._id));
  for (const { one, views } of plan.rendered) {
    const { group, id, firstClaim } = one;
    const full = views.filter(({ audience }) => audience.role !== 'REPORTER');
    outcome.watchers.set(id, full.flatMap(({ audience }) => audience.viewers));
    outcome.opened.set(id, firstClaim);
    for (const { _id } of [...group.claims, ...group.events, ...group.withdrawals]) outcome.home.set(_id, id);
    if (!changed.has(id)) continue;
    for (const { manifest } of group.claims) if (manifest !== null) outcome.buckets.add(manifest.bucket);
    for (const { report } of group.events) report?.buckets.forEach((bucket) => outcome.buckets.add(bucket));
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

/** Which events wait is kept at the event, for the list of orphans. */
async function markWaiting({ records }: SettleNeeds, found: Neighbourhood, outcome: Outcome): Promise<void> {
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
  const marked = [...found.events.values()].filter((event) => !event.waiting && !outcome.home.has(event._id));
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
  const subjects = new Set([...found.events.values(), ...found.withdrawals.values()].map((e) => e.subject));
  const now = await references.find([...new Set(keys)]);
  return [...now.values()]
    .filter(isWorthFollowing)
    .filter(
      (doc) =>
        doc.consignments.some((id) => !found.heads.has(id) && !own.has(id)) ||
        doc.claims.some((id) => !found.claims.has(id)) ||
        doc.subjects.some((subject) => !subjects.has(subject) && !found.references.get(doc._id)?.subjects.includes(subject)),
    )
    .map(({ _id }) => _id);
}

/** A record makes itself known under its keys before anybody looks. */
export async function register(
  { references }: Pick<SettleNeeds, 'references'>,
  records: {
    readonly claims: readonly { readonly _id: string; readonly keys: readonly string[] }[];
    readonly events: readonly { readonly subject: string; readonly keys: readonly string[] }[];
  },
): Promise<void> {
  const wanted = new Map<string, { claims: Set<string>; subjects: Set<string>; floating: boolean }>();
  const at = (key: string): { claims: Set<string>; subjects: Set<string>; floating: boolean } => {
    const known = wanted.get(key) ?? { claims: new Set(), subjects: new Set(), floating: false };
    wanted.set(key, known);
    return known;
  };
  for (const { _id, keys } of records.claims)
    for (const key of keys) {
      at(key).claims.add(_id);
      if (isFloating(keys)) at(key).floating = true;
    }
  for (const { subject, keys } of records.events)
    for (const key of keys) {
      at(key).subjects.add(subject);
      if (isFloating(keys)) at(key).floating = true;
    }
  const standing = await references.find([...wanted.keys()]);
  const registrations: Registration[] = [];
  for (const [key, { claims, subjects, floating }] of wanted) {
    const doc = standing.get(key);
    const missing = {
      key,
      claims: [...claims].filter((id) => !doc?.claims.includes(id)),
      subjects: [...subjects].filter((subject) => !doc?.subjects.includes(subject)),
      floating: floating && doc?.floating !== true,
    };
    if (missing.claims.length + missing.subjects.length > 0 || missing.floating) registrations.push(missing);
  }
  await references.register(registrations);
}
