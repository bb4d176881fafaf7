import type { MemberId } from '../domain/consignment.ts';
import { withoutLeadingZeros } from '../domain/reference.ts';
import type { Side } from '../domain/record.ts';

export interface RegisteredDepot {
  readonly code: string;
  readonly member: MemberId;
  readonly timeZone: string;
  readonly centralHub: boolean;
  readonly aliases: readonly {
    readonly value: string;
    readonly network: string | null;
    readonly validFrom: string | null;
    readonly validUntil: string | null;
  }[];
}

interface Entry {
  readonly depot: RegisteredDepot;
  readonly network: string | null;
  readonly validFrom: string | null;
  readonly validUntil: string | null;
}

export interface NameContext {
  /** First part of the feed's code list, or the network of the file's head, lower case; null: none. */
  readonly network: string | null;
  /** `YYYY-MM-DD` of the record: aliases have validity dates. Null: any date. */
  readonly date: string | null;
}

const fold = (name: string): string => name.trim().toLowerCase();
/** Two name spaces: what one depot is called without zeros must not blur what another is called exactly. */
const exactly = (name: string): string => `=${fold(name)}`;
const loosely = (name: string): string => `~${withoutLeadingZeros(fold(name))}`;

/** Who is who: depots by code and by every other name that partners use in feeds. */
export class Register {
  readonly #byName = new Map<string, Entry[]>();
  readonly #members: ReadonlySet<MemberId>;
  readonly #hubMembers: ReadonlySet<MemberId>;

  constructor(members: readonly MemberId[], depots: readonly RegisteredDepot[]) {
    this.#members = new Set(members);
    this.#hubMembers = new Set(depots.filter((d) => d.centralHub).map((d) => d.member));
    for (const depot of depots) {
      this.#add(depot.code, { depot, network: null, validFrom: null, validUntil: null });
      for (const alias of depot.aliases) this.#add(alias.value, { depot, ...alias });
    }
  }

  #add(name: string, entry: Entry): void {
    for (const key of [exactly(name), loosely(name)]) {
      const known = this.#byName.get(key);
      if (known) known.push(entry);
      else this.#byName.set(key, [entry]);
    }
  }

  /**
   * The depot that a file names: exact first, then without leading zeros (numeric ids are zero-filled by some senders).
   * Null: not registered, or the name fits two depots.
   */
  depot(name: string, context: NameContext): RegisteredDepot | null {
    const exact = this.#valid(this.#byName.get(exactly(name)), context);
    if (exact.length > 0) return exact.length === 1 ? (exact[0] ?? null) : null;
    const loose = this.#valid(this.#byName.get(loosely(name)), context);
    return loose.length === 1 ? (loose[0] ?? null) : null;
  }

  #valid(entries: readonly Entry[] | undefined, { network, date }: NameContext): RegisteredDepot[] {
    const fits = (entries ?? []).filter(
      (entry) =>
        (entry.network === null || entry.network.toLowerCase() === network) &&
        (date === null || entry.validFrom === null || entry.validFrom <= date) &&
        (date === null || entry.validUntil === null || date <= entry.validUntil),
    );
    return [...new Set(fits.map((entry) => entry.depot))];
  }

  isMember(slug: string): boolean {
    return this.#members.has(slug);
  }

  /** The member runs a depot that the alliance registered as a transit hub for everybody. */
  runsCentralHub(member: MemberId): boolean {
    return this.#hubMembers.has(member);
  }
}

export const sideOf = (depot: RegisteredDepot | null): Side | null =>
  depot === null ? null : { member: depot.member, depot: depot.code };
