import type { Claim, ContentWithdrawal, ReportedEvent } from '../../domain/record.ts';
import { namedWithdrawnAt } from '../../tracking/withdrawals.ts';
import type { Settled } from '../settle/outcome.ts';

/** The records that stand in one consignment with a record, or that share its subject while both wait for one. */
export class Surroundings {
  readonly #settled: Settled;
  readonly #claims = new Map<string, Claim[]>();
  readonly #events = new Map<string, ReportedEvent[]>();
  readonly #withdrawals = new Map<string, ContentWithdrawal[]>();

  constructor(settled: Settled) {
    this.#settled = settled;
    const { found, home } = settled;
    for (const claim of found.claims.values()) {
      const id = home.get(claim._id);
      if (id !== undefined) add(this.#claims, id, claim);
    }
    for (const event of found.events.values()) add(this.#events, this.#placeOf(event), event);
    for (const one of found.withdrawals.values()) add(this.#withdrawals, this.#placeOf(one), one);
  }

  #placeOf({ _id, subject }: ReportedEvent | ContentWithdrawal): string {
    return this.#settled.home.get(_id) ?? `waiting:${subject}`;
  }

  claimsIn(consignment: string): readonly Claim[] {
    return this.#claims.get(consignment) ?? [];
  }

  eventsAround(record: ReportedEvent | ContentWithdrawal): readonly ReportedEvent[] {
    return this.#events.get(this.#placeOf(record)) ?? [];
  }

  /** When an event was withdrawn, not counting what one withdrawal by content, or one upload by id, says; null: it was not. */
  withdrawnAt(
    event: ReportedEvent,
    { but }: { but?: { withdrawal: string } | { upload: string } } = {},
  ): Date | null {
    const place = this.#placeOf(event);
    const withdrawals = this.#withdrawals.get(place) ?? [];
    const counted =
      but !== undefined && 'upload' in but
        ? { ...event, withdrawals: event.withdrawals.filter(({ upload }) => upload !== but.upload) }
        : event;
    return namedWithdrawnAt(
      counted,
      but !== undefined && 'withdrawal' in but
        ? withdrawals.filter(({ _id }) => _id !== but.withdrawal)
        : withdrawals,
      this.#events.get(place) ?? [],
    );
  }
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
