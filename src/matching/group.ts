import type { MemberId } from '../domain/consignment.ts';
import {
  standing,
  type Claim,
  type ContentWithdrawal,
  type ReportedEvent,
  type Side,
  type StoredReference,
} from '../domain/record.ts';
import { withoutLeadingZeros, type ReferenceType } from '../domain/reference.ts';
import { isoDate } from '../domain/time.ts';

/** Numbers recur: a record belongs to a consignment only within this many days of its life (rules.md section 4 b). */
export const WINDOW_DAYS = 180;
const DAY = 86_400_000;
const dayNumber = (date: string): number => Math.round(Date.parse(`${date}T00:00Z`) / DAY);

/** Day of a claim: its document's, else that of its first receipt that stands. */
export function dayOfClaim(claim: Claim): number {
  if (claim.documentDate !== null) return dayNumber(claim.documentDate);
  const alive = standing(claim.tellings);
  const receipts = (alive.length > 0 ? alive : claim.tellings).map(({ receivedAt }) => receivedAt.getTime());
  return dayNumber(isoDate(new Date(Math.min(...receipts))));
}
export const dayOfEvent = (event: { readonly local: string }): number =>
  dayNumber(event.local.slice(0, 10));

/** Latest receipt of a claim that stands, in ms. */
export const lastReceipt = (claim: Claim): number =>
  Math.max(...standing(claim.tellings).map((telling) => telling.receivedAt.getTime()));

/** Of a member's claims the served one first: latest document date, then latest receipt (rules.md section 8). */
export const byPrecedence = (a: Claim, b: Claim): number =>
  dayOfClaim(b) - dayOfClaim(a) || lastReceipt(b) - lastReceipt(a) || (a._id < b._id ? -1 : 1);

/** SENDER: the sending partner's word. RECEIVER: only the receiving partner's. STRANGER: its reporter's alone. */
export type GroupKind = 'SENDER' | 'RECEIVER' | 'STRANGER';

/** The claims and events that are one consignment. Grows while it is being resolved. */
export class Group {
  readonly kind: GroupKind;
  /** Sending partner, receiving partner, or the only reporter. */
  readonly owner: MemberId;
  readonly claims: Claim[] = [];
  readonly events: ReportedEvent[] = [];
  readonly withdrawals: ContentWithdrawal[] = [];
  readonly handlers = new Set<MemberId>();
  readonly barcodes = new Set<string>();
  /** Pairs of members that handed it over, as `a|b`, sorted. */
  readonly custodyPairs = new Set<string>();
  readonly #references = new Map<string, StoredReference[]>();
  readonly #documentDays: number[] = [];
  #lifeFrom = Infinity;
  #lifeUntil = -Infinity;
  #leading: Claim | null = null;

  constructor(kind: GroupKind, owner: MemberId) {
    this.kind = kind;
    this.owner = owner;
  }

