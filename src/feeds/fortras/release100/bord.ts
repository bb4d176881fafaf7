import type { PartyDraft } from '../../../domain/draft.ts';
import type { Issue } from '../../../domain/issue.ts';
import { countryOf } from '../../countries.ts';
import type { TextLine } from '../../text.ts';
import { joined, NO_BORDERO, OpenConsignment, type BorderoHead } from '../consignment.ts';
import { dateAt, depotAt, digitsAt, textAt, textOrNull, whereOf } from '../fields.ts';
import { notice, type BlockReader, type Emit } from '../reader.ts';
import { addTo, differingTotals, noTotals } from '../totals.ts';
import { A00, B00, D00, F00, G00, J00 } from './layouts.ts';

/** Records of a consignment, or of the lorry, whose content the hub does not keep. */
const NOT_KEPT = new Set(['A10', 'B10', 'C00', 'C10', 'D10', 'E00', 'E10', 'H00', 'H10', 'I00']);
const OF_A_CONSIGNMENT = new Set(['B00', 'D00', 'F00', 'G00']);

const PARTY_ROLES: Readonly<Record<string, 'shipper' | 'consignee'>> = {
  SHP: 'shipper',
  CON: 'consignee',
};

function readHead(line: TextLine, issues: Issue[]): BorderoHead {
  const date = dateAt(line, A00.waybillDate, issues);
  const number = textAt(line, A00.waybillNo);
  const kind = textAt(line, A00.dataType) === 'ABH' ? 'PICKUP_ORDERS' : 'BORDERO';
  return {
    manifest: number === '' ? null : { number, date, kind, headLine: line.number, replaces: true },
    date,
    sending: depotAt(line, A00.consignorDepot),
    receiving: depotAt(line, A00.consigneeDepot),
  };
}

function readParty(line: TextLine): PartyDraft {
  const country = textOrNull(line, B00.country);
  return {
    name: joined(textAt(line, B00.name1), textAt(line, B00.name2), textAt(line, B00.name3)),
    street: textOrNull(line, B00.street),
    place: {
      name: textOrNull(line, B00.place),
      postcode: textOrNull(line, B00.postcode),
      country: country === null ? null : countryOf(country),
    },
  };
}

/** BORD512 (and BORD100): a bordero, or pick-up orders (ABH), as consignments of the same head. */
export class BordReader implements BlockReader {
  readonly #emit: Emit;
  #head: BorderoHead = NO_BORDERO;
  #open: OpenConsignment | null = null;
  #totals = noTotals();

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  read(line: TextLine): boolean {
    const type = line.text.slice(0, 3);
    if (OF_A_CONSIGNMENT.has(type)) {
      readPart(this.#consignmentOf(line, type), line, this.#head);
      return true;
    }
    if (type === 'A00') {
      this.finish();
      const issues: Issue[] = [];
      this.#head = readHead(line, issues);
      this.#totals = noTotals();
      if (issues.length > 0) this.#emit(notice(issues));
      return true;
    }
    if (type === 'J00') {
      this.finish();
      const issues = differingTotals(line, J00, this.#totals);
      if (issues.length > 0) this.#emit(notice(issues));
      return true;
    }
    return NOT_KEPT.has(type);
  }

  finish(): void {
    const open = this.#open;
    this.#open = null;
    if (open === null) return;
    addTo(this.#totals, open);
    this.#emit(open.close());
  }

  /** The open consignment, or the next one: at another item number, or at an address after the sums. */
  #consignmentOf(line: TextLine, type: string): OpenConsignment {
    const item = textAt(line, B00.item);
    const open = this.#open;
    const goesOn =
      open !== null && (item === '' || item === open.item) && !(open.summed && type === 'B00');
    if (goesOn) return open;
    this.finish();
    this.#open = new OpenConsignment({ item, line, record: type, head: this.#head });
    return this.#open;
  }
}

function readPart(consignment: OpenConsignment, line: TextLine, head: BorderoHead): void {
  const type = line.text.slice(0, 3);
  if (type === 'B00') readAddress(consignment, line);
  else if (type === 'D00') readPosition(consignment, line);
  else if (type === 'F00') readBarcode(consignment, line);
  else readSums(consignment, line, head);
}

function readPosition(consignment: OpenConsignment, line: TextLine): void {
  const packages = digitsAt(line, D00.packages, consignment.issues);
  const grams = consignment.add('grossWeightKg', line, D00.gross);
  consignment.add('volumeM3', line, D00.volume);
  consignment.add('loadingMetres', line, D00.ldm);
  consignment.add('palletPlaces', line, D00.palletPlaces);
  consignment.place('packageCount', whereOf(line, D00.packages));
  consignment.addPosition(textAt(line, D00.position), {
    packages,
    type: textOrNull(line, D00.packType),
    grossKg: grams === null ? null : grams / 1000,
  });
}

function readSums(consignment: OpenConsignment, line: TextLine, head: BorderoHead): void {
  consignment.summed = true;
  consignment.place('references', { ...whereOf(line, G00.sendingNo), value: null });
  readNumbers(consignment, line, head);
  consignment.origin = depotAt(line, G00.origConsignor);
  consignment.destination = depotAt(line, G00.origConsignee);
  consignment.state('grossWeightKg', line, G00.gross);
  consignment.state('volumeM3', line, G00.volume);
  consignment.state('loadingMetres', line, G00.ldm);
  consignment.state('palletPlaces', line, G00.palletPlaces);
}

function readAddress(consignment: OpenConsignment, line: TextLine): void {
  const role = PARTY_ROLES[textAt(line, B00.qualifier)];
  if (role === undefined || consignment[role] !== null) return;
  consignment[role] = readParty(line);
  consignment.place(`${role}.postcode`, whereOf(line, B00.postcode));
  consignment.place(`${role}.country`, whereOf(line, B00.country));
}

/** The references behind a barcode carry qualifiers of each partner's own and are not kept. */
function readBarcode(consignment: OpenConsignment, line: TextLine): void {
  const barcode = textAt(line, F00.barcode);
  if (barcode === '') return;
  consignment.addBarcode(barcode, textAt(line, F00.position), whereOf(line, F00.barcode));
}

/**
 * Sending and receiving number. In pick-up orders the first is the number of the order, given by the ordering partner
 * (conizi/semantic-model docs/mapping, pick-up order, MIT).
 */
function readNumbers(consignment: OpenConsignment, line: TextLine, head: BorderoHead): void {
  const sendingNo = textAt(line, G00.sendingNo);
  const receivingNo = textAt(line, G00.receivingNo);
  const isOrder = head.manifest?.kind === 'PICKUP_ORDERS';
  const order = {
    type: 'PICKUP_ORDER',
    value: sendingNo,
    issuer: head.sending?.value ?? null,
  } as const;
  if (sendingNo !== '' && !isOrder) {
    consignment.references.push({ type: 'SENDING_NUMBER', value: sendingNo, issuer: null });
  }
  if (receivingNo !== '') {
    consignment.references.push({ type: 'RECEIVING_NUMBER', value: receivingNo, issuer: null });
  }
  if (sendingNo !== '' && isOrder) consignment.references.push(order);
}
