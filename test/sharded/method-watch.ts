import type { Stores } from '../../src/store/stores.ts';

/** Their collections are small and on one shard. */
const SMALL = ['members', 'depots', 'feeds', 'clients', 'totals', 'workers'];

/** Notes which methods of stores were called. */
export class MethodWatch {
  readonly #known = new Set<string>();
  readonly #called = new Set<string>();

  watch({ reads, ...stores }: Stores): void {
    const named = (prefix: string, all: object): [string, object][] =>
      (Object.entries(all) as [string, object][])
        .filter(([name]) => !SMALL.includes(name))
        .map(([name, store]) => [`${prefix}${name}`, store]);
    for (const [name, store] of [...named('', stores), ...named('reads.', reads)])
      this.#watchStore(name, store as Record<string, unknown>);
  }

  missing(): string[] {
    return [...this.#known].filter((name) => !this.#called.has(name)).sort();
  }

  #watchStore(name: string, store: Record<string, unknown>): void {
    const descriptors = Object.getOwnPropertyDescriptors(
      Object.getPrototypeOf(store) as Record<string, unknown>,
    );
    for (const [method, { value }] of Object.entries(descriptors)) {
      if (method === 'constructor' || typeof value !== 'function') continue;
      const full = `${name}.${method}`;
      this.#known.add(full);
      store[method] = (...args: unknown[]): unknown => {
        this.#called.add(full);
        return (value as (...args: unknown[]) => unknown).apply(store, args);
      };
    }
  }
}
