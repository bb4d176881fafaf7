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
  const homes = new Map<ConsignmentHead, Group>();
  for (const head of heads) {
    const home = homeOf(head, groups);
    if (home !== undefined) homes.set(head, home);
  }
  const identified: Identified[] = [];
  const joined: Identities['joined'][number][] = [];
  for (const group of groups) {
    const own = heads.filter((head) => homes.get(head) === group).sort((a, b) => (a._id < b._id ? -1 : 1));
    const firstClaim = openingClaim(group);
    const [survivor, ...others] = own;
    const id = survivor?._id ?? fingerprint('consignment', firstClaim);
    const known = survivor ?? heads.find((head) => head._id === id) ?? null;
    identified.push({ id, group, head: known, firstClaim: known?.fold?.firstClaim ?? firstClaim });
    for (const head of others) joined.push({ head, into: id });
  }
  const taken = new Set(identified.map(({ id }) => id));
  const gone = heads.filter((head) => !homes.has(head) && !taken.has(head._id));
  return { identified, joined, gone };
}

function homeOf({ fold }: ConsignmentHead, groups: readonly Group[]): Group | undefined {
  if (fold === null) return undefined;
  const holds = (id: string) => (group: Group) => group.claims.some((claim) => claim._id === id);
  const opened = groups.find(holds(fold.firstClaim));
  if (opened !== undefined) return opened;
  for (const id of [...fold.claims].sort()) {
    const home = groups.find(holds(id));
    if (home !== undefined) return home;
  }
  return undefined;
}

const openingClaim = (group: Group): string =>
  group.claims.reduce((least, { _id }) => (least === '' || _id < least ? _id : least), '');
