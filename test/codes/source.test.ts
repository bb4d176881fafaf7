/** Every row of the packs against the published tables, where these stand beside the checkout. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { codeList, codeListNames } from '../../src/codes/lists.ts';
import type { CodeRow, TableName } from '../../src/codes/pack.ts';
import { REASONS } from '../../src/codes/reasons.ts';

const SOURCE = new URL('../../../shared/data/codes/', import.meta.url);
const isThere = existsSync(SOURCE);
if (!isThere) {
  process.stderr.write('../shared is absent: the packs are not compared with their source\n');
}

const read = (file: string): readonly (readonly string[])[] =>
  readFileSync(new URL(file, SOURCE), 'utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
const body = (file: string) => read(file).slice(1);

const ownRows = (name: string, table: TableName): readonly CodeRow[] => [
  ...(codeList(name)?.tables.get(table)?.values() ?? []),
];
const inShort = (row: CodeRow) => [row.code, row.kind ?? '', row.reason ?? ''].join(' ').trim();
const asShort = (...fields: (string | undefined)[]) => fields.join(' ').trim();

/** `network` and `list` of the source, name and table here. */
const CONIZI: readonly (readonly [string, string, string, TableName])[] = [
  ...['CL', 'CL-HARTMAN', 'ELV', 'HUG', 'OSL', 'SAE', 'SYA'].flatMap((network) => {
    const name =
      network === 'CL-HARTMAN'
        ? 'cl/fortras/2019+hartman'
        : `${network.toLowerCase()}/fortras/2019`;
    return [
      [network, 'FORTRAS STAT512 StatusCodes', name, 'status'],
      [network, 'FORTRAS STAT512 MeasuringPoint', name, 'scanPoints'],
      [network, 'FORTRAS STAT512 ScanCodes', name, 'scanCodes'],
      [network, 'FORTRAS BORD512 TextcodesStd', name, 'textKeys'],
      [network, 'FORTRAS BORD512 TextcodesAbh', name, 'pickupTextKeys'],
    ] as const;
  }),
  ['SAE', 'COMFOR IFTSTA StatusCodes', 'sae/comfor/2019', 'status'],
  ['SAE', 'COMFOR IFTSTA MeasuringPoint', 'sae/comfor/2019', 'scanPoints'],
  ['SAE', 'COMFOR IFTSTA ScanCodes', 'sae/comfor/2019', 'scanCodes'],
  ['SAE', 'COMFOR IFCSUM Textcodes', 'sae/comfor/2019', 'textKeys'],
  ['SAE', 'COMFOR IFTMIN Textcodes', 'sae/comfor/2019', 'pickupTextKeys'],
];

/** First the rows with an answer of their own, then the paths, else INFO (code-lists.md section 3). */
function expectedRows(network: string, list: string): readonly string[] {
  const own = new Map(
    body('map_conizi_rows.tsv').map(([net, lst, code, kind, reason]) => [
      asShort(net, lst, code),
      asShort(kind, reason),
    ]),
  );
  const paths = new Map(
    body('map_conizi_paths.tsv').map(([path, kind, reason]) => [path, asShort(kind, reason)]),
  );
  const meanings = new Map<string, string>();
  for (const [net, lst, code = '', path] of body('conizi_fortras_codes.tsv')) {
    if (net !== network || lst !== list) continue;
    meanings.set(code, own.get(asShort(net, lst, code)) ?? paths.get(path) ?? 'INFO');
  }
  return [...meanings].map(([code, meaning]) => asShort(code, meaning));
}

