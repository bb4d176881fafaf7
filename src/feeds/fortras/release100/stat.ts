import type { EventDraft } from '../../../domain/draft.ts';
import { FeedRefused, type Issue } from '../../../domain/issue.ts';
import { MAX_LINE_LENGTH, type TextLine } from '../../text.ts';
import { bareEvent, NO_HEAD, type EventHead } from '../event.ts';
import {
  depotAt,
  faultAt,
  partnersOf,
  referencesAt,
  requiredMomentAt,
  textAt,
  textOrNull,
  whereOf,
} from '../fields.ts';
import { noReference, record, type BlockReader, type Emit } from '../reader.ts';
import { Q00, Q10, Q11, Q20 } from './layouts.ts';

const WHEN_10 = { date: Q10.date, time: Q10.time };
const WHEN_20 = { date: Q20.scanDate, time: Q20.scanTime };

const NUMBERS = [
  ['SENDING_NUMBER', Q10.sendingNo],
  ['RECEIVING_NUMBER', Q10.receivingNo],
  ['PICKUP_ORDER', Q10.pickupOrderNo],
] as const;

/** The deliverer's own number counts only where no other stands: some senders put the tour there, one number for many consignments. */
const LAST_RESORT = [['OTHER', Q10.deliveringNo]] as const;

const SCANNED_NUMBER = [['SENDING_NUMBER', Q20.sendingNo]] as const;

function headOf(line: TextLine): EventHead {
  return {
    ...partnersOf(depotAt(line, Q00.consignorId), depotAt(line, Q00.consigneeId)),
    network: textOrNull(line, Q00.codeList),
  };
}

/** Degrees with a decimal point or comma; anything else says nothing, the fields are an extension. */
function degreesAt(line: TextLine, field: typeof Q10.latitude, limit: number): number | null {
  const text = textAt(line, field).replace(',', '.');
  if (!/^[+-]?\d{1,3}\.\d+$/.test(text)) return null;
  const degrees = Number(text);
  return Math.abs(degrees) <= limit ? degrees : null;
}

function positionAt(line: TextLine): EventDraft['position'] {
  if (line.text.length < Q10.latitude.start) return null;
  const latitude = degreesAt(line, Q10.latitude, 90);
  const longitude = degreesAt(line, Q10.longitude, 180);
  if (latitude === null || longitude === null || (latitude === 0 && longitude === 0)) return null;
  return { latitude, longitude };
}

/** STAT512 (and STAT100): Q10 status of a consignment with its Q11 texts, Q20 status of a package. */
export class StatReader implements BlockReader {
  readonly #emit: Emit;
  #head: EventHead = NO_HEAD;
  /** The Q10 whose texts may still go on. */
  #open: { line: TextLine; texts: string[]; length: number } | null = null;

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  read(line: TextLine): boolean {
    switch (line.text.slice(0, 3)) {
      case 'Q00':
        this.finish();
        this.#head = headOf(line);
        return true;
      case 'Q10':
        this.finish();
        this.#open = { line, texts: [], length: 0 };
        this.#addText(line, Q10.text);
        return true;
      case 'Q11':
        for (const field of [Q11.text1, Q11.text2, Q11.text3]) this.#addText(line, field);
        return true;
      case 'Q20':
        this.finish();
        this.#emitScan(line);
        return true;
      case 'Q30':
        return true;
      default:
        return false;
    }
  }

  finish(): void {
    if (this.#open === null) return;
    const { line, texts } = this.#open;
    this.#open = null;
    this.#emitStatus(line, texts.length === 0 ? null : texts.join(' '));
  }

  #addText(line: TextLine, field: typeof Q10.text): void {
    const text = textAt(line, field);
    if (text === '' || this.#open === null) return;
    this.#open.texts.push(text);
    this.#open.length += text.length;
    if (this.#open.length > MAX_LINE_LENGTH) {
      const where = { line: this.#open.line.number, record: 'Q10', field: 'text', value: null };
      throw new FeedRefused('RECORD_TOO_LARGE', where);
    }
  }

  #emitStatus(line: TextLine, text: string | null): void {
    const issues: Issue[] = [];
    const numbers = referencesAt(line, NUMBERS);
    const references = numbers.length > 0 ? numbers : referencesAt(line, LAST_RESORT);
    if (references.length === 0) issues.push(noReference(line, 'Q10', 'sendingNo'));
    const code = textAt(line, Q10.status);
    if (code === '') issues.push(faultAt('BAD_STATUS', line, Q10.status));
    const time = requiredMomentAt(line, WHEN_10, issues);
    const draft = time && {
      ...bareEvent(line, 'Q10', this.#head, time),
      references,
      status: { by: 'code', code, where: whereOf(line, Q10.status) } as const,
      text,
      signedBy: textOrNull(line, Q10.signedBy),
      position: positionAt(line),
    };
    this.#emit(record(draft, issues));
  }

  #emitScan(line: TextLine): void {
    const issues: Issue[] = [];
    const references = referencesAt(line, SCANNED_NUMBER);
    const barcode = textOrNull(line, Q20.barcode);
    if (references.length === 0 && barcode === null) {
      issues.push(noReference(line, 'Q20', 'barcode'));
    }
    const time = requiredMomentAt(line, WHEN_20, issues);
    const point = textAt(line, Q20.measuringPoint);
    const code = textAt(line, Q20.scanCode);
    const draft = time && {
      ...bareEvent(line, 'Q20', this.#head, time),
      references,
      barcode,
      status: { by: 'scan', point, code, where: whereOf(line, Q20.scanCode) } as const,
      text: textOrNull(line, Q20.text),
    };
    this.#emit(record(draft, issues));
  }
}
