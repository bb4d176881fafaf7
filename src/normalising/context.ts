import type { EventKind } from '../domain/event.ts';
import type { DepotName, TimeDraft } from '../domain/draft.ts';
import { issueAt, WHOLE_FILE, type Issue, type Where } from '../domain/issue.ts';
import type { Side } from '../domain/record.ts';
import { wallClock, zonedInstant } from '../domain/time.ts';
import type { MemberId } from '../domain/consignment.ts';
import { sideOf, type Register, type RegisteredDepot } from './register.ts';

/** What decides how a feed's records are read. */
export interface FeedReading {
  readonly slug: string;
  readonly member: MemberId;
  readonly codeList: string | null;
  readonly timeZone: string;
  /** The feed has no depot to take its zone from. */
  readonly zoneAssumed: boolean;
  /** An unloading report confirms all consignments that it does not name (rules.md section 6). */
  readonly reportConfirmsRest?: boolean;
  /** Own meanings and recorded decisions, before the code list. */
  readonly codeAdditions: readonly {
    readonly code: string;
    readonly kind: EventKind;
    readonly reason: string | null;
  }[];
}

export interface NormalisingContext {
  readonly register: Register;
  readonly feed: FeedReading;
  /** Name of the file's format. */
  readonly format: string;
  readonly upload: { readonly id: string; readonly receivedAt: Date };
}

/** Gathers what is wrong with one record. */
export class IssueList {
  readonly issues: Issue[] = [];
  add(code: Issue['code'], where: Where | null): void {
    this.issues.push(issueAt(code, where ?? WHOLE_FILE));
  }
}

/** Network whose aliases count: that of the feed's code list, else the one that the file's head names. */
export const networkOf = (feed: FeedReading, headNetwork: string | null): string | null =>
  (feed.codeList?.split('/')[0] ?? headNetwork)?.toLowerCase() ?? null;

export function findDepot(
  { register, feed }: NormalisingContext,
  name: DepotName | null,
  { network, date, issues }: { network: string | null; date: string | null; issues: IssueList },
): RegisteredDepot | null {
  if (name === null) return null;
  const depot = register.depot(name.value, { network: networkOf(feed, network), date });
  if (depot === null) issues.add('UNKNOWN_PARTNER', name.where);
  return depot;
}

export interface ReadTime {
  readonly occurredAt: Date;
  readonly timeZone: string;
  readonly local: string;
}

/** rules.md section 2: zone of the reporting depot (the reporter's own among the depots named), else of the feed. */
export function readTime(
  { feed }: NormalisingContext,
  time: TimeDraft,
  { depots, issues }: { depots: readonly (RegisteredDepot | null)[]; issues: IssueList },
): ReadTime {
  const own = depots.find((depot) => depot?.member === feed.member);
  const timeZone = own?.timeZone ?? feed.timeZone;
  if (time.offsetMinutes !== null) {
    const occurredAt = new Date(Date.parse(`${time.local}Z`) - time.offsetMinutes * 60_000);
    return { occurredAt, timeZone, local: wallClock(occurredAt, timeZone, time.precision) };
  }
  const { instant, fault } = zonedInstant(time.local, timeZone);
  if (time.where !== null && time.precision !== 'DAY') {
    if (fault !== null) issues.add(`${fault}_TIME`, time.where);
    if (own === undefined && feed.zoneAssumed) issues.add('NO_ZONE', time.where);
  }
  return { occurredAt: instant, timeZone, local: time.local };
}

export const sides = (
  depots: readonly [RegisteredDepot | null, RegisteredDepot | null] | null,
): readonly [Side | null, Side | null] | null =>
  depots === null ? null : [sideOf(depots[0]), sideOf(depots[1])];
