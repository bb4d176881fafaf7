import { describe, expect, test } from '@jest/globals';
import {
  codeList,
  codeListNames,
  feedCodeListNames,
  isKnownCodeList,
  listOfNetwork,
  lookUpCode,
} from '../../src/codes/lists.ts';
import type { TableName } from '../../src/codes/pack.ts';
import { isReasonWord, reasonMeaning, REASONS } from '../../src/codes/reasons.ts';

const count = (name: string, table: TableName) => codeList(name)?.tables.get(table)?.size ?? 0;
const rows = (name: string, table: TableName) => [
  ...(codeList(name)?.tables.get(table)?.values() ?? []),
];

describe('names and sizes of code-lists.md section 1', () => {
  test('a clone holds exactly these lists', () => {
    expect(codeListNames()).toEqual([
      'cl/fortras/2019',
      'cl/fortras/2019+hartman',
      'elv/fortras/2019',
      'hug/fortras/2019',
      'osl/fortras/2019',
      'sae/fortras/2019',
      'sya/fortras/2019',
      'sae/comfor/2019',
      'unece/9011/d96a',
      'unece/4405/d01b',
      'unece/rec24/ubl-2.1',
      'unece/9013/d96a',
      'unece/9013/d01b',
      'eancom/9011/1997',
      'eancom/9013/1997',
      'x12/1650/004010',
      'x12/1651/004010',
      'x12/1652/004010',
    ]);
  });

  test.each([
    ['cl/fortras/2019', 136, 8, 14, 89, 97],
    ['cl/fortras/2019+hartman', 137, 0, 0, 103, 108],
    ['elv/fortras/2019', 30, 7, 9, 28, 25],
    ['hug/fortras/2019', 40, 0, 0, 57, 55],
    ['osl/fortras/2019', 58, 18, 33, 41, 50],
    ['sae/fortras/2019', 106, 17, 27, 56, 59],
    ['sya/fortras/2019', 222, 29, 48, 113, 125],
    ['sae/comfor/2019', 105, 17, 26, 56, 57],
  ])('%s has its distinct codes', (name, status, points, codes, texts, pickupTexts) => {
    const tables = ['status', 'scanPoints', 'scanCodes', 'textKeys', 'pickupTextKeys'] as const;
    expect(tables.map((table) => count(name, table))).toEqual([
      status,
      points,
      codes,
      texts,
      pickupTexts,
    ]);
  });

  test.each([
    ['unece/9011/d96a', 'status', 103],
    ['unece/4405/d01b', 'status', 116],
    ['unece/rec24/ubl-2.1', 'status', 336],
    ['unece/9013/d96a', 'reasons', 65],
    ['unece/9013/d01b', 'reasons', 105],
    ['eancom/9011/1997', 'status', 8],
    ['eancom/9013/1997', 'reasons', 5],
    ['x12/1650/004010', 'status', 42],
    ['x12/1651/004010', 'reasons', 71],
    ['x12/1652/004010', 'status', 2],
  ] as const)('%s has its codes', (name, table, size) => {
    expect(count(name, table)).toBe(size);
  });

  test('a feed may name those that say what a status means, not those of reasons alone', () => {
    const refused = codeListNames().filter((name) => !feedCodeListNames().includes(name));
    expect(refused).toEqual([
      'unece/9013/d96a',
      'unece/9013/d01b',
      'eancom/9013/1997',
      'x12/1651/004010',
    ]);
  });

  test('every list says where it comes from and under which licence', () => {
    for (const name of codeListNames()) {
      expect(codeList(name)?.source).toMatch(/\w{3}/);
      expect(codeList(name)?.licence).toMatch(/\w{3}/);
    }
  });

  test('reasons 1 to 65 of DE 9013 mean the same in both directories', () => {
    for (const { code, reason } of rows('unece/9013/d96a', 'reasons')) {
      expect(lookUpCode('unece/9013/d01b', 'reasons', code)?.reason).toBe(reason);
    }
  });
});

describe('shares of code-lists.md section 7', () => {
  test.each([
    ['cl/fortras/2019', 55],
    ['cl/fortras/2019+hartman', 52],
    ['elv/fortras/2019', 22],
    ['hug/fortras/2019', 34],
    ['osl/fortras/2019', 58],
    ['sae/fortras/2019', 81],
    ['sae/comfor/2019', 80],
    ['sya/fortras/2019', 119],
    ['unece/9011/d96a', 39],
    ['unece/rec24/ubl-2.1', 142],
    ['x12/1650/004010', 27],
  ])('%s: %d codes carry a kind', (name, share) => {
    expect(rows(name, 'status').filter(({ kind }) => kind !== 'INFO')).toHaveLength(share);
  });
});

