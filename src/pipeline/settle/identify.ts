import { fingerprint } from '../../domain/hash.ts';
import type { Group } from '../../matching/group.ts';
import type { ConsignmentHead } from '../../store/consignment-store.ts';

export interface Identified {
  readonly id: string;
  readonly group: Group;
  /** Its shared document as it stands; null: none yet. */
  readonly head: ConsignmentHead | null;
  readonly firstClaim: string;
}

export interface Identities {
  readonly identified: readonly Identified[];
  /** Consignments that live on in another one: head and id of the survivor. */
  readonly joined: readonly { readonly head: ConsignmentHead; readonly into: string }[];
  /** Consignments of which nothing is left. */
  readonly gone: readonly ConsignmentHead[];
}

/**
 * Which consignment keeps which id: a consignment stays what it was as long as it holds the claim that opened it; of several that
 * turn out to be one the smaller id survives (rules.md section 4).
 */
export function identify(groups: readonly Group[], heads: readonly ConsignmentHead[]): Identities {
  const groupOf = new Map<string, Group>();
  for (const group of groups) for (const { _id } of group.claims) groupOf.set(_id, group);
  const own = new Map<Group, ConsignmentHead[]>();
  const byId = new Map<string, ConsignmentHead>();
  const homeless: ConsignmentHead[] = [];
  for (const head of [...heads].sort((a, b) => (a._id < b._id ? -1 : 1))) {
    byId.set(head._id, head);
    const home = homeOf(head, groupOf);
    if (home === undefined) homeless.push(head);
    else own.set(home, [...(own.get(home) ?? []), head]);
  }
  const identified: Identified[] = [];
  const joined: Identities['joined'][number][] = [];
  for (const group of groups) {
    const [survivor, ...others] = own.get(group) ?? [];
    const { smallestClaim } = group;
    const id = survivor?._id ?? fingerprint('consignment', smallestClaim);
    const head = survivor ?? byId.get(id) ?? null;
    identified.push({ id, group, head, firstClaim: head?.fold?.firstClaim ?? smallestClaim });
    for (const other of others) joined.push({ head: other, into: id });
  }
  const taken = new Set(identified.map(({ id }) => id));
  const gone = homeless.filter((head) => !taken.has(head._id));
  return { identified, joined, gone };
}

function homeOf({ fold }: ConsignmentHead, groupOf: ReadonlyMap<string, Group>): Group | undefined {
  if (fold === null) return undefined;
  const opened = groupOf.get(fold.firstClaim);
  if (opened !== undefined) return opened;
  for (const id of [...fold.claims].sort()) {
    const home = groupOf.get(id);
    if (home !== undefined) return home;
  }
  return undefined;
}
