import { barcodeValue, withoutLeadingZeros, type ReferenceType } from '../domain/reference.ts';

/**
 * Keys under which records find each other: type and value without leading zeros, or the barcode. Issuers are compared afterwards,
 * so that a record that does not know the issuer is found as well.
 */
export const referenceKey = (type: ReferenceType, value: string): string =>
  `${type}|${withoutLeadingZeros(value)}`;

export const barcodeKey = (barcode: string): string => `PACKAGE|${barcodeValue(barcode)}`;

export function keysOf(record: {
  readonly references: readonly { readonly type: ReferenceType; readonly value: string }[];
  readonly barcodes: readonly string[];
}): string[] {
  const keys = record.references.map(({ type, value }) => referenceKey(type, value));
  for (const barcode of record.barcodes) keys.push(barcodeKey(barcode));
  return [...new Set(keys)];
}

const STRONG = /^(SENDING_NUMBER\||RECEIVING_NUMBER\||PACKAGE\|\d{18}$)/;

/**
 * Numbers of the two partners and SSCCs. Weak are all others: a customer's order number may stand on hundreds of consignments,
 * and a barcode that is no SSCC (`1`, `0002`) on everybody's.
 */
export const isStrongKey = (key: string): boolean => STRONG.test(key);

/** A record without sending number: for it weak keys count, and those of others count where it stands. */
export const isFloating = (keys: readonly string[]): boolean =>
  !keys.some((key) => key.startsWith('SENDING_NUMBER|'));

/** Keys over which a record can meet others: its strong ones, and weak ones only if it, or somebody there, has no sending number. */
export const linkKeys = (
  keys: readonly string[],
  hasFloating: (key: string) => boolean,
): string[] =>
  isFloating(keys) ? [...keys] : keys.filter((key) => isStrongKey(key) || hasFloating(key));
