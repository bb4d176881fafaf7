import type { TimeDraft } from '../../../domain/draft.ts';
import { FeedRefused, type Issue } from '../../../domain/issue.ts';
import type { TextLine } from '../../text.ts';
import { bareEvent, NO_HEAD } from '../event.ts';
import {
  dateAt,
  depotAt,
  digitsAt,
  momentAt,
  partnersOf,
  referencesAt,
  textAt,
  textOrNull,
  whereOf,
} from '../fields.ts';
import { notice, noReference, record, type BlockReader, type Emit } from '../reader.ts';
import { differenceTime, noTime, reportDraft, type Report } from '../report.ts';
import { M00, M10, N00, N00_DIFFERENCES, O00, O10_PACKAGES, O20_BARCODES } from './layouts.ts';

/** More barcodes than any lorry carries: memory stays bounded. */
const MAX_BARCODES = 20_000;

const NUMBERS = [
  ['SENDING_NUMBER', N00.sendingNo],
  ['RECEIVING_NUMBER', N00.receivingNo],
] as const;

const ARRIVAL = { date: M00.arrivalDate, time: M00.arrivalTime };
const START = { date: M00.unloadStartDate, time: M00.unloadStartTime };
const END = { date: M00.unloadEndDate, time: M00.unloadEndTime };

interface Surplus {
  readonly line: TextLine;
  readonly record: string;
  readonly preliminaryNo: string;
  count: number | null;
  packType: string | null;
  readonly notes: string[];
  readonly barcodes: string[];
  readonly issues: Issue[];
}

function readReport(line: TextLine, issues: Issue[]): Report {
  const network = textOrNull(line, M00.codeList);
  return {
    line: line.number,
    record: 'M00',
    head: { ...partnersOf(depotAt(line, M00.consignor), depotAt(line, M00.consignee)), network },
    manifestNumber: textAt(line, M00.waybillNo),
    manifestDate: dateAt(line, M00.waybillDate, issues),
    arrivedAt: momentAt(line, ARRIVAL, issues),
    startedAt: momentAt(line, START, issues),
    finishedAt: momentAt(line, END, issues),
  };
}

/** ENTL512: an unloading report (M00) with its differences (N00) and surplus goods (O00). */
export class EntlReader implements BlockReader {
  readonly #emit: Emit;
  #report: Report | null = null;
  #time: TimeDraft | null = null;
  /** The head waits for the loading unit of its M10. */
  #waiting: { report: Report; issues: Issue[]; loadingUnit: string | null } | null = null;
  #surplus: Surplus | null = null;

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  read(line: TextLine): boolean {
    const type = line.text.slice(0, 3);
    switch (type) {
      case 'M00':
        this.finish();
        this.#readHead(line);
        return true;
      case 'M10':
        if (this.#waiting !== null) this.#waiting.loadingUnit ??= textOrNull(line, M10.unit);
        return true;
      case 'M20':
        return true;
      case 'N00':
        this.finish();
        this.#emitDifferences(line);
        return true;
      case 'O00':
      case 'O10':
      case 'O20':
        this.#addSurplus(line, type);
        return true;
      default:
        return false;
    }
  }

  finish(): void {
    this.#emitHead();
    this.#emitSurplus();
  }

  #readHead(line: TextLine): void {
    const issues: Issue[] = [];
    this.#report = readReport(line, issues);
    this.#time = differenceTime(this.#report);
    this.#waiting = { report: this.#report, issues, loadingUnit: null };
  }

  #emitHead(): void {
    if (this.#waiting === null) return;
    const { report, issues, loadingUnit } = this.#waiting;
    this.#waiting = null;
    this.#emit(notice(issues, reportDraft(report, loadingUnit)));
  }

  #emitDifferences(line: TextLine): void {
    for (const fields of N00_DIFFERENCES) {
      const code = textAt(line, fields.status);
      if (code !== '') this.#emitDifference(line, fields, code);
    }
  }

  #emitDifference(line: TextLine, fields: (typeof N00_DIFFERENCES)[number], code: string): void {
    const issues: Issue[] = [];
    const references = referencesAt(line, NUMBERS);
    if (references.length === 0) issues.push(noReference(line, 'N00', 'sendingNo'));
    if (this.#time === null) issues.push(noTime(line, 'N00'));
    const packageCount = digitsAt(line, fields.count, issues);
    const draft = this.#time && {
      ...bareEvent(line, 'N00', this.#report?.head ?? NO_HEAD, this.#time),
      references,
      status: { by: 'code', code, where: whereOf(line, fields.status) } as const,
      text: textOrNull(line, fields.note),
      difference: {
        reportLine: this.#report?.line ?? line.number,
        manifestNumber: textOrNull(line, N00.waybillNo),
        packageCount,
        packageType: textOrNull(line, fields.packType),
      },
    };
    this.#emit(record(draft, issues));
  }

  #addSurplus(line: TextLine, type: string): void {
    this.#emitHead();
    const preliminaryNo = textAt(line, O00.preliminaryNo);
    if (this.#surplus?.preliminaryNo !== preliminaryNo) this.#emitSurplus();
    this.#surplus ??= {
      line,
      record: type,
      preliminaryNo,
      count: null,
      packType: null,
      notes: [],
      barcodes: [],
      issues: [],
    };
    if (type === 'O10') addPackages(this.#surplus, line);
    if (type === 'O20') addBarcodes(this.#surplus, line);
  }

  #emitSurplus(): void {
    const surplus = this.#surplus;
    if (surplus === null) return;
    this.#surplus = null;
    const draft = {
      type: 'surplus',
      line: surplus.line.number,
      record: surplus.record,
      reportLine: this.#report?.line ?? surplus.line.number,
      packageCount: surplus.count,
      packageType: surplus.packType,
      note: surplus.notes.length === 0 ? null : surplus.notes.join(' '),
      barcodes: surplus.barcodes,
    } as const;
    this.#emit(record(draft, surplus.issues));
  }
}

function addPackages(surplus: Surplus, line: TextLine): void {
  for (const fields of O10_PACKAGES) {
    const count = digitsAt(line, fields.count, surplus.issues);
    if (count !== null) surplus.count = (surplus.count ?? 0) + count;
    surplus.packType ??= textOrNull(line, fields.packType);
    const note = textAt(line, fields.note);
    if (note !== '' && surplus.notes.length < MAX_BARCODES) surplus.notes.push(note);
  }
}

function addBarcodes(surplus: Surplus, line: TextLine): void {
  for (const { barcode } of O20_BARCODES) {
    const value = textAt(line, barcode);
    if (value !== '') surplus.barcodes.push(value);
  }
  if (surplus.barcodes.length > MAX_BARCODES) {
    throw new FeedRefused('RECORD_TOO_LARGE', {
      line: surplus.line.number,
      record: surplus.record,
      field: null,
      value: null,
    });
  }
}
