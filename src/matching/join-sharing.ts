import type { Claim, StoredReference } from '../domain/record.ts';
import type { ClusterOfClaims } from './cluster-of-claims.ts';
import { isFloating } from './keys.ts';
import type { Rank } from './ranks.ts';
import { issuersFit, sameReference } from './references.ts';

/** A cluster that bears the key in question, by one of its claims. */
export interface Bearer {
  readonly cluster: ClusterOfClaims;
  readonly claim: Claim;
  readonly reference: StoredReference | null;
}

/** A cluster among those that share a key. */
interface Entry {
  readonly cluster: ClusterOfClaims;
  readonly references: StoredReference[];
  floating: boolean;
  /** It has stronger numbers of its own: others come to it. */
  readonly anchored: boolean;
  readonly depotKnown: boolean;
}

interface Ambiguous {
  readonly cluster: ClusterOfClaims;
  readonly candidates: ClusterOfClaims[];
}

/** Neighbours by date that are looked at for one cluster: bounds what thousands under one key can cost. */
const NEIGHBOURS = 24;

/**
 * Joins clusters that share one key and do not contradict each other, of several the one with the nearest document date. Those with
 * stronger numbers stand first and the others come to them; again, because a joined one lives longer. Answers those that fit
 * several equally well.
 */
export function joinSharing(bearers: readonly Bearer[], rank: Rank): Ambiguous[] {
  const ambiguous: Ambiguous[] = [];
  let entries = entriesOf(bearers, rank);
  for (let again = entries.length > 1; again;) {
    again = false;
    const open = new Open();
    for (const entry of entries) {
      const [home, ...more] = nearest(entry, open, rank);
      if (home === undefined) open.add(entry);
      else if (more.length === 0) {
        open.join(home, entry);
        again = true;
      } else {
        entry.cluster.waits = true;
        ambiguous.push({
          cluster: entry.cluster,
          candidates: [home, ...more].map((one) => one.cluster),
        });
      }
    }
    entries = [...open.all].sort(inOrder);
  }
  return ambiguous;
}

function entriesOf(bearers: readonly Bearer[], { stronger }: Rank): Entry[] {
  const entries = new Map<ClusterOfClaims, Entry>();
  for (const { cluster: bearing, claim, reference } of bearers) {
    const cluster = bearing.current;
    const floating = isFloating(claim.keys);
    const known = entries.get(cluster);
    if (known === undefined) {
      const depotKnown = typeof reference?.issuerDepot === 'string';
      const references = reference === null ? [] : [reference];
      entries.set(cluster, {
        cluster,
        references,
        floating,
        anchored: cluster.has(stronger),
        depotKnown,
      });
      continue;
    }
    known.floating ||= floating;
    if (reference !== null) addReference(known.references, reference);
  }
  return [...entries.values()].sort(inOrder);
}

function addReference(references: StoredReference[], reference: StoredReference): void {
  if (!references.some((one) => sameReference(one, reference))) references.push(reference);
}

function inOrder(a: Entry, b: Entry): number {
  return (
    Number(b.anchored) - Number(a.anchored) ||
    Number(b.depotKnown) - Number(a.depotKnown) ||
    (a.cluster.from === b.cluster.from ? 0 : a.cluster.from - b.cluster.from) ||
    orderOf(a, b)
  );
}
const orderOf = (a: Entry, b: Entry): number =>
  (a.cluster.claims[0]?._id ?? '') < (b.cluster.claims[0]?._id ?? '') ? -1 : 1;

/** Clusters under one key that stay apart, by their first day; floating ones also by themselves. */
class Open {
  readonly all: Entry[] = [];
  readonly floating: Entry[] = [];

  add(entry: Entry): void {
    insert(this.all, entry);
    if (entry.floating) insert(this.floating, entry);
  }

  join(home: Entry, entry: Entry): void {
    const { from } = home.cluster;
    const { floating } = home;
    const movesUp = entry.cluster.from < from;
    if (movesUp) this.#remove(home);
    home.cluster.join(entry.cluster);
    home.floating ||= entry.floating;
    for (const reference of entry.references) addReference(home.references, reference);
    if (movesUp) this.add(home);
    else if (home.floating && !floating) insert(this.floating, home);
  }

  #remove(entry: Entry): void {
    this.all.splice(this.all.indexOf(entry), 1);
    if (entry.floating) this.floating.splice(this.floating.indexOf(entry), 1);
  }
}

function insert(list: Entry[], entry: Entry): void {
  list.splice(placeOf(list, entry.cluster.from), 0, entry);
}

function placeOf(list: readonly Entry[], day: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.cluster.from ?? 0) <= day) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Those that fit with the least distance in days; more than one only where they contradict each other. */
function nearest(entry: Entry, open: Open, { stronger, weak }: Rank): Entry[] {
  const list = weak && !entry.floating ? open.floating : open.all;
  const at = placeOf(list, entry.cluster.from);
  let best: Entry[] = [];
  let least = Infinity;
  for (const other of list.slice(Math.max(0, at - NEIGHBOURS), at + NEIGHBOURS)) {
    if (!fits(entry, other) || entry.cluster.contradicts(other.cluster, stronger)) continue;
    const distance = entry.cluster.distance(other.cluster);
    if (distance < least) [best, least] = [[other], distance];
    else if (distance === least) best.push(other);
  }
  const [first, second] = best;
  const same =
    first !== undefined &&
    second !== undefined &&
    issuersMeet(first, second) &&
    !first.cluster.contradicts(second.cluster, stronger);
  return same ? [first] : best;
}

const fits = (a: Entry, b: Entry): boolean => a.cluster.isNear(b.cluster) && issuersMeet(a, b);

const issuersMeet = (a: Entry, b: Entry): boolean =>
  a.references.length === 0 ||
  b.references.length === 0 ||
  a.references.some((one) => b.references.some((other) => issuersFit(one, other)));
