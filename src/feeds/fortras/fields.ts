import type { DepotName, ReferenceDraft, TimeDraft } from '../../domain/draft.ts';
import { issueAt, type Issue, type IssueCode, type Where } from '../../domain/issue.ts';
import type { ReferenceType } from '../../domain/reference.ts';
import { cut, type TextLine } from '../text.ts';
import type { Field } from './layout.ts';

/** The field's text, trimmed; '' where the record ends before it. */
export const textAt = (line: TextLine, field: Field): string =>
  cut(line.text, field.start, field.length);

/** The field's text, null where it is blank. */
export function textOrNull(line: TextLine, field: Field): string | null {
  const text = textAt(line, field);
  return text === '' ? null : text;
}

export function whereOf(line: TextLine, field: Field): Where {
  const value = textAt(line, field);
  return {
    line: line.number,
    record: field.record,
    field: field.name,
    value: value === '' ? null : value,
  };
}

export const faultAt = (code: IssueCode, line: TextLine, field: Field): Issue =>
  issueAt(code, whereOf(line, field));

const ZERO = 48;
const NINE = 57;

/** True for '' too: fields are filled with blanks or with zeros. */
function isZeros(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== ZERO) return false;
  return true;
}

function isDigits(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < ZERO || code > NINE) return false;
  }
  return text !== '';
}

/**
 * A number in units of its last digit (grams for kg with three decimals); null where it is blank or only filled with zeros,
 * which in fixed width says nothing.
 */
export function digitsAt(line: TextLine, field: Field, faults: Issue[]): number | null {
  const text = textAt(line, field);
  if (isZeros(text)) return null;
  if (isDigits(text)) return Number(text);
  faults.push(faultAt('BAD_NUMBER', line, field));
  return null;
}

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDate(year: number, month: number, day: number): boolean {
  if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1) return false;
  if (month === 2 && day === 29) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (DAYS[month - 1] ?? 0);
}

/**
 * DDMMYYYY, else YYYYMMDD as some writers put it. Never both: the years begin with 19, 20 or 21, which are no months.
 * @returns `YYYY-MM-DD`, null where it is neither
 */
export function readDate(text: string): string | null {
  if (text.length !== 8 || !isDigits(text)) return null;
  const [d, m, y] = [text.slice(0, 2), text.slice(2, 4), text.slice(4)];
  if (isDate(Number(y), Number(m), Number(d))) return `${y}-${m}-${d}`;
  const [year, month, day] = [text.slice(0, 4), text.slice(4, 6), text.slice(6)];
  return isDate(Number(year), Number(month), Number(day)) ? `${year}-${month}-${day}` : null;
}

/** HHMM or HHMMSS as `HH:MM` or `HH:MM:SS`; null where no clock shows it. */
export function readTime(text: string): string | null {
  if ((text.length !== 4 && text.length !== 6) || !isDigits(text)) return null;
  const [hour, minute, second] = [text.slice(0, 2), text.slice(2, 4), text.slice(4)];
  if (hour > '23' || minute > '59' || second > '59') return null;
  return second === '' ? `${hour}:${minute}` : `${hour}:${minute}:${second}`;
}

/**
 * A local wall clock time. A date without a time is a day (rules.md section 2); a blank or zero-filled date is none.
 * @returns null where there is no date, or one of both cannot be read (then with a fault)
 */
export function momentAt(
  line: TextLine,
  fields: { readonly date: Field; readonly time: Field },
  faults: Issue[],
): TimeDraft | null {
  const dateText = textAt(line, fields.date);
  if (isZeros(dateText)) return null;
  const date = readDate(dateText);
  if (date === null) {
    faults.push(faultAt('BAD_DATE', line, fields.date));
    return null;
  }
  const timeText = textAt(line, fields.time);
  if (timeText === '') {
    return {
      local: date,
      precision: 'DAY',
      offsetMinutes: null,
      where: whereOf(line, fields.date),
    };
  }
  const time = readTime(timeText);
  if (time === null) {
    faults.push(faultAt('BAD_TIME', line, fields.time));
    return null;
  }
  const precision = time.length > 5 ? 'SECOND' : 'MINUTE';
  return {
    local: `${date}T${time}`,
    precision,
    offsetMinutes: null,
    where: whereOf(line, fields.time),
  };
}

/** As momentAt, but a blank date is a fault, too: an event without a date is none. */
export function requiredMomentAt(
  line: TextLine,
  fields: { readonly date: Field; readonly time: Field },
  faults: Issue[],
): TimeDraft | null {
  const known = faults.length;
  const moment = momentAt(line, fields, faults);
  if (moment === null && faults.length === known) {
    faults.push(faultAt('BAD_DATE', line, fields.date));
  }
  return moment;
}

/** A date alone, `YYYY-MM-DD`; null where there is none, or none that can be read (then with a fault). */
export function dateAt(line: TextLine, field: Field, faults: Issue[]): string | null {
  const text = textAt(line, field);
  if (isZeros(text)) return null;
  const date = readDate(text);
  if (date === null) faults.push(faultAt('BAD_DATE', line, field));
  return date;
}

export function depotAt(line: TextLine, field: Field): DepotName | null {
  const value = textAt(line, field);
  return value === '' ? null : { value, where: whereOf(line, field) };
}

/** Both sides as an unordered pair, or the one that is named alone. */
export function partnersOf(
  first: DepotName | null,
  second: DepotName | null,
): { pair: readonly [DepotName, DepotName] | null; partner: DepotName | null } {
  if (first !== null && second !== null) return { pair: [first, second], partner: null };
  return { pair: null, partner: first ?? second };
}

/** References that a record fills, in the order given, which has to be that of REFERENCE_TYPES. */
export function referencesAt(
  line: TextLine,
  fields: readonly (readonly [ReferenceType, Field])[],
): ReferenceDraft[] {
  const references: ReferenceDraft[] = [];
  for (const [type, field] of fields) {
    const value = textAt(line, field);
    if (value !== '') references.push({ type, value, issuer: null });
  }
  return references;
}
