import { expect, test } from '@jest/globals';
import {
  barcodeValue,
  hasValidCheckDigit,
  withoutLeadingZeros,
} from '../../src/domain/reference.ts';

test('a barcode loses the application identifier 00 before an SSCC and nothing else', () => {
  expect(barcodeValue('00340123450000000018')).toBe('340123450000000018');
  expect(barcodeValue('340123450000000018')).toBe('340123450000000018');
  expect(barcodeValue('00123')).toBe('00123');
});

test('the check digit of an SSCC is weighed 3, 1, 3 from the left', () => {
  expect(hasValidCheckDigit('340123450000000017')).toBe(true);
  expect(hasValidCheckDigit('340123450000000019')).toBe(false);
});

test('a value of zeros keeps one of them', () => {
  expect(withoutLeadingZeros('0000')).toBe('0');
  expect(withoutLeadingZeros('00120')).toBe('120');
  expect(withoutLeadingZeros('')).toBe('');
});
