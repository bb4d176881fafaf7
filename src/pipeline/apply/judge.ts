import { issueAt, type Issue, type Where } from '../../domain/issue.ts';
import type { Claim, ContentWithdrawal, Difference, ReportedEvent } from '../../domain/record.ts';
import type { Written } from '../../store/record-store.ts';
import type { SenderIdDoc } from '../../store/working-documents.ts';
import { agrees, takesBack } from '../../tracking/withdrawals.ts';
import type { Settled } from '../settle/outcome.ts';
import type { Entry, EntryOf, Outcome } from './entry.ts';
import { outcomeOfClaim, outcomeOfEvent, outcomeOfTelling } from './outcome.ts';
import { winnerOf } from './sender-ids.ts';
import { Surroundings } from './surroundings.ts';

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
  readonly receivedAt: Date;
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
  readonly #around: Surroundings;

  constructor(known: Known) {
    this.#known = known;
    this.#around = new Surroundings(known.settled);
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
        this.outcomes.set(entry, this.#ofDifference(entry, entry.difference));
        return;
      case 'withdrawal':
        this.#judgeWithdrawal(entry);
        return;
      case 'id-withdrawal':
        this.outcomes.set(entry, this.#ofIdWithdrawal(entry));
    }
  }

  /** Another record under the same id of the sender stands. */
  rejectConflicting(entry: EntryOf<'event'>): void {
    this.issues.push(...entry.issues);
    this.#reject(entry, issueAt('CONFLICT', whereOf(entry, 'id', entry.event.senderId)));
  }

  #reject(entry: Entry, issue: Issue): void {
    this.issues.push(issue);
    this.outcomes.set(entry, 'rejected');
  }

  #key(entry: Entry): string {
    return `${this.#known.upload}:${entry.line ?? 0}`;
  }

  #ofDifference(entry: Entry, { _id }: Difference): Outcome {
    const known = this.#known.told.differences.known.get(_id);
    return known === undefined ? 'created' : outcomeOfTelling(known, this.#key(entry));
  }

  #judgeClaim(entry: EntryOf<'consignment'>): void {
    const { claim } = entry;
    const { told, settled } = this.#known;
    const home = settled.home.get(claim._id);
    const opened = home === undefined || settled.opened.get(home) === claim._id;
    const stored = told.claims.known.get(claim._id) ?? claim;
    const others = home === undefined ? [] : this.#around.claimsIn(home);
    const documents = settled.found.documents.get(claim.manifest?.bucket ?? '') ?? [];
    const known = { opened, others, documents };
    this.outcomes.set(entry, outcomeOfClaim(stored, this.#key(entry), known));
    this.#noteAmbiguity(entry, claim._id, claim.references[0]?.value ?? null);
  }

  #judgeEvent(entry: EntryOf<'event'>): void {
    const { event, reading, difference } = entry;
    const stored = this.#known.told.events.known.get(event._id);
    const outcome = stored === undefined ? 'created' : outcomeOfEvent(stored, this.#key(entry));
    const repeatsWithdrawn =
      stored !== undefined && outcome !== 'created' && this.#wasWithdrawn(stored);
    const reference = event.tellings[0]?.references[0]?.value ?? event.barcode;
    if (repeatsWithdrawn) {
      const value = reading.rawCode ?? reference;
      this.issues.push(issueAt('WITHDRAWN_REPEATED', whereOf(entry, null, value)));
    }
    this.outcomes.set(entry, repeatsWithdrawn ? 'duplicate' : outcome);
    if (!repeatsWithdrawn && outcome === 'duplicate' && difference !== null)
      this.outcomes.set(entry, asChange(this.#ofDifference(entry, difference)));
    if (!this.#noteAmbiguity(entry, event._id, reference) && !this.#hasHome(event))
      this.issues.push(issueAt('ORPHAN', whereOf(entry, null, reference)));
  }

  #hasHome = ({ _id }: ReportedEvent): boolean => this.#known.settled.home.has(_id);

  #noteAmbiguity(entry: Entry, id: string, value: string | null): boolean {
    if (!this.#known.settled.ambiguous.has(id)) return false;
    this.issues.push(issueAt('AMBIGUOUS_REFERENCE', whereOf(entry, null, value)));
    return true;
  }

  /** Before this upload was received. */
  #wasWithdrawn(event: ReportedEvent): boolean {
    const at = this.#around.withdrawnAt(event);
    return at !== null && at <= this.#known.receivedAt;
  }

  /** A withdrawal changes something if it is the first; another member's event cannot be withdrawn. */
  #judgeWithdrawal(entry: EntryOf<'withdrawal'>): void {
    const { withdrawal } = entry;
    if (this.#onlyAnothersAgrees(withdrawal)) {
      this.notReporters.push({ withdrawal, key: this.#key(entry) });
      this.#reject(entry, issueAt('NOT_REPORTER', whereOf(entry, null, null)));
      return;
    }
    const stored = this.#known.told.withdrawals.known.get(withdrawal._id);
    const outcome = stored === undefined ? 'created' : outcomeOfTelling(stored, this.#key(entry));
    const targets = this.#around
      .eventsAround(withdrawal)
      .filter((event) => takesBack(withdrawal, event));
    const but = { withdrawal: withdrawal._id };
    const already = targets.length > 0 && targets.every((one) => this.#isWithdrawnBy(one, but));
    this.outcomes.set(entry, already ? 'duplicate' : asChange(outcome));
  }

  #isWithdrawnBy(event: ReportedEvent, but: { withdrawal: string } | { upload: string }): boolean {
    const at = this.#around.withdrawnAt(event, { but });
    return at !== null && at <= this.#known.receivedAt;
  }

  #ofIdWithdrawal(entry: EntryOf<'id-withdrawal'>): Outcome {
    const { senderIds, settled, upload } = this.#known;
    const doc = senderIds.get(entry.senderKey);
    const first = doc?.withdrawals.find(({ takenBackAt }) => takenBackAt === null);
    if (first !== undefined && first.key !== this.#key(entry)) return 'duplicate';
    const event = settled.found.events.get((doc && winnerOf(doc)?.event) ?? '');
    return event !== undefined && this.#isWithdrawnBy(event, { upload }) ? 'duplicate' : 'changed';
  }

  #onlyAnothersAgrees(withdrawal: ContentWithdrawal): boolean {
    const { home, watchers } = this.#known.settled;
    const id = home.get(withdrawal._id);
    if (id === undefined || !watchers.get(id)?.includes(withdrawal.member)) return false;
    const targets = this.#around
      .eventsAround(withdrawal)
      .filter((event) => agrees(withdrawal, event));
    return targets.length > 0 && targets.every(({ member }) => member !== withdrawal.member);
  }
}

/** What is new about something known is a change. */
const asChange = (outcome: Outcome): Outcome => (outcome === 'created' ? 'changed' : outcome);
