/**
 * A pack is one code list as data. Its rows are lines of text, so that a change of one code is one line of a diff:
 *
 *   tables       `code | kind | reason | path or name | note | considered kinds`; text keys: `code | path`
 *   candidates   `code | kind | reason | keywords` of the status rows that are noted as ambiguous
 *
 * Paths are those of the conizi model, several joined by a plus, with `c/` for `/consignment-events/event/`, `p/` for
 * `/pickuporder-events/event/` and `k/` for `/package-events/event/`. Empty fields at the end of a line are left out.
 */
import { isEventKind, type EventKind } from '../domain/event.ts';

export const TABLES = [
  'status',
  'scanPoints',
  'scanCodes',
  'reasons',
  'textKeys',
  'pickupTextKeys',
] as const;
export type TableName = (typeof TABLES)[number];

export interface PackFile {
  readonly name: string;
  /** Set for an addition: the list that is asked after it. */
  readonly base?: string;
  readonly source: string;
  readonly licence: string;
  readonly tables: Readonly<Partial<Record<TableName, readonly string[]>>>;
  readonly candidates?: readonly string[];
}

/** Decided by where it happened (code-lists.md section 5). */
export type PlacedKind = '@ARRIVAL' | '@DEPARTURE';
/** `=`: a scan code that leaves the kind to the scan point (code-lists.md section 3). */
export type ListedKind = EventKind | PlacedKind | '=';

/**
 * ambiguous: several meanings, one of `candidates` (section 4). doubtful: found as INFO until a person decides for a feed (section 3).
 * settled: the published path did not fit the neighbours (section 4); no issue for either of the last two.
 */
export type RowNote = 'ambiguous' | 'doubtful' | 'settled';

export interface Candidate {
  readonly kind: EventKind;
  readonly reason: string | null;
  readonly keywords: readonly string[];
}

export interface CodeRow {
  readonly code: string;
  /** Null in the tables of reasons and text keys. */
  readonly kind: ListedKind | null;
  readonly reason: string | null;
  /** Path of the source, or the code's name; '' where the list has neither. */
  readonly origin: string;
  readonly note: RowNote | null;
  /** Kinds that were weighed for a doubtful or settled row. */
  readonly considered: readonly string[];
  /** Empty but for an ambiguous row. */
  readonly candidates: readonly Candidate[];
}

export interface CodeList {
  readonly name: string;
  readonly base: string | null;
  readonly source: string;
  readonly licence: string;
  readonly tables: ReadonlyMap<TableName, ReadonlyMap<string, CodeRow>>;
}

const fieldsOf = (line: string): readonly string[] => line.split('|').map((field) => field.trim());
const wordsOf = (field = ''): readonly string[] => (field === '' ? [] : field.split(', '));
const orNull = (field = ''): string | null => (field === '' ? null : field);

const isListedKind = (word: string): word is ListedKind =>
  word === '=' || word === '@ARRIVAL' || word === '@DEPARTURE' || isEventKind(word);
const isRowNote = (word: string): word is RowNote =>
  word === 'ambiguous' || word === 'doubtful' || word === 'settled';

function readCandidates(lines: readonly string[]): ReadonlyMap<string, readonly Candidate[]> {
  const byCode = new Map<string, Candidate[]>();
  for (const line of lines) {
    const [code = '', kind = '', reason, keywords] = fieldsOf(line);
    if (!isEventKind(kind)) throw new Error(`The candidate ${line} has no kind`);
    const candidate = { kind, reason: orNull(reason), keywords: wordsOf(keywords) };
    byCode.set(code, [...(byCode.get(code) ?? []), candidate]);
  }
  return byCode;
}

function readRow(line: string, candidates: readonly Candidate[]): CodeRow {
  const [code = '', kind = '', reason, origin = '', note = '', considered] = fieldsOf(line);
  if (kind !== '' && !isListedKind(kind)) throw new Error(`The row ${line} has an unknown kind`);
  return {
    code,
    kind: kind === '' ? null : kind,
    reason: orNull(reason),
    origin,
    note: isRowNote(note) ? note : null,
    considered: wordsOf(considered),
    candidates: note === 'ambiguous' ? candidates : [],
  };
}

function readTextKey(line: string): CodeRow {
  const [code = '', origin = ''] = fieldsOf(line);
  return { code, kind: null, reason: null, origin, note: null, considered: [], candidates: [] };
}

/** Unfolds a pack into tables by code: maps, never objects, since codes come from outside. */
export function readPack(file: PackFile): CodeList {
  const candidates = readCandidates(file.candidates ?? []);
  const tables = new Map<TableName, ReadonlyMap<string, CodeRow>>();
  for (const table of TABLES) {
    const lines = file.tables[table];
    if (lines === undefined) continue;
    const isText = table === 'textKeys' || table === 'pickupTextKeys';
    const rows = lines.map((line) => {
      if (isText) return readTextKey(line);
      return readRow(line, candidates.get(fieldsOf(line)[0] ?? '') ?? []);
    });
    tables.set(table, new Map(rows.map((row) => [row.code, row])));
  }
  const { name, base = null, source, licence } = file;
  return { name, base, source, licence, tables };
}