describe('looking up', () => {
  test('names are exact, and never a property of an object', () => {
    expect(isKnownCodeList('sae/fortras/2019')).toBe(true);
    for (const name of ['SAE/fortras/2019', 'sae/fortras/2019+x', '__proto__', 'constructor', '']) {
      expect(isKnownCodeList(name)).toBe(false);
      expect(codeList(name)).toBeNull();
      expect(lookUpCode(name, 'status', '117')).toBeNull();
    }
    expect(lookUpCode('sae/fortras/2019', 'status', '__proto__')).toBeNull();
  });

  test('the network of a file head names a list, case ignored', () => {
    expect(['CL', 'elv', 'Hug', 'OSL', 'SAE ', 'sYa'].map(listOfNetwork)).toEqual([
      'cl/fortras/2019',
      'elv/fortras/2019',
      'hug/fortras/2019',
      'osl/fortras/2019',
      'sae/fortras/2019',
      'sya/fortras/2019',
    ]);
    expect(['', 'VTL', '__proto__', 'CL+HARTMAN'].map(listOfNetwork)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  test('an addition is asked before its base, and alone decides its own codes', () => {
    const hartman = (code: string) => lookUpCode('cl/fortras/2019+hartman', 'status', code);
    for (const code of ['644', '910', '911', '912', '914', '915', '930']) {
      expect(hartman(code)).not.toBeNull();
      expect(lookUpCode('cl/fortras/2019', 'status', code)).toBeNull();
    }
    for (const code of ['68', '540', '690']) {
      expect(hartman(code)).not.toEqual(lookUpCode('cl/fortras/2019', 'status', code));
    }
    for (const code of ['521', '522', '526', '527', '528', '529']) {
      expect(codeList('cl/fortras/2019+hartman')?.tables.get('status')?.has(code)).toBe(false);
      expect(hartman(code)).toBe(lookUpCode('cl/fortras/2019', 'status', code));
      expect(hartman(code)?.kind).toBe('PICKUP_FAILED');
    }
  });

  test('lists of other formats are reachable, places undecided', () => {
    expect(lookUpCode('unece/9011/d96a', 'status', '29')?.kind).toBe('@ARRIVAL');
    expect(lookUpCode('unece/rec24/ubl-2.1', 'status', '24')?.kind).toBe('@DEPARTURE');
    expect(lookUpCode('x12/1650/004010', 'status', 'X4')?.kind).toBe('@ARRIVAL');
    expect(lookUpCode('x12/1652/004010', 'status', 'AA')?.kind).toBe('PICKUP_PLANNED');
    expect(lookUpCode('x12/1652/004010', 'status', 'AB')?.kind).toBe('DELIVERY_PLANNED');
    expect(lookUpCode('x12/1651/004010', 'reasons', 'B1')?.reason).toBe('CONSIGNEE_CLOSED');
    expect(lookUpCode('x12/1651/004010', 'reasons', 'NS')).toMatchObject({ reason: null });
    expect(lookUpCode('unece/9013/d96a', 'reasons', '45')?.reason).toBe('PARTLY_MISSING');
    expect(lookUpCode('unece/9013/d96a', 'reasons', '52')).toMatchObject({ reason: null });
    expect(lookUpCode('unece/9013/d96a', 'reasons', '66')).toBeNull();
  });

  test('DE 9011 and Recommendation 24 share their numbers, but for six', () => {
    const unlike = rows('unece/9011/d96a', 'status').filter((row) => {
      const twin = lookUpCode('unece/rec24/ubl-2.1', 'status', row.code);
      return twin?.kind !== row.kind || twin.reason !== row.reason;
    });
    expect(unlike.map(({ code }) => code)).toEqual(['42', '43', '51', '52', '55', '56']);
  });

  test('EANCOM 1997 numbers its codes otherwise', () => {
    const kinds = rows('eancom/9011/1997', 'status').map((row) => [row.code, row.kind, row.reason]);
    expect(kinds).toEqual([
      ['1', '@ARRIVAL', null],
      ['6', 'ORDER_RECEIVED', null],
      ['13', 'PICKED_UP', null],
      ['21', 'DELIVERED', null],
      ['31', 'INFO', null],
      ['49', 'LOST', null],
      ['54', 'DELIVERY_HELD', 'SELF_COLLECTION'],
      ['71', 'DELIVERED', null],
    ]);
    expect(rows('eancom/9013/1997', 'reasons').map((row) => [row.code, row.reason])).toEqual([
      ['17', 'CUSTOMS'],
      ['210', 'MISROUTED'],
      ['228', 'RESCHEDULED'],
      ['231', 'PAYMENT'],
      ['237', null],
    ]);
  });
});

describe('reasons', () => {
  test('the list is closed: 92 words, each in two languages', () => {
    expect(Object.keys(REASONS)).toHaveLength(92);
    for (const word of Object.keys(REASONS)) {
      expect(word).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
      expect(reasonMeaning(word, 'en')).toMatch(/\w/);
      expect(reasonMeaning(word, 'de')).not.toBe(reasonMeaning(word, 'en'));
    }
    expect(isReasonWord('__proto__')).toBe(false);
    expect(isReasonWord('damaged')).toBe(false);
    expect(reasonMeaning('OUR_OWN_WORD', 'de')).toBeNull();
  });

  test('no list brings another word', () => {
    for (const name of codeListNames()) {
      for (const table of ['status', 'scanPoints', 'scanCodes', 'reasons'] as const) {
        for (const { reason, candidates } of rows(name, table)) {
          for (const word of [reason, ...candidates.map((candidate) => candidate.reason)]) {
            expect(word === null || isReasonWord(word)).toBe(true);
          }
        }
      }
    }
  });
});
