import { expect, test } from '@jest/globals';
import type { DepotName, ReferenceDraft } from '../../src/domain/draft.ts';
import { WHOLE_FILE } from '../../src/domain/issue.ts';
import { subjectOf } from '../../src/normalising/subject.ts';

const name = (value: string): DepotName => ({ value, where: WHOLE_FILE });
const number = (value: string, issuer: string | null = null): ReferenceDraft => ({
  type: 'SENDING_NUMBER',
  value,
  issuer,
});
const order: ReferenceDraft = { type: 'CUSTOMER_ORDER', value: 'PO', issuer: null };
const pairOf = (a: string, b: string) => [name(a), name(b)] as const;
const about = (words: Partial<Parameters<typeof subjectOf>[0]>): string =>
  subjectOf({ references: [number('1')], barcode: null, pair: null, ...words });

test('a package event is about its barcode, with or without 00 before, whatever else it names', () => {
  const barcode = '340123450000000018';
  expect(about({ barcode: `00${barcode}`, pair: pairOf('A', 'B') })).toBe(about({ barcode }));
  expect(about({ barcode, references: [number('2')] })).toBe(about({ barcode }));
});

test('the depot pair is unordered, and its names are those that were reported', () => {
  expect(about({ pair: pairOf('GRZ', 'brq') })).toBe(about({ pair: pairOf('BRQ', 'grz ') }));
  expect(about({ pair: pairOf('GRZ', 'BRQ') })).not.toBe(about({ pair: pairOf('GRZ', 'VIE') }));
});

test('where no pair is named, the issuer: that of the reference, else the one partner', () => {
  expect(about({ references: [number('1', 'GRZ')] })).toBe(about({ partner: name('grz') }));
  expect(about({ references: [number('1', 'GRZ')] })).not.toBe(about({}));
});

test('type and value of the first reference count, further ones do not', () => {
  expect(about({ references: [number('1'), order] })).toBe(about({ references: [number('1')] }));
  expect(about({ references: [number('01')] })).not.toBe(about({ references: [number('1')] }));
  expect(about({ references: [order] })).not.toBe(about({}));
});
