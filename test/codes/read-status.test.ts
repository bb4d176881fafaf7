import { describe, expect, test } from '@jest/globals';
import { codeList, codeListNames } from '../../src/codes/lists.ts';
import { chooseCodeList, rawCodeOf, readStatus } from '../../src/codes/read-status.ts';
import { ask, byCode, byScan, inShort } from './ask.ts';

describe('one code, another list, another meaning', () => {
  test.each([
    ['sae/fortras/2019', '125', 'OUT_FOR_DELIVERY found'],
    ['elv/fortras/2019', '125', 'DELIVERED found'],
    ['cl/fortras/2019', '50', 'DELIVERED found'],
    ['cl/fortras/2019', '00', 'ARRIVED_DESTINATION_DEPOT found'],
    ['sae/fortras/2019', '000', 'ARRIVED_DESTINATION_DEPOT found'],
    ['sya/fortras/2019', '300', 'DELIVERED found'],
    ['sae/fortras/2019', '310', 'REFUSED PARTLY_MISSING found'],
    ['sae/fortras/2019', '203', 'LOST found'],
    ['hug/fortras/2019', '040', 'OUT_FOR_DELIVERY found'],
    ['osl/fortras/2019', '405', 'RETURNING found'],
    ['cl/fortras/2019', '91', 'POD_AVAILABLE found'],
    ['cl/fortras/2019', '540', 'PICKUP_STARTED found'],
    ['cl/fortras/2019+hartman', '521', 'PICKUP_FAILED SHIPPER_ABSENT found'],
    ['x12/1650/004010', 'D1', 'DELIVERED found'],
  ])('%s %s: %s', (list, code, meaning) => {
    expect(inShort(list, byCode(code))).toBe(meaning);
  });

  test('codes are compared as strings, trimmed, never as numbers', () => {
    expect(inShort('cl/fortras/2019', byCode(' 50 '))).toBe('DELIVERED found');
    expect(inShort('cl/fortras/2019', byCode('050'))).toBe('INFO unknown');
    expect(inShort('sae/fortras/2019', byCode('1'))).toBe('INFO unknown');
    expect(inShort('x12/1650/004010', byCode('d1'))).toBe('INFO unknown');
    expect(inShort('sae/fortras/2019', byCode('__proto__'))).toBe('INFO unknown');
  });

  test('a code that is unknown in the chosen list is not looked up in another one', () => {
    expect(ask('elv/fortras/2019', { network: 'SAE', status: byCode('135') })).toMatchObject({
      kind: 'INFO',
      outcome: 'unknown',
      rawCode: '135',
      codeList: 'elv/fortras/2019',
    });
  });

  test('found as INFO is not unknown', () => {
    expect(inShort('cl/fortras/2019', byCode('634'))).toBe('INFO found');
  });
});

describe('which list is asked', () => {
  test("the feed's, else that of the network in the head, else none", () => {
    expect(chooseCodeList({ codeList: 'elv/fortras/2019', network: 'SAE' })).toBe(
      'elv/fortras/2019',
    );
    expect(chooseCodeList({ codeList: null, network: 'sae' })).toBe('sae/fortras/2019');
    expect(chooseCodeList({ codeList: null, network: 'XYZ' })).toBeNull();
    expect(chooseCodeList({ codeList: null, network: null })).toBeNull();
  });

  test('without a list every status is INFO and unknown', () => {
    expect(ask(null, { status: byCode('117') })).toEqual({
      kind: 'INFO',
      reason: null,
      rawCode: '117',
      codeList: null,
      outcome: 'unknown',
      candidates: [],
      placed: null,
      reasonText: null,
    });
    expect(ask(null, { status: byScan('302', '03') }).outcome).toBe('unknown');
  });

  test('a list that the product does not have knows no code', () => {
    expect(ask('sae/fortras/2030', { network: 'SAE', status: byCode('117') })).toMatchObject({
      kind: 'INFO',
      outcome: 'unknown',
      codeList: 'sae/fortras/2030',
    });
  });

  test.each(['csv', 'xlsx', 'json'])(
    'in %s the name of an EventKind is always a code',
    (format) => {
      for (const list of [null, 'sae/fortras/2019', 'no/such/list']) {
        expect(ask(list, { format, status: byCode(' DELIVERED ') })).toMatchObject({
          kind: 'DELIVERED',
          outcome: 'found',
          rawCode: 'DELIVERED',
          codeList: list,
        });
      }
      expect(ask(null, { format, status: byCode('delivered') }).outcome).toBe('unknown');
      expect(ask(null, { format, status: byCode('constructor') }).outcome).toBe('unknown');
    },
  );

  test('in Fortras it is not', () => {
    expect(ask(null, { status: byCode('LOST') }).outcome).toBe('unknown');
  });
});

