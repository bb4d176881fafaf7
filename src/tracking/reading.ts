import {
  firstReceived,
  standing,
  type EventTelling,
  type ReportedEvent,
} from '../domain/record.ts';

/**
 * The telling that gives an event its reading: by the feed of the upload received first among those that stand (rules.md section
 * 3); where none stands, among all.
 */
export function readingOf(event: ReportedEvent): EventTelling {
  const reading = firstReceived(tellingsThatCount(event));
  if (reading === undefined) throw new Error(`Event ${event._id} was told by nobody`);
  return reading;
}

/** Those that stand; where none does, all of them, so that what was withdrawn stays readable. */
export function tellingsThatCount({ tellings }: ReportedEvent): readonly EventTelling[] {
  const alive = standing(tellings);
  return alive.length > 0 ? alive : tellings;
}

/** Of differing values the longer stands, of equally long ones the greater by code points (rules.md section 3). */
export function prevailing(values: readonly (string | null)[]): string | null {
  let best: string | null = null;
  for (const value of values) {
    if (value === null || value === '' || value === best) continue;
    if (best === null || prevails(value, best)) best = value;
  }
  return best;
}

function prevails(value: string, best: string): boolean {
  const a = codePoints(value);
  const b = codePoints(best);
  if (a.length !== b.length) return a.length > b.length;
  const at = a.findIndex((point, index) => point !== b[index]);
  return (a[at] ?? 0) > (b[at] ?? 0);
}

const codePoints = (text: string): number[] =>
  Array.from(text, (character) => character.codePointAt(0) ?? 0);
