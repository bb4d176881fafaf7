import { DateTime } from 'luxon';

/** `24 Nov 2026, 10:15 CET`: an instant on the reader's wall clock, with the zone named. */
export function localDate(instant: string, timeZone: string): string {
  const local = DateTime.fromISO(instant, { zone: timeZone, locale: 'en-GB' });
  return local.isValid ? local.toFormat('d LLL yyyy, HH:mm ZZZZ') : instant;
}

/** `2026-11-24 10:15`: the same for tables, which name the zone once. */
export function shortDate(instant: string, timeZone: string): string {
  const local = DateTime.fromISO(instant, { zone: timeZone });
  return local.isValid ? local.toFormat('yyyy-MM-dd HH:mm') : instant;
}

/** `24 Nov 10:15`: for lists of what is new. */
export function recentDate(instant: string, timeZone: string): string {
  const local = DateTime.fromISO(instant, { zone: timeZone, locale: 'en-GB' });
  return local.isValid ? local.toFormat('d LLL HH:mm') : instant;
}
