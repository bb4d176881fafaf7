import type {
  Claim,
  ContentWithdrawal,
  ManifestDocument,
  ReportedEvent,
} from '../../domain/record.ts';
import { isStrongKey } from '../../matching/keys.ts';
import type { ConsignmentHead, ConsignmentStore } from '../../store/consignment-store.ts';
import type { ReferenceDoc } from '../../store/documents.ts';
import type { ManifestStore } from '../../store/manifest-store.ts';
import type { Own, RecordStore } from '../../store/record-store.ts';
import type { ReferenceStore } from '../../store/reference-store.ts';
import type { Unloadings } from '../../tracking/unloadings.ts';

export interface SettleStores {
  readonly references: ReferenceStore;
  readonly records: RecordStore;
  readonly consignments: ConsignmentStore;
  readonly manifests: ManifestStore;
}

/** Everything that is known around some keys, read so that a fold over it may be written if the heads' versions still stand. */
export interface Neighbourhood {
  readonly references: Map<string, ReferenceDoc>;
  readonly heads: Map<string, ConsignmentHead>;
  readonly claims: Map<string, Claim>;
  readonly events: Map<string, ReportedEvent>;
  readonly withdrawals: Map<string, ContentWithdrawal>;
  readonly documents: Map<string, ManifestDocument[]>;
  /** By bucket, only where a report confirms what it does not name. */
  readonly unloadings: Map<string, Unloadings>;
}

/** Records that the caller has just written itself; whatever it says of them is read again only if it changed since. */
export interface OwnRecords {
  readonly claims: Own<Claim>;
  /** Without those that have an id of their sender: only these may be taken out again. */
  readonly events: Own<ReportedEvent>;
}

export const NO_OWN_RECORDS: OwnRecords = { claims: new Map(), events: new Map() };

/**
 * Follows keys to consignments, claims and subjects until nothing new turns up. Heads are read before records: whoever changes a
 * record afterwards folds it after us, and our write then fails on the head's version.
 */
export async function loadNeighbourhood(
  stores: SettleStores,
  keys: readonly string[],
  own: OwnRecords,
): Promise<Neighbourhood> {
  const search = new Search(stores, own);
  let rounds = 0;
  for (let next = [...keys]; next.length > 0; rounds++) next = await search.follow(next);
  if (rounds > 1) await search.readAgain();
  const buckets = [...search.claims.values()].flatMap(({ manifest }) => manifest?.bucket ?? []);
  const [documents, unloadings] = await loadManifests(stores, [...new Set(buckets)]);
  return { ...search.found, documents, unloadings };
}

/** The lists of some buckets and, where a report confirms what it does not name, everything that answers them. */
async function loadManifests(
  { manifests }: SettleStores,
  buckets: readonly string[],
): Promise<[Map<string, ManifestDocument[]>, Map<string, Unloadings>]> {
  const [lists, confirming] = await Promise.all([
    manifests.documents(buckets),
    manifests.confirmingReports(buckets),
  ]);
  const documents = new Map<string, ManifestDocument[]>();
  for (const document of lists) {
    const known = documents.get(document.bucket);
    if (known) known.push(document);
    else documents.set(document.bucket, [document]);
  }
  const unloadings = new Map<string, Unloadings>();
  const confirmed = new Set(confirming.flatMap((report) => report.buckets));
  for (const bucket of buckets) {
    if (!confirmed.has(bucket)) continue;
    const reports = await manifests.reports([bucket]);
    const differences = await manifests.differences(reports.map(({ _id }) => _id));
    unloadings.set(bucket, { reports, differences });
  }
  return [documents, unloadings];
}

class Search {
  readonly references = new Map<string, ReferenceDoc>();
  readonly heads = new Map<string, ConsignmentHead>();
  readonly claims = new Map<string, Claim>();
  readonly events = new Map<string, ReportedEvent>();
  readonly withdrawals = new Map<string, ContentWithdrawal>();
  readonly #asked = new Set<string>();
  readonly #subjects = new Set<string>();
  readonly #stores: SettleStores;
  readonly #own: OwnRecords;

