import { IANAZone } from 'luxon';
import type { TimePrecision } from './event.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export const isTimeZone = (zone: string): boolean => IANAZone.isValidZone(zone);

const offsetMs = (zone: string, instant: number): number =>
  IANAZone.create(zone).offset(instant) * 60_000;

/** Offset of a local day on which the clock stands still, in ms; null: a clock change is near. Bounded: a few zones, a few years. */
const quietDays = new Map<string, number | null>();

function quietOffset(zone: string, localMs: number): number | null {
  const day = Math.floor(localMs / DAY);
  const key = `${zone}|${day}`;
  const known = quietDays.get(key);
  if (known !== undefined) return known;
  const before = offsetMs(zone, (day - 1) * DAY);
  const found = before === offsetMs(zone, (day + 2) * DAY) ? before : null;
  if (quietDays.size > 20_000) quietDays.clear();
  quietDays.set(key, found);
  return found;
}

export interface ZonedInstant {
  readonly instant: Date;
  /** NONEXISTENT: in the gap of a clock change, shifted forward by it. AMBIGUOUS: shown twice, the earlier one. */
  readonly fault: 'NONEXISTENT' | 'AMBIGUOUS' | null;
}

const asUtc = (local: string): number =>
  Date.parse(local.length === 10 ? `${local}T00:00Z` : `${local}Z`);

/**
 * The instant at which a wall clock of `zone` shows `local` (`2026-10-25T02:30[:05]`, or a date alone: the start of that day).
 * rules.md section 2.
 */
export function zonedInstant(local: string, zone: string): ZonedInstant {
  const clock = asUtc(local);
  const quiet = quietOffset(zone, clock);
  if (quiet !== null) return { instant: new Date(clock - quiet), fault: null };
  const before = offsetMs(zone, clock - DAY);
  const after = offsetMs(zone, clock + DAY);
  const fits = [before, after].filter((offset) => offsetMs(zone, clock - offset) === offset);
  const instants = [...new Set(fits.map((offset) => clock - offset))].sort((a, b) => a - b);
  const first = instants[0];
  if (first === undefined) return { instant: new Date(clock - before), fault: 'NONEXISTENT' };
  return { instant: new Date(first), fault: instants.length > 1 ? 'AMBIGUOUS' : null };
}

/** Wall clock of an instant in a zone, at the precision given: `2026-10-25T02:30`. */
export function wallClock(instant: Date, zone: string, precision: TimePrecision): string {
  const local = new Date(instant.getTime() + offsetMs(zone, instant.getTime())).toISOString();
  return local.slice(0, precision === 'DAY' ? 10 : precision === 'MINUTE' ? 16 : 19);
}

/** The last millisecond that an event of this precision may have happened at: a DAY spans its whole local day. */
export function latestInstant(
  occurredAt: Date,
  local: string,
  zone: string,
  precision: TimePrecision,
): Date {
  if (precision === 'SECOND') return occurredAt;
  if (precision === 'MINUTE') return new Date(occurredAt.getTime() + 59_999);
  const next = new Date(asUtc(local.slice(0, 10)) + DAY).toISOString().slice(0, 10);
  return new Date(zonedInstant(next, zone).instant.getTime() - 1);
}

export const isoDate = (instant: Date): string => instant.toISOString().slice(0, 10);