  addClaim(claim: Claim): void {
    this.claims.push(claim);
    const day = dayOfClaim(claim);
    this.#documentDays.push(day);
    this.extendLife(day);
    for (const reference of claim.references) this.addReference(reference);
    for (const { barcode } of claim.packages) if (barcode !== null) this.barcodes.add(barcode);
    this.#addCustodyPair(claim.headSending, claim.headReceiving);
    this.#addCustodyPair(claim.sending, claim.receiving);
    if (claim.member === this.owner && (!this.#leading || byPrecedence(claim, this.#leading) < 0))
      this.#leading = claim;
  }

  #addCustodyPair(from: Side | null, to: Side | null): void {
    if (from !== null && to !== null) this.custodyPairs.add(pairOf(from.member, to.member));
  }

  /** Takes over everything of a group that turned out to be the same consignment. */
  absorb(other: Group): void {
    for (const claim of other.claims) this.addClaim(claim);
    for (const event of other.events) this.addEvent(event);
    for (const handler of other.handlers) this.handlers.add(handler);
    this.withdrawals.push(...other.withdrawals);
  }

  addEvent(event: ReportedEvent): void {
    this.events.push(event);
    this.extendLife(dayOfEvent(event));
  }

  extendLife(day: number): void {
    this.#lifeFrom = Math.min(this.#lifeFrom, day);
    this.#lifeUntil = Math.max(this.#lifeUntil, day);
  }

  addReference(reference: StoredReference): void {
    const key = looseKey(reference);
    const known = this.#references.get(key);
    if (known === undefined) this.#references.set(key, [reference]);
    else if (!known.some((one) => sameReference(one, reference))) known.push(reference);
  }

  /** References of this type and value, leading zeros ignored. */
  referencesLike(reference: { readonly type: ReferenceType; readonly value: string }): StoredReference[] {
    return this.#references.get(looseKey(reference)) ?? [];
  }

  get references(): StoredReference[] {
    return [...this.#references.values()].flat();
  }

  /** The claim that says who the partners are: the owner's of the latest document. */
  get leading(): Claim | null {
    return this.#leading;
  }

  get sender(): MemberId | null {
    if (this.kind === 'SENDER') return this.owner;
    return this.#leading?.sending?.member ?? null;
  }

  get receiver(): MemberId | null {
    if (this.kind === 'RECEIVER') return this.owner;
    return this.#leading?.receiving?.member ?? null;
  }

  /** Every receiver that the sending partner itself has named, the present one among them. */
  get claimedReceivers(): Set<MemberId> {
    const receivers = new Set<MemberId>();
    for (const claim of this.claims)
      if (claim.member === this.owner && claim.receiving !== null)
        receivers.add(claim.receiving.member);
    return receivers;
  }

  claimedBy(member: MemberId): boolean {
    return this.claims.some((claim) => claim.member === member);
  }

  isWithinLife(day: number): boolean {
    return day >= this.#lifeFrom - WINDOW_DAYS && day <= this.#lifeUntil + WINDOW_DAYS;
  }

  /** Days to the nearest document. */
  distance(day: number): number {
    return Math.min(...this.#documentDays.map((document) => Math.abs(document - day)));
  }
}

export const pairOf = (a: MemberId, b: MemberId): string => (a < b ? `${a}|${b}` : `${b}|${a}`);

const looseKey = ({ type, value }: { type: ReferenceType; value: string }): string =>
  `${type}|${withoutLeadingZeros(value)}`;

const sameReference = (a: StoredReference, b: StoredReference): boolean =>
  a.value === b.value && a.issuer === b.issuer && a.issuerDepot === b.issuerDepot;

/** An issuer known only as member fits each of its depots; an unknown one fits any. */
export function issuersFit(
  a: Pick<StoredReference, 'issuer' | 'issuerDepot'>,
  b: Pick<StoredReference, 'issuer' | 'issuerDepot'>,
): boolean {
  if (a.issuerDepot !== null && b.issuerDepot !== null) return a.issuerDepot === b.issuerDepot;
  return a.issuer === null || b.issuer === null || a.issuer === b.issuer;
}

/** Two values of one type and issuer: these cannot be one consignment (rules.md section 4). `above`: only types before this one. */
export function numbersContradict(
  a: readonly StoredReference[],
  b: readonly StoredReference[],
  counts: (type: ReferenceType) => boolean = () => true,
): boolean {
  return a.some((one) => {
    if (!counts(one.type)) return false;
    const others = b.filter((other) => other.type === one.type && issuersFit(one, other));
    if (others.length === 0) return false;
    const same = (value: string): boolean =>
      withoutLeadingZeros(value) === withoutLeadingZeros(one.value);
    if (others.some(({ value }) => same(value))) return false;
    return !a.some(
      (twin) =>
        twin.type === one.type &&
        others.some((o) => withoutLeadingZeros(o.value) === withoutLeadingZeros(twin.value)),
    );
  });
}
