import type { MemberId } from '../domain/consignment.ts';
import type {
  Claim,
  ContentWithdrawal,
  ReportedEvent,
  Side,
  StoredReference,
} from '../domain/record.ts';
import { type ReferenceType } from '../domain/reference.ts';
import { byPrecedence, dayOfClaim, dayOfEvent, WINDOW_DAYS } from './days.ts';
import { barcodeKey, isFloating, referenceKey } from './keys.ts';
import { sameReference } from './references.ts';

/** SENDER: the sending partner's word. RECEIVER: only the receiving partner's. STRANGER: its reporter's alone. */
export type GroupKind = 'SENDER' | 'RECEIVER' | 'STRANGER';

/** A reference of a consignment, as some record of it names it. */
export interface Borne extends StoredReference {
  /** Some record that names it has no sending number: its weak numbers are all there is (keys.ts). */
  readonly floating: boolean;
}

/** The claims and events that are one consignment. Grows while it is being resolved. */
export class Group {
  readonly kind: GroupKind;
  /** Sending partner, receiving partner, or the only reporter. */
  readonly owner: MemberId;
  readonly claims: Claim[] = [];
  readonly events: ReportedEvent[] = [];
  readonly withdrawals: ContentWithdrawal[] = [];
  readonly handlers = new Set<MemberId>();
  /** Pairs of members that handed it over, as `a|b`, sorted. */
  readonly custodyPairs = new Set<string>();
  /** Every receiver that the sending partner itself has named, the present one among them. */
  readonly claimedReceivers = new Set<MemberId>();
  /** Barcode to: some record that names it is floating. */
  readonly barcodes = new Map<string, boolean>();
  readonly #references = new Map<string, Borne[]>();
  readonly #sendingNumbers: Borne[] = [];
  readonly #reporters = new Set<MemberId>();
  readonly #exactly = new Set<Claim>();
  readonly #documentDays = new Set<number>();
  #freshKeys: string[] = [];
  #lifeFrom = Infinity;
  #lifeUntil = -Infinity;
  #senderNamedBy: Claim | null = null;
  #receiverNamedBy: Claim | null = null;
  #smallest = '~';

  constructor(kind: GroupKind, owner: MemberId) {
    this.kind = kind;
    this.owner = owner;
  }

  /** `exactly`: it names the consignment by an exact reference or a barcode, so that it may pass custody on. */
  addClaim(claim: Claim, exactly = true): void {
    this.claims.push(claim);
    this.#reporters.add(claim.member);
    if (claim._id < this.#smallest) this.#smallest = claim._id;
    const day = dayOfClaim(claim);
    this.#documentDays.add(day);
    this.#extendLife(day);
    const floating = isFloating(claim.keys);
    for (const reference of claim.references) this.addReference(reference, floating);
    for (const { barcode } of claim.packages)
      if (barcode !== null) this.#addBarcode(barcode, floating);
    this.#addCustodyPair(claim.headSending, claim.headReceiving);
    this.#addCustodyPair(claim.sending, claim.receiving);
    if (exactly) this.#exactly.add(claim);
    if (claim.member !== this.owner) return;
    if (claim.sending !== null) this.#senderNamedBy = latest(claim, this.#senderNamedBy);
    if (claim.receiving === null) return;
    this.claimedReceivers.add(claim.receiving.member);
    this.#receiverNamedBy = latest(claim, this.#receiverNamedBy);
  }

  #addCustodyPair(from: Side | null, to: Side | null): void {
    if (from !== null && to !== null) this.custodyPairs.add(pairOf(from.member, to.member));
  }

  /** Takes over everything of a group that turned out to be the same consignment. */
  absorb(other: Group): void {
    for (const claim of other.claims) this.addClaim(claim, other.#exactly.has(claim));
    for (const event of other.events) this.addEvent(event);
    for (const handler of other.handlers) this.handlers.add(handler);
    for (const borne of other.references) this.addReference(borne, borne.floating);
    for (const [barcode, floating] of other.barcodes) this.#addBarcode(barcode, floating);
    this.withdrawals.push(...other.withdrawals);
  }

  addEvent(event: ReportedEvent): void {
    this.events.push(event);
    this.#extendLife(dayOfEvent(event));
    if (event.barcode !== null) this.#addBarcode(event.barcode, isFloating(event.keys));
  }

  /** A record that says nothing any more (taken back) or takes something back: it has its place here, and no effect. */
  addPassive(record: ReportedEvent | ContentWithdrawal): void {
    if ('withdraws' in record) this.withdrawals.push(record);
    else this.events.push(record);
  }

  #extendLife(day: number): void {
    this.#lifeFrom = Math.min(this.#lifeFrom, day);
    this.#lifeUntil = Math.max(this.#lifeUntil, day);
  }

