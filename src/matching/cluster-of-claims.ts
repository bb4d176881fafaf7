import type { MemberId } from '../domain/consignment.ts';
import type { Claim, StoredReference } from '../domain/record.ts';
import type { ReferenceType } from '../domain/reference.ts';
import { dayOfClaim, WINDOW_DAYS } from './days.ts';
import { numbersContradict } from './references.ts';
import { roleOf } from './roles.ts';

/** Claims of one reporter that are one consignment, as far as is known. */
export class ClusterOfClaims {
  readonly claims: Claim[];
  /** Fits several others which contradict each other. */
  waits = false;
  readonly #references = new Map<ReferenceType, StoredReference[]>();
  readonly #named = new Set<string>();
  readonly #days: Set<number>;
  readonly #senders = new Set<MemberId>();
  readonly #receivers = new Set<MemberId>();
  readonly #smallest: string;
  #from: number;
  #until: number;
  #joinedInto: ClusterOfClaims | null = null;

  constructor(claim: Claim) {
    const day = dayOfClaim(claim);
    this.claims = [claim];
    this.#days = new Set([day]);
    this.#from = day;
    this.#until = day;
    this.#smallest = claim._id;
    for (const reference of claim.references) this.#add(reference);
    // The sending partner may re-route; by anybody else's word the partners stay who they are (rules.md section 4 c).
    if (roleOf(claim) === 'SENDER') return;
    if (claim.sending !== null) this.#senders.add(claim.sending.member);
    if (claim.receiving !== null) this.#receivers.add(claim.receiving.member);
  }

  #add(reference: StoredReference): void {
    const { type, value, issuer, issuerDepot } = reference;
    const name = `${type}|${value}|${issuer ?? ''}|${issuerDepot ?? ''}`;
    if (this.#named.has(name)) return;
    this.#named.add(name);
    const known = this.#references.get(type);
    if (known) known.push(reference);
    else this.#references.set(type, [reference]);
  }

  static readonly inOrder = (a: ClusterOfClaims, b: ClusterOfClaims): number =>
    a.#from - b.#from || (a.#smallest < b.#smallest ? -1 : 1);

  get from(): number {
    return this.#from;
  }

  /** What it was joined into, itself where it stands alone. */
  get current(): ClusterOfClaims {
    let now: ClusterOfClaims = this.#joinedInto ?? this;
    while (now.#joinedInto !== null) now = now.#joinedInto;
    if (now !== this) this.#joinedInto = now;
    return now;
  }

  join(other: ClusterOfClaims): void {
    other.#joinedInto = this;
    for (const claim of other.claims) this.claims.push(claim);
    for (const day of other.#days) this.#days.add(day);
    this.#from = Math.min(this.#from, other.#from);
    this.#until = Math.max(this.#until, other.#until);
    for (const references of other.#references.values())
      references.forEach((one) => this.#add(one));
    for (const member of other.#senders) this.#senders.add(member);
    for (const member of other.#receivers) this.#receivers.add(member);
  }

  isNear(other: ClusterOfClaims): boolean {
    return this.#from - other.#until <= WINDOW_DAYS && other.#from - this.#until <= WINDOW_DAYS;
  }

  /** Days between the nearest documents. */
  distance(other: ClusterOfClaims): number {
    let least = Infinity;
    for (const a of this.#days)
      for (const b of other.#days) least = Math.min(least, Math.abs(a - b));
    return least;
  }

  has(counts: (type: ReferenceType) => boolean): boolean {
    return [...this.#references.keys()].some(counts);
  }

  contradicts(other: ClusterOfClaims, counts: (type: ReferenceType) => boolean): boolean {
    if (apart(this.#senders, other.#senders) || apart(this.#receivers, other.#receivers))
      return true;
    return numbersContradict(this.#references, other.#references, counts);
  }
}

const apart = (a: ReadonlySet<MemberId>, b: ReadonlySet<MemberId>): boolean =>
  a.size > 0 && b.size > 0 && ![...a].some((member) => b.has(member));
