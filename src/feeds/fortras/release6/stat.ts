import type { Issue } from '../../../domain/issue.ts';
import type { TextLine } from '../../text.ts';
import { bareEvent } from '../event.ts';
import {
  depotAt,
  faultAt,
  referencesAt,
  requiredMomentAt,
  textAt,
  textOrNull,
  whereOf,
} from '../fields.ts';
import { noReference, record, type BlockReader, type Emit } from '../reader.ts';
import { Q } from './layouts.ts';

const NUMBERS = [
  ['SENDING_NUMBER', Q.sendingNo],
  ['RECEIVING_NUMBER', Q.receivingNo],
] as const;

/** STAT128: one status a line; the partner is named by its id at the sender of the file, there is no head. */
export class Stat128Reader implements BlockReader {
  readonly #emit: Emit;

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  read(line: TextLine): boolean {
    if (!line.text.startsWith('Q')) return false;
    const issues: Issue[] = [];
    const references = referencesAt(line, NUMBERS);
    if (references.length === 0) issues.push(noReference(line, 'Q', 'sendingNo'));
    const code = textAt(line, Q.status);
    if (code === '') issues.push(faultAt('BAD_STATUS', line, Q.status));
    const time = requiredMomentAt(line, Q, issues);
    const head = { pair: null, partner: depotAt(line, Q.partnerId), network: null };
    const draft = time && {
      ...bareEvent(line, 'Q', head, time),
      references,
      status: { by: 'code', code, where: whereOf(line, Q.status) } as const,
      text: textOrNull(line, Q.text),
      signedBy: textOrNull(line, Q.signedBy),
    };
    this.#emit(record(draft, issues));
    return true;
  }

  finish(): void {
    // Every line is complete in itself.
  }
}
