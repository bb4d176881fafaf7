/** In the order in which the first reference of a record is chosen (rules.md section 3). */
export const REFERENCE_TYPES = [
  'SENDING_NUMBER',
  'RECEIVING_NUMBER',
  'PICKUP_ORDER',
  'WAYBILL',
  'CUSTOMER_ORDER',
  'OTHER',
] as const;
export type ReferenceType = (typeof REFERENCE_TYPES)[number];

export const referenceRank = (type: ReferenceType): number => REFERENCE_TYPES.indexOf(type);

/** The value without leading zeros; a value of zeros only keeps one. */
export function withoutLeadingZeros(value: string): string {
  const stripped = value.replace(/^0+/, '');
  return stripped === '' && value !== '' ? '0' : stripped;
}

/** GS1 mod-10 check digit of 17 digits: weights 3, 1, 3, … from the left. */
function checkDigit(digits: string): number {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) sum += Number(digits[i]) * (i % 2 === 0 ? 3 : 1);
  return (10 - (sum % 10)) % 10;
}

/** 18 digits, or 20 digits with the application identifier 00 (GS1 General Specifications, AI 00). */
export const looksLikeSscc = (barcode: string): boolean => /^(00)?\d{18}$/.test(barcode);

/** The 18 digits of an SSCC with or without `00` before; any other barcode as received. */
export const barcodeValue = (barcode: string): string =>
  /^00\d{18}$/.test(barcode) ? barcode.slice(2) : barcode;

/** True for 18 digits with a right check digit. */
export const hasValidCheckDigit = (sscc: string): boolean =>
  /^\d{18}$/.test(sscc) && checkDigit(sscc.slice(0, 17)) === Number(sscc[17]);
