import type {
  ConsignmentDraft,
  DepotName,
  ManifestLink,
  PackageDraft,
  ParsedItem,
  PartyDraft,
  ReferenceDraft,
} from '../../domain/draft.ts';
import { FeedRefused, issueAt, type Issue, type Where } from '../../domain/issue.ts';
import type { TextLine } from '../text.ts';
import { digitsAt, whereOf } from './fields.ts';
import type { Field } from './layout.ts';
import { record } from './reader.ts';

/** More packages than any lorry carries: memory stays bounded. */
const MAX_PACKAGES = 20_000;

/** Head of a bordero of either release. */
export interface BorderoHead {
  readonly manifest: ManifestLink | null;
  readonly date: string | null;
  readonly sending: DepotName | null;
  readonly receiving: DepotName | null;
}

export const NO_BORDERO: BorderoHead = {
  manifest: null,
  date: null,
  sending: null,
  receiving: null,
};

export type Quantity = 'grossWeightKg' | 'volumeM3' | 'loadingMetres' | 'palletPlaces';
const QUANTITIES = ['grossWeightKg', 'volumeM3', 'loadingMetres', 'palletPlaces'] as const;

/** A quantity in units of its last digit, so that sums are exact; `per` of them make one unit of the draft. */
interface Amount {
  digits: number;
  readonly per: number;
  readonly where: Where;
}

interface Position {
  readonly packages: number | null;
  readonly type: string | null;
  readonly grossKg: number | null;
}

const inUnits = (amount: Amount): number => amount.digits / amount.per;

/** Collects the records of one consignment until the next one begins. */
export class OpenConsignment {
  /** What rejects it. */
  readonly issues: Issue[] = [];
  readonly references: ReferenceDraft[] = [];
  origin: DepotName | null = null;
  destination: DepotName | null = null;
  shipper: PartyDraft | null = null;
  consignee: PartyDraft | null = null;
  /** True once its sums were read: a further address begins the next one, even under the same number. */
  summed = false;
  packageCount: number | null = null;
  readonly item: string;
  readonly #line: TextLine;
  readonly #record: string;
  readonly #head: BorderoHead;
  readonly #stated = new Map<Quantity, Amount>();
  readonly #sums = new Map<Quantity, Amount>();
  readonly #positions = new Map<string, Position>();
  readonly #barcodes: { barcode: string; position: string | null; where: Where }[] = [];
  readonly #places: Record<string, Where> = {};

  constructor(begin: { item: string; line: TextLine; record: string; head: BorderoHead }) {
    this.item = begin.item;
    this.#line = begin.line;
    this.#record = begin.record;
    this.#head = begin.head;
  }

  /** A sum that the consignment states itself. */
  state(quantity: Quantity, line: TextLine, field: Field): void {
    const amount = this.#amount(line, field);
    if (amount !== null) this.#stated.set(quantity, amount);
  }

  /** In units of its last digit: as stated, else the sum of the positions. */
  digitsOf(quantity: Quantity): number | null {
    return (this.#stated.get(quantity) ?? this.#sums.get(quantity))?.digits ?? null;
  }

  /** A quantity of a position: counts where the consignment states none. Returns its digits. */
  add(quantity: Quantity, line: TextLine, field: Field): number | null {
    const amount = this.#amount(line, field);
    if (amount === null) return null;
    const sum = this.#sums.get(quantity);
    if (sum === undefined) this.#sums.set(quantity, { ...amount });
    else sum.digits += amount.digits;
    return amount.digits;
  }

  addPosition(number: string, position: Position): void {
    if (this.#positions.size < MAX_PACKAGES) this.#positions.set(number, position);
    if (position.packages !== null)
      this.packageCount = (this.packageCount ?? 0) + position.packages;
  }

  /** `position` null: the format does not say which; then it is the only one or none. */
  addBarcode(barcode: string, position: string | null, where: Where): void {
    if (this.#barcodes.length >= MAX_PACKAGES) {
      throw new FeedRefused('RECORD_TOO_LARGE', { ...where, field: null, value: null });
    }
    this.#barcodes.push({ barcode, position, where });
  }

  /** Where a fault of this part of the draft is reported. */
  place(path: string, where: Where): void {
    this.#places[path] ??= where;
  }

  close(): ParsedItem {
    if (this.references.length === 0 && this.#barcodes.length === 0) {
      const at = { line: this.#line.number, record: this.#record, field: 'sendingNo', value: null };
      this.issues.push(issueAt('NO_REFERENCE', this.#places['references'] ?? at));
    }
    return record(this.issues.length === 0 ? this.#draft() : null, this.issues);
  }

  #amount(line: TextLine, field: Field): Amount | null {
    const digits = digitsAt(line, field, this.issues);
    if (digits === null) return null;
    return { digits, per: 10 ** (field.decimals ?? 0), where: whereOf(line, field) };
  }

  #draft(): ConsignmentDraft {
    const head = this.#head;
    const quantities = this.#quantities();
    return {
      type: 'consignment',
      line: this.#line.number,
      record: this.#record,
      references: this.references,
      sendingDepot: this.origin ?? head.sending,
      receivingDepot: this.destination ?? head.receiving,
      originNamed: this.origin !== null,
      headSendingDepot: head.sending,
      headReceivingDepot: head.receiving,
      documentDate: head.date,
      manifest: head.manifest,
      shipper: this.shipper,
      consignee: this.consignee,
      packages: this.#packages(),
      packageCount: this.packageCount,
      ...quantities,
      places: this.#places,
    };
  }

  #quantities(): Record<Quantity, number | null> {
    const values: Record<Quantity, number | null> = {
      grossWeightKg: null,
      volumeM3: null,
      loadingMetres: null,
      palletPlaces: null,
    };
    for (const quantity of QUANTITIES) {
      const amount = this.#stated.get(quantity) ?? this.#sums.get(quantity);
      if (amount === undefined) continue;
      values[quantity] = inUnits(amount);
      this.place(quantity, amount.where);
    }
    return values;
  }

  #packages(): PackageDraft[] {
    const [only] = this.#positions.size === 1 ? this.#positions.values() : [];
    return this.#barcodes.map(({ barcode, position, where }, index) => {
      const of = position === null ? only : this.#positions.get(position);
      this.place(`packages.${index}.barcode`, where);
      const weightKg = of?.packages === 1 ? of.grossKg : null;
      return { barcode, type: of?.type ?? null, weightKg };
    });
  }
}

/** Joins the lines of a name or address as the hub keeps them: one text; null where all are blank. */
export function joined(...parts: readonly string[]): string | null {
  const text = parts.filter((part) => part !== '').join(' ');
  return text === '' ? null : text;
}
