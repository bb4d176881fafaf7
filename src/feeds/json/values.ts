import type { PartyDraft, PlaceDraft, ReferenceDraft, TimeDraft } from '../../domain/draft.ts';
import { issueAt, type Issue, type Where } from '../../domain/issue.ts';
import { referenceRank, type ReferenceType } from '../../domain/reference.ts';
import { countryOf } from '../countries.ts';
import { AT } from './fields.ts';

/** Where a record stands; `at` names a place in it by its path. */
export interface RecordPlace {
  readonly line: number;
  readonly kind: string;
}

export const placeAt = (place: RecordPlace, field: string, value: string | null): Where => ({
  line: place.line,
  record: place.kind,
  field,
  value,
});

/** Trimmed; null where nothing is said. */
export function said(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}

interface JsonReference {
  readonly type: ReferenceType;
  readonly value: string;
  readonly issuer?: string | null | undefined;
}

/** In the order of REFERENCE_TYPES; those without a value say nothing. */
export function referencesOf(
  given: readonly (JsonReference | null | undefined)[],
): ReferenceDraft[] {
  const references: ReferenceDraft[] = [];
  for (const reference of given) {
    const value = said(reference?.value);
    if (!reference || value === null) continue;
    references.push({ type: reference.type, value, issuer: said(reference.issuer) });
  }
  return references.sort((a, b) => referenceRank(a.type) - referenceRank(b.type));
}

interface JsonPlace {
  readonly name?: string | null | undefined;
  readonly postcode?: string | null | undefined;
  readonly country?: string | null | undefined;
}

export function placeOf(given: JsonPlace | null | undefined): PlaceDraft | null {
  const country = said(given?.country);
  const place = {
    name: said(given?.name),
    postcode: said(given?.postcode),
    country: country === null ? null : countryOf(country),
  };
  return place.name === null && place.postcode === null && country === null ? null : place;
}

interface JsonParty extends Omit<JsonPlace, 'name'> {
  readonly name?: string | null | undefined;
  readonly street?: string | null | undefined;
  readonly city?: string | null | undefined;
}

export function partyOf(given: JsonParty | null | undefined): PartyDraft | null {
  if (!given) return null;
  const place = placeOf({ name: given.city, postcode: given.postcode, country: given.country });
  const name = said(given.name);
  const street = said(given.street);
  if (name === null && street === null && place === null) return null;
  return { name, street, place: place ?? { name: null, postcode: null, country: null } };
}

/** Minutes east of UTC of `Z`, `+01:00` or `+0100`; NaN for an offset that no place has. */
function offsetOf(zone: string): number {
  if (zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 18 || minutes > 59) return Number.NaN;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

const isDay = (day: string): boolean => {
  const instant = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(day);
};

const isClock = (clock: string): boolean =>
  clock.slice(0, 2) <= '23' && clock.slice(3, 5) <= '59' && clock.slice(6) <= '59';

/**
 * `at` as it was written: the wall clock, and its offset where there is one. Fractions of a second are left out.
 * @returns an issue where no calendar (BAD_DATE) or clock (BAD_TIME) shows it
 */
export function timeOf(written: string, place: RecordPlace): TimeDraft | Issue {
  const where = placeAt(place, 'at', written.trim());
  const [, day = '', clock, zone] = AT.exec(written) ?? [];
  if (!isDay(day)) return issueAt('BAD_DATE', where);
  if (clock === undefined) return { local: day, precision: 'DAY', offsetMinutes: null, where };
  const offsetMinutes = zone === undefined ? null : offsetOf(zone);
  if (!isClock(clock) || Number.isNaN(offsetMinutes)) return issueAt('BAD_TIME', where);
  const precision = clock.length > 5 ? 'SECOND' : 'MINUTE';
  return { local: `${day}T${clock}`, precision, offsetMinutes, where };
}