describe('what goes before the list', () => {
  const additions = [
    { code: '125', kind: 'RETURNED', reason: 'OUR_OWN_WORD' },
    { code: '302/03', kind: 'DISCREPANCY', reason: 'WET' },
    { code: '125', kind: 'LOST', reason: null },
    { code: 'DELIVERED', kind: 'OUT_FOR_DELIVERY', reason: null },
  ] as const;

  test("the feed's own meanings decide, the first of one code first", () => {
    const asked = ask('elv/fortras/2019', { additions, status: byCode(' 125') });
    expect(asked).toMatchObject({ kind: 'RETURNED', reason: 'OUR_OWN_WORD', outcome: 'found' });
    expect(asked.codeList).toBe('elv/fortras/2019');
    expect(ask(null, { additions, status: byCode('125') }).kind).toBe('RETURNED');
    expect(ask(null, { additions, format: 'csv', status: byCode('DELIVERED') }).kind).toBe(
      'OUT_FOR_DELIVERY',
    );
  });

  test('a scan is decided by its point and code together', () => {
    const scan = (code: string) =>
      ask('sae/fortras/2019', { additions, status: byScan('302', code) });
    expect(scan('03')).toMatchObject({ kind: 'DISCREPANCY', reason: 'WET' });
    expect(scan('04')).toMatchObject({ kind: 'ARRIVED_DESTINATION_DEPOT', reason: 'WET' });
  });

  test('a recorded decision settles an ambiguous code, whatever its text', () => {
    const decided = [{ code: '105', kind: 'DELIVERY_PLANNED', reason: null }] as const;
    expect(
      ask('elv/fortras/2019', { additions: decided, status: byCode('105'), text: 'Zeitfenster' }),
    ).toMatchObject({ kind: 'DELIVERY_PLANNED', reason: null, outcome: 'found', candidates: [] });
  });
});

describe('reasons that the record states', () => {
  const reported = (reason: string | null, code: string) => {
    const question = { format: 'csv', status: byCode(code), reason };
    const answer = ask('sae/fortras/2019', question);
    return [answer.reason, answer.reasonText];
  };

  test('a word of the closed list goes before that of the code, all else is text', () => {
    expect(reported(' DAMAGED ', '117')).toEqual(['DAMAGED', null]);
    expect(reported('WET', '310')).toEqual(['WET', null]);
    expect(reported('nass', '310')).toEqual(['PARTLY_MISSING', 'nass']);
    expect(reported('', '310')).toEqual(['PARTLY_MISSING', null]);
    expect(reported(null, '117')).toEqual([null, null]);
    expect(reported('toString', '117')).toEqual([null, 'toString']);
  });

  test('an event by kind has its own reason, no raw code and no list', () => {
    const byKind = (kind: string, reason: string | null) =>
      ask('sae/fortras/2019', { format: 'json', status: { by: 'kind', kind, reason } });
    expect(byKind('DELIVERED', 'PARTLY_MISSING')).toMatchObject({
      kind: 'DELIVERED',
      reason: 'PARTLY_MISSING',
      rawCode: null,
      codeList: null,
      outcome: 'found',
    });
    expect(byKind('DELIVERED', 'left at door')).toMatchObject({
      reason: null,
      reasonText: 'left at door',
    });
    expect(byKind('TELEPORTED', null)).toMatchObject({ kind: 'INFO', outcome: 'unknown' });
  });
});

describe('raw.code', () => {
  test('is what was sent, trimmed; a scan is point/code', () => {
    expect(rawCodeOf(byCode(' 50 '))).toBe('50');
    expect(rawCodeOf(byScan('302', '03'))).toBe('302/03');
    expect(rawCodeOf(byScan(' 302', '  '))).toBe('302/');
    expect(rawCodeOf(byScan(null, '3'))).toBe('/3');
    expect(rawCodeOf({ by: 'kind', kind: 'LOST', reason: null })).toBeNull();
  });
});

describe('kinds that the place decides', () => {
  test('are INFO until the place is known, and say which', () => {
    expect(ask('unece/9011/d96a', { format: 'csv', status: byCode('3') })).toMatchObject({
      kind: 'INFO',
      reason: 'DAMAGED',
      outcome: 'found',
      placed: '@ARRIVAL',
    });
    expect(ask('unece/9011/d96a', { format: 'csv', status: byCode('24') }).placed).toBe(
      '@DEPARTURE',
    );
  });
});

test('every code of every list is found or ambiguous, and nothing is ever left undecided', () => {
  for (const name of codeListNames()) {
    for (const code of codeList(name)?.tables.get('status')?.keys() ?? []) {
      const answer = readStatus({
        codeList: name,
        network: null,
        format: 'fortras',
        status: byCode(code),
        text: null,
        additions: [],
      });
      expect(answer.outcome).not.toBe('unknown');
      expect(answer.kind).toMatch(/^[A-Z_]+$/);
      expect(answer.candidates.length > 0).toBe(answer.outcome === 'ambiguous');
    }
  }
});
