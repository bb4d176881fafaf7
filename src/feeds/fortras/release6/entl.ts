import type { TimeDraft } from '../../../domain/draft.ts';
import type { Issue } from '../../../domain/issue.ts';
import type { TextLine } from '../../text.ts';
import { bareEvent, NO_HEAD } from '../event.ts';
import {
  dateAt,
  depotAt,
  digitsAt,
  momentAt,
  referencesAt,
  textAt,
  textOrNull,
  whereOf,
} from '../fields.ts';
import { notice, noReference, record, type BlockReader, type Emit } from '../reader.ts';
import { differenceTime, noTime, reportDraft, type Report } from '../report.ts';
import { M, N, N_DIFFERENCES, V } from './layouts.ts';

const NUMBERS = [
  ['SENDING_NUMBER', N.sendingNo],
  ['RECEIVING_NUMBER', N.receivingNo],
] as const;
const SCANNED_NUMBER = [['SENDING_NUMBER', V.sendingNo]] as const;

/** Blank or zeros: unloaded without fault. */
const isFaultless = (code: string): boolean => /^0*$/.test(code);

/** ENTL128: report head M, differences N per consignment or scans V per package. */
export class Entl128Reader implements BlockReader {
  readonly #emit: Emit;
  #report: Report | null = null;
  #time: TimeDraft | null = null;

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  read(line: TextLine): boolean {
    const type = line.text.charAt(0);
    if (type === 'M') this.#readHead(line);
    else if (type === 'N') this.#readDifferences(line);
    else if (type === 'V') this.#readScan(line);
    else return false;
    return true;
  }

  finish(): void {
    // Every line is complete in itself.
  }

  #readHead(line: TextLine): void {
    const issues: Issue[] = [];
    this.#report = {
      line: line.number,
      record: 'M',
      head: { pair: null, partner: depotAt(line, M.custNo), network: null },
      manifestNumber: textAt(line, M.borderoNo),
      manifestDate: dateAt(line, M.date, issues),
      arrivedAt: momentAt(line, { date: M.arrivalDate, time: M.arrivalTime }, issues),
      startedAt: momentAt(line, { date: M.unloadStartDate, time: M.unloadStartTime }, issues),
      finishedAt: momentAt(line, { date: M.endDate, time: M.endTime }, issues),
    };
    this.#time = differenceTime(this.#report);
    this.#emit(notice(issues, reportDraft(this.#report, null)));
  }

  #readDifferences(line: TextLine): void {
    for (const fields of N_DIFFERENCES) {
      const code = textAt(line, fields.code);
      if (isFaultless(code)) continue;
      const issues: Issue[] = [];
      const references = referencesAt(line, NUMBERS);
      if (references.length === 0) issues.push(noReference(line, 'N', 'sendingNo'));
      if (this.#time === null) issues.push(noTime(line, 'N'));
      const difference = {
        reportLine: this.#report?.line ?? line.number,
        manifestNumber: textOrNull(line, N.borderoNo),
        packageCount: digitsAt(line, fields.count, issues),
        packageType: textOrNull(line, fields.packType),
      };
      const draft = this.#time && {
        ...bareEvent(line, 'N', this.#report?.head ?? NO_HEAD, this.#time),
        references,
        status: { by: 'code', code, where: whereOf(line, fields.code) } as const,
        text: textOrNull(line, fields.text),
        difference,
      };
      this.#emit(record(draft, issues));
    }
  }

  /** A scan at unloading: of its own time, else of the report's. Only a faulty package is a difference. */
  #readScan(line: TextLine): void {
    const issues: Issue[] = [];
    const references = referencesAt(line, SCANNED_NUMBER);
    const barcode = textOrNull(line, V.barcode);
    if (references.length === 0 && barcode === null) issues.push(noReference(line, 'V', 'barcode'));
    const own = momentAt(line, V, issues);
    const time = own ?? this.#time;
    if (time === null && issues.length === 0) issues.push(noTime(line, 'V'));
    const code = textAt(line, V.code);
    const difference = {
      reportLine: this.#report?.line ?? line.number,
      manifestNumber: textOrNull(line, V.borderoNo),
      packageCount: 1,
      packageType: null,
    };
    const draft = time && {
      ...bareEvent(line, 'V', this.#report?.head ?? NO_HEAD, time),
      references,
      barcode,
      status: { by: 'scan', point: null, code, where: whereOf(line, V.code) } as const,
      text: textOrNull(line, V.text),
      difference: isFaultless(code) ? null : difference,
    };
    this.#emit(record(draft, issues));
  }
}