  addReference(reference: StoredReference, floating: boolean): void {
    const key = referenceKey(reference.type, reference.value);
    const known = this.#references.get(key);
    const at = known?.findIndex((one) => sameReference(one, reference)) ?? -1;
    const twin = at < 0 ? undefined : known?.[at];
    if (known === undefined) this.#references.set(key, [{ ...reference, floating }]);
    else if (twin === undefined) known.push({ ...reference, floating });
    else if (floating && !twin.floating) known[at] = { ...twin, floating };
    else return;
    if (twin === undefined && reference.type === 'SENDING_NUMBER')
      this.#sendingNumbers.push({ ...reference, floating });
    this.#freshKeys.push(key);
  }

  #addBarcode(barcode: string, floating: boolean): void {
    const known = this.barcodes.get(barcode);
    if (known === true || known === floating) return;
    this.barcodes.set(barcode, floating);
    this.#freshKeys.push(barcodeKey(barcode));
  }

  /** References of this type and value, leading zeros ignored. */
  referencesLike({ type, value }: { type: ReferenceType; value: string }): readonly Borne[] {
    return this.referencesAt(referenceKey(type, value));
  }

  referencesAt(key: string): readonly Borne[] {
    return this.#references.get(key) ?? NONE;
  }

  get references(): Borne[] {
    return [...this.#references.values()].flat();
  }

  get sendingNumbers(): readonly Borne[] {
    return this.#sendingNumbers;
  }

  /**
   * Depots of the partners by the owner's word: its latest document that names one, as an absent value says nothing and overwrites
   * nothing (rules.md sections 5 and 8).
   */
  get sendingSide(): Side | null {
    return this.#senderNamedBy?.sending ?? null;
  }
  get receivingSide(): Side | null {
    return this.#receiverNamedBy?.receiving ?? null;
  }

  get sender(): MemberId | null {
    return this.kind === 'SENDER' ? this.owner : (this.sendingSide?.member ?? null);
  }

  get receiver(): MemberId | null {
    return this.kind === 'RECEIVER' ? this.owner : (this.receivingSide?.member ?? null);
  }

  claimedBy(member: MemberId): boolean {
    return this.#reporters.has(member);
  }

  /** Smallest id of a claim: an order of groups that no order of arrival can be seen in. */
  get smallestClaim(): string {
    return this.#smallest;
  }

  get firstDay(): number {
    return Math.min(...this.#documentDays);
  }

  isWithinLife(day: number): boolean {
    return day >= this.#lifeFrom - WINDOW_DAYS && day <= this.#lifeUntil + WINDOW_DAYS;
  }

  /** Days to the nearest document. */
  distance(day: number): number {
    let least = Infinity;
    for (const document of this.#documentDays) least = Math.min(least, Math.abs(document - day));
    return least;
  }

  /**
   * Custody (rules.md section 5): the sending partner's bordero makes the member that receives it a handling partner, and so
   * does an onward bordero of a handling partner that names the consignment exactly. A bordero by anyone else passes no role.
   */
  passCustody(): void {
    if (this.kind !== 'SENDER') return;
    for (let before = -1; before !== this.handlers.size;) {
      before = this.handlers.size;
      for (const claim of this.claims) {
        const to = this.#handsTo(claim);
        if (to !== null) this.handlers.add(to);
      }
    }
  }

  #handsTo(claim: Claim): MemberId | null {
    const to = claim.headReceiving?.member ?? null;
    if (to === null || to === this.owner || to === this.receiver) return null;
    if (claim.member === this.owner) return to === claim.receiving?.member ? null : to;
    const isOnward = this.handlers.has(claim.member) && claim.headSending?.member === claim.member;
    return isOnward && this.#exactly.has(claim) ? to : null;
  }

  /** Grows whenever other records may fit that did not before: life (in days), claimants, custody. None of them ever shrinks. */
  get stamp(): number {
    const { handlers, custodyPairs, claimedReceivers } = this;
    const members = this.#reporters.size + handlers.size + custodyPairs.size;
    return members + claimedReceivers.size + this.#lifeUntil - this.#lifeFrom;
  }

  /** Keys under which it has become known since the last call. */
  takeFreshKeys(): string[] {
    const fresh = this.#freshKeys;
    this.#freshKeys = [];
    return fresh;
  }

  get keys(): string[] {
    return [...this.#references.keys(), ...[...this.barcodes.keys()].map(barcodeKey)];
  }
}

const latest = (claim: Claim, known: Claim | null): Claim =>
  known === null || byPrecedence(claim, known) < 0 ? claim : known;

const NONE: readonly Borne[] = [];

export const pairOf = (a: MemberId, b: MemberId): string => (a < b ? `${a}|${b}` : `${b}|${a}`);
