import type { DepotName, PartyDraft } from '../../../domain/draft.ts';
import type { Issue } from '../../../domain/issue.ts';
import { countryOf } from '../../countries.ts';
import { cut, type TextLine } from '../../text.ts';
import { joined, NO_BORDERO, OpenConsignment, type BorderoHead } from '../consignment.ts';
import { dateAt, depotAt, digitsAt, referencesAt, textAt, textOrNull, whereOf } from '../fields.ts';
import type { Field } from '../layout.ts';
import { notice, type BlockReader, type Emit } from '../reader.ts';
import { addTo, differingTotals, noTotals } from '../totals.ts';
import { A, B, C, D, E, F_POSITIONS, H_BARCODES, I, ITEM, L } from './layouts.ts';

/** Dangerous goods, costs, texts: no layout is published, or the hub does not keep them. */
const NOT_KEPT = 'GJKTYZ';
const OF_A_CONSIGNMENT = 'BCDEFHI';

const EMPTY: PartyDraft = {
  name: null,
  street: null,
  place: { name: null, postcode: null, country: null },
};

function countryAt(line: TextLine, field: Field): string | null {
  const sign = textAt(line, field);
  return sign === '' ? null : countryOf(sign);
}

/** BORD128, release 6 and before: a bordero. Its head names the sender only, the receiver is the mailbox of the transmission. */
export class Bord128Reader implements BlockReader {
  readonly #emit: Emit;
  readonly #receiver: DepotName | null;
  #head: BorderoHead = NO_BORDERO;
  #open: OpenConsignment | null = null;
  #totals = noTotals();

  constructor(emit: Emit, receiver: DepotName | null) {
    this.#emit = emit;
    this.#receiver = receiver;
  }

  read(line: TextLine): boolean {
    const type = line.text.charAt(0);
    if (OF_A_CONSIGNMENT.includes(type)) this.#readPart(line, type);
    else if (type === 'A') this.#readHead(line);
    else if (type === 'L') {
      this.finish();
      const issues = differingTotals(line, L, this.#totals);
      if (issues.length > 0) this.#emit(notice(issues));
    } else return NOT_KEPT.includes(type);
    return true;
  }

  finish(): void {
    const open = this.#open;
    this.#open = null;
    if (open === null) return;
    addTo(this.#totals, open);
    this.#emit(open.close());
  }

  #readHead(line: TextLine): void {
    this.finish();
    const issues: Issue[] = [];
    const date = dateAt(line, A.date, issues);
    const number = textAt(line, A.borderoNo);
    const manifest = {
      number,
      date,
      kind: 'BORDERO',
      headLine: line.number,
      replaces: true,
    } as const;
    this.#head = {
      manifest: number === '' ? null : manifest,
      date,
      sending: depotAt(line, A.senderId),
      receiving: this.#receiver,
    };
    this.#totals = noTotals();
    if (issues.length > 0) this.#emit(notice(issues));
  }

  #consignmentOf(line: TextLine, type: string): OpenConsignment {
    const item = cut(line.text, ITEM.start, ITEM.length);
    const open = this.#open;
    const goesOn =
      open !== null && (item === '' || item === open.item) && !(open.summed && type === 'B');
    if (goesOn) return open;
    this.finish();
    this.#open = new OpenConsignment({ item, line, record: type, head: this.#head });
    return this.#open;
  }

  #readPart(line: TextLine, type: string): void {
    const consignment = this.#consignmentOf(line, type);
    if (type === 'F') readPositions(consignment, line);
    else if (type === 'I') readSums(consignment, line);
    else if (type === 'H') readBarcodes(consignment, line);
    else readAddress(consignment, line, type);
  }
}

function readPositions(consignment: OpenConsignment, line: TextLine): void {
  for (const fields of F_POSITIONS) {
    if (textAt(line, fields.packages) === '' && textAt(line, fields.packType) === '') continue;
    const packages = digitsAt(line, fields.packages, consignment.issues);
    const grossKg = consignment.add('grossWeightKg', line, fields.gross);
    consignment.place('packageCount', whereOf(line, fields.packages));
    const type = textOrNull(line, fields.packType);
    consignment.addPosition(`${line.number}/${fields.packages.start}`, { packages, type, grossKg });
  }
}

const NUMBERS = [
  ['SENDING_NUMBER', I.sendingNo],
  ['RECEIVING_NUMBER', I.receivingNo],
] as const;

function readSums(consignment: OpenConsignment, line: TextLine): void {
  consignment.summed = true;
  consignment.place('references', { ...whereOf(line, I.sendingNo), value: null });
  consignment.references.push(...referencesAt(line, NUMBERS));
  consignment.state('grossWeightKg', line, I.gross);
  consignment.state('volumeM3', line, I.volume);
  consignment.state('loadingMetres', line, I.ldm);
}

/** An address is spread over two records: B and C for the shipper, D and E for the consignee. */
function readAddress(consignment: OpenConsignment, line: TextLine, type: string): void {
  const shipper = consignment.shipper ?? EMPTY;
  const consignee = consignment.consignee ?? EMPTY;
  if (type === 'B') {
    const place = {
      ...shipper.place,
      postcode: textOrNull(line, B.postcode),
      country: countryAt(line, B.country),
    };
    const name = joined(textAt(line, B.name1), textAt(line, B.name2));
    consignment.shipper = { name, street: textOrNull(line, B.street), place };
    consignment.place('shipper.postcode', whereOf(line, B.postcode));
  } else if (type === 'C') {
    const place = { ...shipper.place, name: textOrNull(line, C.place) };
    consignment.shipper = { ...shipper, place };
  } else if (type === 'D') {
    const name = joined(textAt(line, D.name1), textAt(line, D.name2));
    consignment.consignee = { ...consignee, name };
  } else {
    const place = {
      name: textOrNull(line, E.place),
      postcode: textOrNull(line, E.postcode),
      country: countryAt(line, E.country),
    };
    consignment.consignee = { ...consignee, street: textOrNull(line, E.street), place };
    consignment.place('consignee.postcode', whereOf(line, E.postcode));
    consignment.origin = depotAt(line, E.origSenderId);
  }
}

/** Barcodes do not say which position they belong to. */
function readBarcodes(consignment: OpenConsignment, line: TextLine): void {
  for (const { barcode } of H_BARCODES) {
    const value = textAt(line, barcode);
    if (value !== '') consignment.addBarcode(value, null, whereOf(line, barcode));
  }
}
