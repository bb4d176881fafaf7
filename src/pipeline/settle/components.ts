import type { Claim, ContentWithdrawal, ReportedEvent } from '../../domain/record.ts';
import { linkKeys } from '../../matching/keys.ts';
import type { ConsignmentHead } from '../../store/consignment-store.ts';
import type { Neighbourhood } from './load.ts';

/** Records that can touch each other, and the consignments that were made of them. */
export interface Component {
  readonly claims: Claim[];
  readonly events: ReportedEvent[];
  readonly withdrawals: ContentWithdrawal[];
  readonly heads: ConsignmentHead[];
}

/** Splits a neighbourhood so that each part can be resolved by itself. */
export function componentsOf(found: Neighbourhood): Component[] {
  const sets = new DisjointSets();
  const keysOf = (keys: readonly string[]): string[] =>
    linkKeys(keys, (key) => found.references.get(key)?.floating === true).map((key) => `k${key}`);
  for (const claim of found.claims.values()) sets.join([`c${claim._id}`, ...keysOf(claim.keys)]);
  for (const record of [...found.events.values(), ...found.withdrawals.values()])
    sets.join([`s${record.subject}`, ...keysOf(record.keys)]);
  for (const head of found.heads.values()) {
    const kin = [
      ...(head.fold?.kin ?? []),
      ...(head.joinedInto === undefined ? [] : [head.joinedInto]),
    ];
    const claims = (head.fold?.claims ?? []).map((id) => `c${id}`);
    const subjects = (head.fold?.subjects ?? []).map((subject) => `s${subject}`);
    sets.join([`h${head._id}`, ...kin.map((id) => `h${id}`), ...claims, ...subjects]);
  }
  const components = new Map<string, Component>();
  const at = (node: string): Component => {
    const root = sets.find(node);
    const known = components.get(root);
    if (known) return known;
    const made: Component = { claims: [], events: [], withdrawals: [], heads: [] };
    components.set(root, made);
    return made;
  };
  for (const claim of found.claims.values()) at(`c${claim._id}`).claims.push(claim);
  for (const event of found.events.values()) at(`s${event.subject}`).events.push(event);
  for (const one of found.withdrawals.values()) at(`s${one.subject}`).withdrawals.push(one);
  for (const head of found.heads.values()) at(`h${head._id}`).heads.push(head);
  return [...components.values()];
}

class DisjointSets {
  readonly #parent = new Map<string, string>();

  find(node: string): string {
    let root = node;
    for (let up = this.#parent.get(root); up !== undefined; up = this.#parent.get(root)) root = up;
    // Every node on the way points to the root afterwards: long chains are walked once.
    for (let at = node; at !== root;) {
      const up = this.#parent.get(at) ?? root;
      this.#parent.set(at, root);
      at = up;
    }
    return root;
  }

  join(nodes: readonly string[]): void {
    const first = nodes[0];
    if (first === undefined) return;
    const root = this.find(first);
    for (const node of nodes) {
      const other = this.find(node);
      if (other !== root) this.#parent.set(other, root);
    }
  }
}
