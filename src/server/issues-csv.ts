import { stringify } from 'csv-stringify';
import type { Readable } from 'node:stream';
import { issueMessage, type Language } from '../domain/issue-messages.ts';
import type { Issue } from '../domain/issue.ts';

const COLUMNS = ['line', 'record', 'field', 'value', 'code', 'reason'] as const;

/** A cell that a spreadsheet would compute gets an apostrophe; numbers stay numbers. */
export const formulaSafe = (cell: string): string =>
  /^[=+\-@\t\r＝＋－＠]/.test(cell) && !/^[+-]?\d+(?:[.,]\d+)?$/.test(cell) ? `'${cell}` : cell;

/** Rejected records in the order of the file, written as they are read. */
export function issuesCsv(issues: AsyncIterable<Issue>, language: Language): Readable {
  const csv = stringify({ header: true, columns: [...COLUMNS], record_delimiter: 'windows' });
  void write(issues, language, csv).catch((error: unknown) => csv.destroy(error as Error));
  return csv;
}

async function write(
  issues: AsyncIterable<Issue>,
  language: Language,
  csv: ReturnType<typeof stringify>,
): Promise<void> {
  for await (const issue of issues) {
    const { line, record, field, value, code } = issue;
    const cells = [line, record, field, value, code, issueMessage(issue, language)];
    const row = cells.map((cell) => formulaSafe(String(cell ?? '')));
    if (!csv.write(row)) await new Promise((resolve) => csv.once('drain', resolve));
    if (csv.destroyed) return;
  }
  csv.end();
}