  constructor(stores: SettleStores, own: OwnRecords) {
    this.#stores = stores;
    this.#own = own;
  }

  get found(): Omit<Neighbourhood, 'documents' | 'unloadings'> {
    const { references, heads, claims, events, withdrawals } = this;
    return { references, heads, claims, events, withdrawals };
  }

  /** Reads what is registered under the keys; answers the keys that this leads to. */
  async follow(keys: readonly string[]): Promise<string[]> {
    const fresh = [...new Set(keys)].filter((key) => !this.#asked.has(key));
    for (const key of fresh) this.#asked.add(key);
    const references = await this.#stores.references.find(fresh);
    for (const [key, doc] of references) this.references.set(key, doc);
    const docs = [...references.values()].filter(isWorthFollowing);
    await this.#readHeads(docs.flatMap(({ consignments }) => consignments));
    const claims = docs.flatMap((doc) => doc.claims);
    const subjects = docs.flatMap((doc) => doc.subjects);
    for (const { fold } of this.heads.values()) {
      claims.push(...(fold?.claims ?? []));
      subjects.push(...(fold?.subjects ?? []));
    }
    await Promise.all([this.#readClaims(claims), this.#readEvents(subjects)]);
    return this.#leads();
  }

  /** Heads with those they were joined into or resolved together with. */
  async #readHeads(ids: readonly string[]): Promise<void> {
    let next = [...new Set(ids)].filter((id) => !this.heads.has(id));
    while (next.length > 0) {
      const heads = await this.#stores.consignments.heads(next);
      for (const head of heads) this.heads.set(head._id, head);
      const more = heads.flatMap(({ fold, joinedInto }) => [
        ...(fold?.kin ?? []),
        ...(joinedInto === undefined ? [] : [joinedInto]),
      ]);
      next = [...new Set(more)].filter((id) => !this.heads.has(id) && !next.includes(id));
    }
  }

  async #readClaims(ids: readonly string[]): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.claims.has(id));
    for (const claim of await this.#stores.records.claimsByIds(missing, this.#own.claims))
      this.claims.set(claim._id, claim);
  }

  async #readEvents(subjects: readonly string[]): Promise<void> {
    const missing = [...new Set(subjects)].filter((subject) => !this.#subjects.has(subject));
    for (const subject of missing) this.#subjects.add(subject);
    const { records } = this.#stores;
    for (const record of await records.eventsBySubjects(missing, this.#own.events))
      this.#add(record);
  }

  #add(record: ReportedEvent | ContentWithdrawal): void {
    if ('withdraws' in record) this.withdrawals.set(record._id, record);
    else this.events.set(record._id, record);
  }

  /** Keys of records that no consignment knows yet: what a consignment knows has registered everywhere already. */
  #leads(): string[] {
    const knownClaims = new Set<string>();
    const knownSubjects = new Set<string>();
    for (const { fold } of this.heads.values()) {
      for (const id of fold?.claims ?? []) knownClaims.add(id);
      for (const subject of fold?.subjects ?? []) knownSubjects.add(subject);
    }
    const leads: string[] = [];
    for (const claim of this.claims.values())
      if (!knownClaims.has(claim._id)) leads.push(...claim.keys);
    for (const record of [...this.events.values(), ...this.withdrawals.values()])
      if (!knownSubjects.has(record.subject)) leads.push(...record.keys);
    return leads.filter((key) => !this.#asked.has(key));
  }

  /** Reads heads and then records once more, now that all of them are known by name. */
  async readAgain(): Promise<void> {
    for (const head of await this.#stores.consignments.heads([...this.heads.keys()]))
      this.heads.set(head._id, head);
    const { records } = this.#stores;
    const [claims, events] = await Promise.all([
      records.claimsByIds([...this.claims.keys()], this.#own.claims),
      records.eventsBySubjects([...this.#subjects], this.#own.events),
    ]);
    for (const claim of claims) this.claims.set(claim._id, claim);
    for (const record of events) this.#add(record);
  }
}

/** A customer's order number leads on only where somebody stands who has no better one. */
export const isWorthFollowing = ({ _id, floating }: ReferenceDoc): boolean =>
  isStrongKey(_id) || floating === true;
