import { InvalidInputError, type FieldProblem } from '../domain/errors.ts';
import { isTimeZone } from '../domain/time.ts';

/** Null: the value will do; else a sentence. */
export type Check = (value: string) => string | null;

const LONGEST_NAME = 200;

export const isName: Check = (value) => {
  if (value.trim() === '') return 'Must not be empty';
  if (value.length > LONGEST_NAME) return `Must not be longer than ${LONGEST_NAME} characters`;
  return /\p{Cc}/u.test(value) ? 'Must not contain control characters' : null;
};

export const isSlug: Check = (value) =>
  /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(value)
    ? null
    : 'Must be 1 to 63 lower case letters, digits and inner hyphens';

const REGIONS = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

export const isCountry: Check = (value) =>
  /^[A-Z]{2}$/.test(value) && REGIONS.of(value) !== undefined
    ? null
    : 'Must be a country code of ISO 3166-1 alpha-2, such as AT';

export const isZone: Check = (value) =>
  isTimeZone(value) ? null : 'Must be an IANA time zone, such as Europe/Vienna';

/** Runs every check; one problem a field, in this order. */
export function problemsOf(
  checks: readonly (readonly [path: string, value: string | null | undefined, check: Check])[],
): FieldProblem[] {
  return checks.flatMap(([path, value, check]) => {
    const message = value === null || value === undefined ? null : check(value);
    return message === null ? [] : [{ path, message }];
  });
}

/** @throws InvalidInputError where there is any problem */
export function refuseProblems(problems: readonly FieldProblem[]): void {
  if (problems.length > 0) throw new InvalidInputError(problems);
}
