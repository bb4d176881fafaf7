import type { Claim, StoredReference } from '../domain/record.ts';
import {
  looksLikeSscc,
  referenceRank,
  withoutLeadingZeros,
  type ReferenceType,
} from '../domain/reference.ts';

/** Something by which claims of one reporter find each other. */
export interface Link {
  readonly key: string;
  /** Null: a barcode. */
  readonly reference: StoredReference | null;
}

export interface Rank {
  readonly links: (claim: Claim) => Link[];
  /** Numbers that keep apart what this rank would join. */
  readonly stronger: (type: ReferenceType) => boolean;
  /** It may stand on many consignments: it joins only what has no sending number with something else. */
  readonly weak: boolean;
}

const byNumber = (type: ReferenceType, value: (raw: string) => string): Rank => ({
  links: ({ references }) =>
    references
      .filter((reference) => reference.type === type)
      .map((reference) => ({ key: value(reference.value), reference })),
  stronger: (other) => referenceRank(other) < referenceRank(type),
  weak: type !== 'SENDING_NUMBER' && type !== 'RECEIVING_NUMBER',
});

const byBarcode = (isMeant: (barcode: string) => boolean, rank: Omit<Rank, 'links'>): Rank => ({
  links: ({ packages }) =>
    packages.flatMap(({ barcode }) =>
      barcode !== null && isMeant(barcode) ? [{ key: barcode, reference: null }] : [],
    ),
  ...rank,
});

const isPartnersNumber = (type: ReferenceType): boolean =>
  type === 'SENDING_NUMBER' || type === 'RECEIVING_NUMBER';

const asWritten = (value: string): string => value;
const PARTNERS_NUMBERS = ['SENDING_NUMBER', 'RECEIVING_NUMBER'] as const;
const OTHER_NUMBERS = ['PICKUP_ORDER', 'WAYBILL', 'CUSTOMER_ORDER', 'OTHER'] as const;

/** In order of trust (rules.md section 4). A later rank never joins what an earlier one keeps apart. */
export const RANKS: readonly Rank[] = [
  ...PARTNERS_NUMBERS.map((type) => byNumber(type, asWritten)),
  byBarcode(looksLikeSscc, { stronger: isPartnersNumber, weak: false }),
  ...OTHER_NUMBERS.map((type) => byNumber(type, asWritten)),
  byBarcode((barcode) => !looksLikeSscc(barcode), { stronger: () => true, weak: true }),
  ...[...PARTNERS_NUMBERS, ...OTHER_NUMBERS].map((type) => byNumber(type, withoutLeadingZeros)),
];
