/** Scans: the point gives the kind, the scan code the reason (code-lists.md section 3, Scans). */
import { isEventKind, type EventKind } from '../domain/event.ts';
import { lookUpCode, rowsOf } from './lists.ts';
import type { CodeRow } from './pack.ts';

export interface Meaning {
  readonly kind: EventKind;
  readonly reason: string | null;
}

/** A line V of ENTL128 names no point: it is this one. */
const POINT_OF_V = 'k/unloadingReceivingPartner';

/** What a package that was not taken means, where it is not the kind of the point. */
const REJECTED_AT: ReadonlyMap<string, Meaning> = new Map([
  ['k/deliveryReceiver', { kind: 'REFUSED', reason: null }],
  ['k/pickupSender', { kind: 'PICKUP_FAILED', reason: 'REJECTED' }],
]);

const isOk = (code: string): boolean => /^0*$/.test(code);

/** A code of a V line is a number, filled with zeros to the width of the list. */
function filled(listName: string, code: string): string {
  const width = rowsOf(listName, 'scanCodes')[0]?.code.length ?? 0;
  return /^\d+$/.test(code) ? code.replace(/^0+/, '').padStart(width, '0') : code;
}

const pointOf = (listName: string, point: string | null): CodeRow | null =>
  point === null
    ? (rowsOf(listName, 'scanPoints').find((row) => row.origin === POINT_OF_V) ?? null)
    : lookUpCode(listName, 'scanPoints', point);

const plainKind = ({ kind }: CodeRow): EventKind =>
  kind !== null && isEventKind(kind) ? kind : 'INFO';

/** What a scan means by a list; null: the list does not hold the point or the code. */
export function readScan(
  listName: string,
  scan: { readonly point: string | null; readonly code: string },
): Meaning | null {
  const point = pointOf(listName, scan.point?.trim() ?? null);
  if (point === null) return null;
  const code = scan.code.trim();
  const atPoint = { kind: plainKind(point), reason: point.reason };
  if (isOk(code)) return atPoint;
  const sent = scan.point === null ? filled(listName, code) : code;
  const row = lookUpCode(listName, 'scanCodes', sent);
  if (row === null) return null;
  if (row.kind !== '=') return { kind: plainKind(row), reason: row.reason };
  const rejected = row.reason === 'REJECTED' ? REJECTED_AT.get(point.origin) : undefined;
  return rejected ?? { kind: atPoint.kind, reason: row.reason ?? atPoint.reason };
}
