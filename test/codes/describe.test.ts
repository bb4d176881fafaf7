import { describe, expect, test } from '@jest/globals';
import { describeCodeList } from '../../src/codes/describe.ts';
import { codeListNames } from '../../src/codes/lists.ts';

const code = (list: string, table: string, value: string) =>
  describeCodeList(list)?.codes.find((row) => row.table === table && row.code === value);

describe('describing a list', () => {
  test('a plain code', () => {
    expect(code('sae/fortras/2019', 'status', '110')).toEqual({
      table: 'status',
      code: '110',
      kind: 'DELIVERY_HELD',
      reason: 'CUSTOMS',
      candidates: [],
      considered: [],
      note: null,
      label: 'delivery planning, customs',
    });
  });

  test('an ambiguous, a doubtful and a settled code', () => {
    expect(code('elv/fortras/2019', 'status', '105')).toMatchObject({
      candidates: ['DELIVERY_PLANNED', 'DELIVERY_HELD APPOINTMENT'],
      note: 'ambiguous',
      label: 'delivery planning, time slot from consignee / delivery planning',
    });
    expect(code('elv/fortras/2019', 'status', '073')).toMatchObject({
      candidates: [],
      considered: ['HUB_IN', 'ARRIVED_DESTINATION_DEPOT'],
      note: 'doubtful',
    });
    expect(code('sae/fortras/2019', 'status', '500')?.note).toBe('settled');
  });

  test('scans, text keys, reasons and kinds by place', () => {
    expect(code('osl/fortras/2019', 'scanPoints', '102')?.label).toBe('unloading HUB');
    expect(code('osl/fortras/2019', 'scanCodes', '004')).toMatchObject({ kind: '=', label: 'wet' });
    expect(code('sya/fortras/2019', 'pickupTextKeys', '615')).toMatchObject({
      kind: null,
      reason: null,
      label: expect.stringContaining(' / ') as unknown,
    });
    expect(code('unece/9013/d96a', 'reasons', '45')?.label).toBe('Partly missing');
    expect(code('unece/9011/d96a', 'status', '29')?.kind).toBe('@ARRIVAL');
  });

  test('an addition names its base and shows its own codes', () => {
    expect(describeCodeList('cl/fortras/2019+hartman')?.base).toBe('cl/fortras/2019');
    expect(code('cl/fortras/2019+hartman', 'status', '521')).toBeUndefined();
    expect(describeCodeList('cl/fortras/2019')?.base).toBeNull();
  });

  test('every code of every list has a label, no other list is described', () => {
    for (const name of codeListNames()) {
      for (const row of describeCodeList(name)?.codes ?? []) expect(row.label).toMatch(/[a-z]/i);
    }
    expect(describeCodeList('constructor')).toBeNull();
  });
});
