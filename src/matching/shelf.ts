import type { Group } from './group.ts';

/** Groups by the keys under which they are known, so that a record looks only at those that it might fit. */
export class Shelf {
  readonly #groups = new Set<Group>();
  readonly #byKey = new Map<string, Set<Group>>();
  readonly #absorbed = new Map<Group, Group>();

  constructor(groups: Iterable<Group> = []) {
    for (const group of groups) this.add(group);
  }

  get groups(): Group[] {
    return [...this.#groups];
  }

  add(group: Group): void {
    this.#groups.add(group);
    group.takeFreshKeys();
    for (const key of group.keys) this.#put(key, group);
  }

  #put(key: string, group: Group): void {
    const known = this.#byKey.get(key);
    if (known) known.add(group);
    else this.#byKey.set(key, new Set([group]));
  }

  at(key: string): ReadonlySet<Group> {
    return this.#byKey.get(key) ?? NONE;
  }

  /** Notes keys that the group has come by since; answers them. */
  refresh(group: Group): string[] {
    const fresh = group.takeFreshKeys();
    for (const key of fresh) this.#put(key, group);
    return fresh;
  }

  /** Takes a group off: another one holds all of it now. */
  merge(stays: Group, goes: Group): void {
    this.#groups.delete(goes);
    for (const key of goes.keys) this.#byKey.get(key)?.delete(goes);
    stays.absorb(goes);
    this.#absorbed.set(goes, stays);
    this.refresh(stays);
  }

  /** The group that a group lives on in. */
  current(group: Group): Group {
    let now = group;
    for (let next = this.#absorbed.get(now); next; next = this.#absorbed.get(now)) now = next;
    return now;
  }
}

const NONE: ReadonlySet<Group> = new Set();
