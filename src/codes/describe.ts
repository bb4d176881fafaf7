/** Code lists for people: what `bordero codes list [NAME] [--json]` prints. */
import { codeList } from './lists.ts';
import { TABLES, type CodeRow, type RowNote, type TableName } from './pack.ts';

export interface CodeDescription {
  readonly table: TableName;
  readonly code: string;
  /** EventKind; `@ARRIVAL` and `@DEPARTURE`: by the place; `=`: that of the scan point; null: reasons and text keys. */
  readonly kind: string | null;
  readonly reason: string | null;
  /** Meanings of an ambiguous code, as `KIND` or `KIND REASON`; else empty. */
  readonly candidates: readonly string[];
  /** Kinds that were weighed for a doubtful or settled code; else empty. */
  readonly considered: readonly string[];
  readonly note: RowNote | null;
  /** In words, from the source's path or the code's name. */
  readonly label: string;
}

export interface CodeListDescription {
  readonly name: string;
  /** The list that is asked after this one; null: stands alone. */
  readonly base: string | null;
  readonly source: string;
  readonly licence: string;
  /** Its own codes, without those of the base, in the order of its tables. */
  readonly codes: readonly CodeDescription[];
}

const LEFT_OUT: ReadonlySet<string> = new Set(['', '*', 'exceptions', 'lines', 'consignment']);

/** `x-spaceIssue` becomes `space issue`; `unloadingHUB` becomes `unloading HUB`. */
const wordsOfStep = (step: string): string =>
  step
    .replace(/^x-/, '')
    .replaceAll('-', ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[A-Z](?=[a-z])/g, (letter) => letter.toLowerCase())
    .replace(/^wett$/, 'wet');

/** `c/deliveryPlanning/exceptions/spaceIssue` becomes `delivery planning, space issue`. */
const wordsOfPath = (path: string): string =>
  path
    .replace(/^[cpk]\//, '')
    .split('/')
    .filter((step) => !LEFT_OUT.has(step))
    .map(wordsOfStep)
    .join(', ');

function labelOf({ origin, kind, reason }: CodeRow): string {
  if (/^[cpk]?\//.test(origin)) return origin.split(' + ').map(wordsOfPath).join(' / ');
  if (origin !== '') return origin;
  return (kind ?? reason ?? 'no reason').replace('@', '').replaceAll('_', ' ').toLowerCase();
}

const describeRow = (table: TableName, row: CodeRow): CodeDescription => ({
  table,
  code: row.code,
  kind: row.kind,
  reason: row.reason,
  candidates: row.candidates.map(({ kind, reason }) =>
    reason === null ? kind : `${kind} ${reason}`,
  ),
  considered: row.considered,
  note: row.note,
  label: labelOf(row),
});

/** Everything that a list says; null: the product has no list of that name. */
export function describeCodeList(name: string): CodeListDescription | null {
  const list = codeList(name);
  if (list === null) return null;
  const codes = TABLES.flatMap((table) =>
    [...(list.tables.get(table)?.values() ?? [])].map((row) => describeRow(table, row)),
  );
  return { name, base: list.base, source: list.source, licence: list.licence, codes };
}