const CHECKS: Readonly<Record<string, () => void>> = {
  'kind and reason of every Fortras and COMFOR code': () => {
    for (const [network, list, name, table] of CONIZI) {
      if (table === 'textKeys' || table === 'pickupTextKeys') continue;
      expect([name, ownRows(name, table).map(inShort)]).toEqual([
        name,
        expectedRows(network, list),
      ]);
    }
  },
  'every text key is kept, mapped to nothing': () => {
    for (const [network, list, name, table] of CONIZI) {
      if (table !== 'textKeys' && table !== 'pickupTextKeys') continue;
      const keys = body('conizi_fortras_codes.tsv')
        .filter(([net, lst]) => net === network && lst === list)
        .map(([, , code = '']) => code);
      expect(ownRows(name, table).map(inShort)).toEqual([...new Set(keys)]);
    }
  },
  'every path of a code is told': () => {
    const told = new Map(
      CONIZI.map(([network, list, name, table]) => [network + list, [name, table] as const]),
    );
    const long = {
      c: '/consignment-events/event/',
      p: '/pickuporder-events/event/',
      k: '/package-events/event/',
    };
    for (const [network = '', list = '', code = '', path = ''] of body(
      'conizi_fortras_codes.tsv',
    )) {
      const [name, table] = told.get(network + list) ?? ['', 'status'];
      const row = codeList(name)?.tables.get(table)?.get(code);
      const paths = (row?.origin ?? '')
        .split(' + ')
        .map((origin) =>
          origin.replace(/^([cpk])\//, (_, letter: 'c' | 'p' | 'k') => long[letter]),
        );
      expect(paths).toContain(path);
    }
  },
  'candidates and keywords of every ambiguous code': () => {
    const names = new Map(CONIZI.map(([network, list, name]) => [network + list, name]));
    for (const [network = '', list = '', code = '', , , candidates = '', text = ''] of body(
      'map_conizi_rows.tsv',
    )) {
      const table = list.endsWith('MeasuringPoint') ? 'scanPoints' : 'status';
      const row = codeList(names.get(network + list) ?? '')
        ?.tables.get(table)
        ?.get(code);
      const listed = candidates.split(';').map((candidate) => candidate.trim());
      if (row?.note === 'settled') {
        expect(row.considered).toEqual(listed);
        continue;
      }
      const keywords = new Map(
        text.split(';').map((part) => {
          const [candidate = '', words = ''] = part.split(':');
          return [candidate.trim(), words.split(',').map((word) => word.trim())];
        }),
      );
      const shown = row?.candidates.map(({ kind, reason }) => asShort(kind, reason ?? ''));
      expect(shown).toEqual(listed);
      expect(row?.candidates.map((candidate) => candidate.keywords)).toEqual(
        listed.map((candidate) => keywords.get(candidate) ?? []),
      );
    }
  },
  'kind and reason of the lists of EDIFACT and X12': () => {
    for (const [file, name] of [
      ['map_unece_9011_d96a.tsv', 'unece/9011/d96a'],
      ['map_unece_4405_d01b.tsv', 'unece/4405/d01b'],
      ['map_unece_rec24.tsv', 'unece/rec24/ubl-2.1'],
      ['map_x12_1650.tsv', 'x12/1650/004010'],
    ] as const) {
      const rows = body(file).map(([code, kind, reason]) => asShort(code, kind, reason));
      expect(ownRows(name, 'status').map(inShort)).toEqual(rows);
    }
    const codes = (file: string) => read(file).map(([code]) => code);
    const shown = (name: string) => ownRows(name, 'status').map((row) => row.code);
    expect(shown('unece/rec24/ubl-2.1')).toEqual(codes('unece_rec24.tsv').slice(1));
    expect(shown('x12/1650/004010')).toEqual(codes('x12_1650_status.tsv'));
    expect(shown('x12/1652/004010')).toEqual(codes('x12_1652_appointment.tsv'));
  },
  'reasons of EDIFACT and X12': () => {
    const mapped = (list: string) =>
      new Map(
        body('map_reasons.tsv')
          .filter((row) => row[0] === list)
          .map(([, code = '', reason]) => [code, reason === '' ? null : reason]),
      );
    const shown = (name: string) =>
      new Map(ownRows(name, 'reasons').map((row) => [row.code, row.reason]));
    const d01b = mapped('unece/9013');
    expect(shown('unece/9013/d01b')).toEqual(d01b);
    expect(shown('unece/9013/d96a')).toEqual(
      new Map([...d01b].filter(([code]) => Number(code) <= 65)),
    );
    expect(shown('x12/1651/004010')).toEqual(mapped('x12/1651'));
  },
  'the closed list of reasons': () => {
    expect(Object.entries(REASONS).map(([word, { en, de }]) => [word, en, de])).toEqual(
      body('reasons.tsv'),
    );
  },
  'rows of the source: 855 status rows, 148 paths': () => {
    const rows = body('conizi_fortras_codes.tsv').filter(([, list]) =>
      list?.endsWith('StatusCodes'),
    );
    expect(rows).toHaveLength(855);
    expect(new Set(rows.map(([, , , path]) => path)).size).toBe(148);
    expect(codeListNames()).toHaveLength(18);
  },
};

describe(isThere ? 'packs against ../shared' : 'packs: ../shared is absent, not compared', () => {
  const compare = isThere ? test : test.skip;
  for (const [sentence, check] of Object.entries(CHECKS)) compare(sentence, check);
});
