import type { Group } from './group.ts';
import { findHits, TIER, type Hit, type MayAdd, type Memo, type Seeker } from './hits.ts';
import { mergeHits } from './join.ts';
import { keysOf } from './keys.ts';
import type { Shelf } from './shelf.ts';

/** A record that looks for its consignment. */
export interface Seeking<R> {
  readonly record: R;
  readonly seeker: Seeker;
  readonly mayAdd: MayAdd;
  /** What decides `mayAdd` beyond the seeker itself: records of which seeker and this are equal, but for the day, fit the same. */
  readonly sameAs: string;
}

/** What a record hit when nothing more could be attached; none: it fits nowhere. */
export interface Left<R> {
  readonly record: R;
  readonly hits: readonly Hit[];
}

/**
 * Attaches records, those that fit best first, again and again: an attached record may bring a number that others name, lengthen the
 * life, or entitle somebody. So what fits only by a weaker key waits until nothing fits better (rules.md section 4). Records are
 * looked at again only when a group that stands at one of their keys has changed.
 */
export function attachAll<R extends { readonly _id: string }>(work: {
  shelf: Shelf;
  seeking: readonly Seeking<R>[];
  attach: (group: Group, record: R, hits: readonly Hit[]) => void;
}): Left<R>[] {
  if (work.seeking.length === 0) return [];
  const round = new Rounds(work.shelf, work.seeking);
  for (let ready = round.next(); ready.length > 0; ready = round.next())
    for (const one of ready) {
      const hits = round.hitsOf(one);
      const home = mergeHits(hits, work.shelf);
      if (home === null) continue;
      const before = home.stamp;
      work.attach(home, one.record, hits);
      round.done(one);
      round.noteChange(home, before === home.stamp && hits.length < 2);
    }
  return round.left();
}

class Rounds<R extends { readonly _id: string }> {
  readonly #shelf: Shelf;
  readonly #waiting: Set<Seeking<R>>;
  readonly #stale: Set<Seeking<R>>;
  readonly #byKey = new Map<string, Seeking<R>[]>();
  readonly #hits = new Map<Seeking<R>, readonly Hit[]>();

  constructor(shelf: Shelf, seeking: readonly Seeking<R>[]) {
    this.#shelf = shelf;
    const sorted = [...seeking].sort((a, b) => (a.record._id < b.record._id ? -1 : 1));
    this.#waiting = new Set(sorted);
    this.#stale = new Set(sorted);
    for (const one of sorted)
      for (const key of keysOf(one.seeker)) {
        const known = this.#byKey.get(key);
        if (known) known.push(one);
        else this.#byKey.set(key, [one]);
      }
  }

  /** The waiting records that fit best of all. */
  next(): Seeking<R>[] {
    this.#look();
    let best = Infinity;
    let ready: Seeking<R>[] = [];
    for (const [one, hits] of this.#hits) {
      const tier = Math.min(...hits.map((hit) => hit.tier));
      if (tier > best) continue;
      if (tier < best) ready = [];
      best = tier;
      ready.push(one);
    }
    for (const one of ready) this.#tried.set(one, this.#hits.get(one) ?? []);
    for (const one of ready) this.#hits.delete(one);
    return ready.sort((a, b) => (a.record._id < b.record._id ? -1 : 1));
  }
  readonly #tried = new Map<Seeking<R>, readonly Hit[]>();

  #look(): void {
    const memos = new Map<string, Memo>();
    for (const one of this.#stale) {
      const { seeker, mayAdd } = one;
      const memo = this.#stale.size > MANY ? memoOf(one, memos) : undefined;
      const hits = findHits({ seeker, mayAdd, shelf: this.#shelf, memo });
      this.#tried.delete(one);
      if (hits.length === 0) this.#hits.delete(one);
      else this.#hits.set(one, hits);
    }
    this.#stale.clear();
  }

  hitsOf(one: Seeking<R>): readonly Hit[] {
    return this.#tried.get(one) ?? [];
  }

  done(one: Seeking<R>): void {
    this.#waiting.delete(one);
    this.#stale.delete(one);
    this.#tried.delete(one);
  }

  /** What stands at the keys of a group that has changed is looked at again; `onlyKeys`: it is known under more keys, no more. */
  noteChange(group: Group, onlyKeys: boolean): void {
    const fresh = this.#shelf.refresh(group);
    for (const key of onlyKeys ? fresh : group.keys)
      for (const one of this.#byKey.get(key) ?? [])
        if (this.#waiting.has(one)) this.#stale.add(one);
  }

  left(): Left<R>[] {
    return [...this.#waiting].map((one) => ({
      record: one.record,
      hits: (this.#tried.get(one) ?? []).map((hit) => ({
        ...hit,
        group: this.#shelf.current(hit.group),
      })),
    }));
  }
}

/** Records from which on like ones are looked up together. */
const MANY = 32;

function memoOf<R>({ seeker, sameAs }: Seeking<R>, memos: Map<string, Memo>): Memo {
  const like = JSON.stringify([{ ...seeker, day: null }, sameAs]);
  const known = memos.get(like);
  if (known !== undefined) return known;
  const memo: Memo = new Map();
  memos.set(like, memo);
  return memo;
}

export const onlyLoosely = (hits: readonly Hit[]): boolean =>
  hits.every((hit) => hit.tier === TIER.ZEROS);
