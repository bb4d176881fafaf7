/**
 * Layouts as data. Offsets of release 100: conizi/semantic-model, docs/mapping (MIT); of the 128-byte family: hudora/pyShipping
 * (BSD). The names are those of design/feeds.md section 1 and stand in issues.
 */
interface FieldSpec {
  /** Counts from 1. */
  readonly start: number;
  readonly length: number;
  /** Name in issues where it is not the key: date and time of one moment share one. */
  readonly name?: string;
  /** Digits of a number that stand behind its implied decimal point. */
  readonly decimals?: number;
}

export interface Field extends FieldSpec {
  readonly record: string;
  readonly name: string;
}

export const field = (start: number, length: number): FieldSpec => ({ start, length });
export const named = (name: string, start: number, length: number): FieldSpec => ({
  start,
  length,
  name,
});
export const number = (start: number, length: number, decimals = 0): FieldSpec => ({
  start,
  length,
  decimals,
});

/** Stamps every field with its record type and its name. */
export function layout<Key extends string>(
  record: string,
  fields: Readonly<Record<Key, FieldSpec>>,
): Readonly<Record<Key, Field>> {
  const entries = Object.entries<FieldSpec>(fields).map(([key, spec]) => [
    key,
    { ...spec, record, name: spec.name ?? key },
  ]);
  return Object.fromEntries(entries) as Record<Key, Field>;
}
