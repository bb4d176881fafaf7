import { issueAt, type Issue, type Where } from '../../domain/issue.ts';
import {
  standing,
  type Claim,
  type ContentWithdrawal,
  type Difference,
  type ReportedEvent,
} from '../../domain/record.ts';
import type { Written } from '../../store/record-store.ts';
import type { SenderIdDoc } from '../../store/working-documents.ts';
import { agrees } from '../../tracking/timeline.ts';
import type { Settled } from '../settle/settle.ts';
import type { Entry, EntryOf, Outcome } from './entry.ts';
import { outcomeOfClaim, outcomeOfEvent, outcomeOfTelling } from './outcome.ts';

/** What writing the records of a chunk came to. */
export interface Told {
  readonly claims: Written<Claim>;
  readonly events: Written<ReportedEvent>;
  readonly withdrawals: Written<ContentWithdrawal>;
  readonly differences: Written<Difference>;
}

interface Known {
  readonly told: Told;
  readonly settled: Settled;
  readonly upload: string;
  readonly senderIds: ReadonlyMap<string, SenderIdDoc>;
}

const whereOf = ({ line, record }: Entry, field: string | null, value: string | null): Where => ({
  line,
  record,
  field,
  value,
});

/** Tells what became of each record, from what is stored now. */
export class Judge {
  readonly outcomes = new Map<Entry, Outcome>();
  readonly issues: Issue[] = [];
  /** Withdrawals of what only somebody else reported. */
  readonly notReporters: { readonly withdrawal: ContentWithdrawal; readonly key: string }[] = [];
  readonly #known: Known;
  readonly #claimsOfHome = new Map<string, Claim[]>();

  constructor(known: Known) {
    this.#known = known;
    const { found, home } = known.settled;
    for (const claim of found.claims.values()) {
      const id = home.get(claim._id);
      if (id !== undefined) this.#claimsOfHome.set(id, [...(this.#claimsOfHome.get(id) ?? []), claim]);
    }
  }

  judge(entry: Entry): void {
    this.issues.push(...entry.issues);
    switch (entry.is) {
      case 'rejected':
        this.outcomes.set(entry, 'rejected');
        return;
      case 'consignment':
        this.#judgeClaim(entry);
        return;
      case 'event':
        this.#judgeEvent(entry);
        return;
      case 'surplus':
        this.outcomes.set(entry, this.#ofTelling(entry, this.#known.told.differences.known.get(entry.difference._id)));
        return;
      case 'withdrawal':
        this.#judgeWithdrawal(entry);
        return;
      case 'id-withdrawal':
        this.outcomes.set(entry, this.#ofIdWithdrawal(entry));
    }
  }

  reject(entry: Entry, code: 'CONFLICT' | 'NOT_REPORTER'): void {
    const value = entry.is === 'event' ? entry.event.senderId : null;
    this.issues.push(issueAt(code, whereOf(entry, value === null ? null : 'id', value)));
    this.outcomes.set(entry, 'rejected');
  }

  #key(entry: Entry): string {
    return `${this.#known.upload}:${entry.line ?? 0}`;
  }

  #ofTelling(entry: Entry, known: Parameters<typeof outcomeOfTelling>[0] | undefined): Outcome {
    return known === undefined ? 'created' : outcomeOfTelling(known, this.#key(entry));
  }

  #judgeClaim(entry: EntryOf<'consignment'>): void {
    const { claim } = entry;
    const { told, settled } = this.#known;
    const home = settled.home.get(claim._id);
    const opened = home === undefined || settled.opened.get(home) === claim._id;
    const stored = told.claims.known.get(claim._id) ?? claim;
    const others = home === undefined ? [] : (this.#claimsOfHome.get(home) ?? []);
    this.outcomes.set(entry, outcomeOfClaim(stored, this.#key(entry), { opened, others }));
    this.#noteAmbiguity(entry, claim._id, claim.references[0]?.value ?? null);
  }

  #judgeEvent(entry: EntryOf<'event'>): void {
    const { event, reading } = entry;
    const { told, settled } = this.#known;
    const stored = told.events.known.get(event._id);
    const outcome = stored === undefined ? 'created' : outcomeOfEvent(stored, this.#key(entry));
    const repeatsWithdrawn = stored !== undefined && outcome !== 'created' && this.#isWithdrawn(stored);
    this.outcomes.set(entry, repeatsWithdrawn ? 'duplicate' : outcome);
    const reference = event.tellings[0]?.references[0]?.value ?? event.barcode;
    if (repeatsWithdrawn)
      this.issues.push(issueAt('WITHDRAWN_REPEATED', whereOf(entry, null, reading.rawCode ?? reference)));
    if (!this.#noteAmbiguity(entry, event._id, reference) && !settled.home.has(event._id))
      this.issues.push(issueAt('ORPHAN', whereOf(entry, null, reference)));
  }

  #noteAmbiguity(entry: Entry, id: string, value: string | null): boolean {
    if (!this.#known.settled.ambiguous.has(id)) return false;
    this.issues.push(issueAt('AMBIGUOUS_REFERENCE', whereOf(entry, null, value)));
    return true;
  }

  #isWithdrawn(event: ReportedEvent): boolean {
    if (event.withdrawals.some(({ takenBackAt }) => takenBackAt === null)) return true;
    const { home, found } = this.#known.settled;
    return [...found.withdrawals.values()].some(
      (one) =>
        standing(one.tellings).length > 0 &&
        one.member === event.member &&
        agrees(one, event) &&
        home.get(one._id) === home.get(event._id),
    );
  }

  /** A withdrawal changes something if it is the first; another member's event cannot be withdrawn. */
  #judgeWithdrawal(entry: EntryOf<'withdrawal'>): void {
    const { withdrawal } = entry;
    if (this.#onlyAnothersAgrees(withdrawal)) {
      this.notReporters.push({ withdrawal, key: this.#key(entry) });
      this.reject(entry, 'NOT_REPORTER');
      return;
    }
    const outcome = this.#ofTelling(entry, this.#known.told.withdrawals.known.get(withdrawal._id));
    this.outcomes.set(entry, outcome === 'created' ? 'changed' : outcome);
  }

  #ofIdWithdrawal(entry: EntryOf<'id-withdrawal'>): Outcome {
    const doc = this.#known.senderIds.get(entry.senderKey);
    const first = doc?.withdrawals.find(({ takenBackAt }) => takenBackAt === null);
    return first === undefined || first.key === this.#key(entry) ? 'changed' : 'duplicate';
  }

  #onlyAnothersAgrees(withdrawal: ContentWithdrawal): boolean {
    const { home, found, watchers } = this.#known.settled;
    const id = home.get(withdrawal._id);
    if (id === undefined || !watchers.get(id)?.includes(withdrawal.member)) return false;
    const targets = [...found.events.values()].filter(
      (event) => home.get(event._id) === id && agrees(withdrawal, event),
    );
    return targets.length > 0 && targets.every(({ member }) => member !== withdrawal.member);
  }
}
