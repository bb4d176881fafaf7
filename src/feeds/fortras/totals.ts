import { issueAt, type Issue } from '../../domain/issue.ts';
import type { TextLine } from '../text.ts';
import { textAt, whereOf } from './fields.ts';
import type { OpenConsignment } from './consignment.ts';
import type { Field } from './layout.ts';

/** Running sums of a bordero in units of the total's last digit; null once a part could not be read. */
export interface Totals {
  consignments: number;
  packages: number | null;
  gross: number | null;
}

export const noTotals = (): Totals => ({ consignments: 0, packages: 0, gross: 0 });

/** Adds a consignment as the hub reads it: the number of those with sums is what the total counts. */
export function addTo(totals: Totals, consignment: OpenConsignment): void {
  if (consignment.summed) totals.consignments++;
  const unread = consignment.issues.some((issue) => issue.code === 'BAD_NUMBER');
  totals.packages = unread ? null : plus(totals.packages, consignment.packageCount);
  totals.gross = unread ? null : plus(totals.gross, consignment.digitsOf('grossWeightKg'));
}

const plus = (sum: number | null, part: number | null): number | null =>
  sum === null ? null : sum + (part ?? 0);

/** A control total that the file states and that is not what it holds: a warning, it refuses nothing. */
export function differingTotal(line: TextLine, field: Field, actual: number | null): Issue | null {
  const text = textAt(line, field);
  if (text === '' || actual === null) return null;
  if (/^\d+$/.test(text) && Number(text) === actual) return null;
  return issueAt('CONTROL_TOTAL_DIFFERS', whereOf(line, field));
}

export function differingTotals(
  line: TextLine,
  fields: { readonly consignments: Field; readonly packages: Field; readonly gross: Field },
  totals: Totals,
): Issue[] {
  return [
    differingTotal(line, fields.consignments, totals.consignments),
    differingTotal(line, fields.packages, totals.packages),
    differingTotal(line, fields.gross, totals.gross),
  ].filter((issue) => issue !== null);
}
