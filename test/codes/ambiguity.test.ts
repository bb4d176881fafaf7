import { describe, expect, test } from '@jest/globals';
import { codeList, codeListNames } from '../../src/codes/lists.ts';
import { ask, byCode, byScan, inShort } from './ask.ts';

const elv = 'elv/fortras/2019';
const hug = 'hug/fortras/2019';
const hartman = 'cl/fortras/2019+hartman';

describe('rows with several meanings (code-lists.md section 4)', () => {
  test.each([
    [hartman, '540', 'INFO', ['PICKUP_PLANNED', 'PICKUP_STARTED']],
    [elv, '105', 'INFO', ['DELIVERY_PLANNED', 'DELIVERY_HELD']],
    [elv, '200', 'INFO', ['DELIVERY_FAILED', 'DELIVERY_HELD']],
    [elv, '300', 'INFO', ['ARRIVED_DESTINATION_DEPOT', 'DELIVERY_HELD', 'INFO']],
    [elv, '304', 'INFO', ['DISCREPANCY', 'LOST']],
    [hug, '055', 'INFO', ['REFUSED', 'DELIVERED']],
    [hug, '062', 'INFO', ['DELIVERY_FAILED', 'REFUSED']],
    [hug, '078', 'INFO', ['DELIVERY_FAILED', 'DELIVERY_HELD']],
    [hartman, '68', 'DELIVERY_FAILED OTHER', ['DELIVERY_FAILED']],
    [elv, '041', 'CANCELLED', ['CANCELLED']],
    [elv, '130', 'DELIVERED OTHER', ['DELIVERED']],
    [elv, '415', 'POD_AVAILABLE', ['POD_AVAILABLE']],
    [hug, '063', 'REFUSED', ['REFUSED']],
    ['sae/comfor/2019', '005', 'DELIVERY_HELD', ['DELIVERY_HELD']],
    ['sae/comfor/2019', 'E02', 'DISCREPANCY PARTLY_MISSING', ['DISCREPANCY']],
    ['sae/fortras/2019', '002', 'DISCREPANCY PARTLY_MISSING', ['DISCREPANCY']],
    ['sya/fortras/2019', '002', 'DISCREPANCY PARTLY_MISSING', ['DISCREPANCY']],
  ])('%s %s is ambiguous: %s', (list, code, answer, candidates) => {
    expect(inShort(list, byCode(code))).toBe(`${answer} ambiguous`);
    expect(ask(list, { status: byCode(code) }).candidates).toEqual(candidates);
  });

  test('there are no others', () => {
    const all = codeListNames().flatMap((name) =>
      [...(codeList(name)?.tables.values() ?? [])]
        .flatMap((rows) => [...rows.values()])
        .filter((row) => row.note === 'ambiguous'),
    );
    expect(all).toHaveLength(17);
  });
});

describe('the text of the record', () => {
  test.each([
    [elv, '105', 'Zeitfenster 10-12 Uhr', 'DELIVERY_HELD APPOINTMENT found'],
    [elv, '105', 'TIME SLOT by consignee', 'DELIVERY_HELD APPOINTMENT found'],
    [elv, '105', 'Tour geplant', 'DELIVERY_PLANNED found'],
    [elv, '105', 'geplant, Avis offen', 'INFO ambiguous'],
    [elv, '105', 'time is up, slot too', 'INFO ambiguous'],
    [elv, '300', 'VERSPÄTET', 'DELIVERY_HELD LATE_ARRIVAL found'],
    [elv, '300', 'Verspa\u0308tet entladen', 'INFO ambiguous'],
    [elv, '300', 'Ware entladen.', 'ARRIVED_DESTINATION_DEPOT found'],
    [elv, '300', 'Teilentladen', 'INFO ambiguous'],
    [elv, '304', '(endgültig verloren)', 'LOST found'],
    [elv, '130', '2 Colli fehlen', 'DELIVERED PARTLY_MISSING found'],
    [elv, '130', 'Teilverweigerung', 'DELIVERED PARTLY_REFUSED found'],
    [hug, '055', 'Annahmeverweigerung', 'REFUSED found'],
    [hug, '062', 'Empfänger geschlossen', 'DELIVERY_FAILED CONSIGNEE_CLOSED found'],
    [hartman, '68', 'Falsche Anschrift', 'DELIVERY_FAILED ADDRESS found'],
    [hartman, '540', 'Fahrer unterwegs', 'PICKUP_STARTED found'],
    ['sae/fortras/2019', '002', 'Karton beschädigt', 'DISCREPANCY PARTLY_MISSING_DAMAGED found'],
    ['sae/fortras/2019', '002', '1 fehlt, 1 defekt', 'DISCREPANCY PARTLY_MISSING ambiguous'],
    [elv, '041', 'durch Auftraggeber', 'CANCELLED ambiguous'],
    [elv, '105', '', 'INFO ambiguous'],
  ])('%s %s "%s": %s', (list, code, text, answer) => {
    expect(inShort(list, byCode(code), text)).toBe(answer);
  });

  test('says nothing about a code with one meaning', () => {
    expect(inShort(elv, byCode('125'), 'annahmeverweigert')).toBe('DELIVERED found');
  });
});

describe('rows that are settled or doubtful bring no issue', () => {
  test('three rows whose path does not fit their neighbours', () => {
    expect(inShort('sae/comfor/2019', byCode('E00'))).toBe('ARRIVED_DESTINATION_DEPOT found');
    expect(inShort('sae/fortras/2019', byCode('500'))).toBe('INFO found');
    expect(inShort(elv, byScan('303', ''))).toBe('INFO found');
  });

  test.each([
    ['sae/fortras/2019', '130 136 137 150'],
    ['sae/comfor/2019', '059 136 137 150'],
    [
      'sya/fortras/2019',
      '065 067 069 130 133 405 410 710 711 712 713 719 726 730 733 735 746 747 801',
    ],
    [hug, '019'],
    [elv, '073'],
    [hartman, '912'],
  ])('%s: doubtful codes are INFO and found, and name what was considered', (list, codes) => {
    const doubtful = [...(codeList(list)?.tables.get('status')?.values() ?? [])].filter(
      (row) => row.note === 'doubtful',
    );
    expect(doubtful.map(({ code }) => code)).toEqual(codes.split(' '));
    for (const { code } of doubtful) {
      expect(ask(list, { status: byCode(code), text: 'geladen' })).toMatchObject({
        kind: 'INFO',
        outcome: 'found',
        candidates: [],
      });
    }
    const unnamed = doubtful.filter(({ considered }) => considered.length === 0);
    expect(unnamed.map(({ origin }) => origin)).toEqual(
      unnamed.map(() => expect.stringContaining('redirectedTo/receivingPartner')),
    );
  });
});
