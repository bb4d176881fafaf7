/** Hamburg hands over to Graz: records and files for tests, as short as they can be said. */
import { record } from '../../fixtures/alliance/writers/fixed.ts';
import type { ConsignmentDoc, ManifestDoc } from '../../src/store/documents.ts';
import { World, type Setup } from '../support/world.ts';

export const SETUP: Setup = {
  members: [
    { slug: 'hamburg', country: 'DE' },
    { slug: 'graz', country: 'AT' },
    { slug: 'brno', country: 'CZ' },
  ],
  depots: [
    { code: 'HAM', member: 'hamburg', timeZone: 'Europe/Berlin', country: 'DE' },
    { code: 'GRZ', member: 'graz', timeZone: 'Europe/Vienna', country: 'AT' },
    { code: 'BRN', member: 'brno', timeZone: 'Europe/Prague', country: 'CZ' },
  ],
  feeds: [
    { slug: 'hamburg-json', member: 'hamburg' },
    { slug: 'graz-json', member: 'graz' },
    { slug: 'brno-json', member: 'brno' },
    { slug: 'hamburg-fortras', member: 'hamburg', codeList: 'sae/fortras/2019' },
    { slug: 'graz-fortras', member: 'graz', codeList: 'sae/fortras/2019' },
    { slug: 'graz-elv', member: 'graz', codeList: 'elv/fortras/2019' },
  ],
};

const DEPOTS = { sendingDepot: 'HAM', receivingDepot: 'GRZ' };
const number = (value: string) => ({ type: 'SENDING_NUMBER', value });

export const consignment = (value: string, more: object = {}): object => ({
  kind: 'consignment',
  references: [number(value)],
  ...DEPOTS,
  ...more,
});

/** `at`: `23T10:00` of November 2026, or written in full. */
export const event = (value: string, kind: string, at: string, more: object = {}): object => ({
  kind: 'event',
  reference: number(value),
  ...DEPOTS,
  event: kind,
  at: inFull(at),
  ...more,
});
const inFull = (at: string): string => (at.startsWith('20') ? at : `2026-11-${at}`);

export const withdrawalOf = (
  value: string,
  kind: string,
  at: string,
  more: object = {},
): object => ({
  ...event(value, kind, at, more),
  kind: 'withdrawal',
});

export const jsonl = (...records: readonly object[]): string =>
  records.map((one) => `${JSON.stringify(one)}\n`).join('');

const block = (type: string, records: readonly string[]): string => {
  const control = `Z00${String(records.length).padStart(6, '0')}20261124120000`;
  return [`@@PH${type} 0512003500107 BEISPHA BEISPGR`, ...records, control, '@@PT', ''].join(
    '\r\n',
  );
};

export interface Listed {
  readonly number: string;
  readonly kg?: number;
  readonly barcodes?: readonly string[];
}

/** A bordero HAM → GRZ; of date 20261123 unless said otherwise. */
export function bordero(name: string, listed: readonly Listed[], date = '20261123'): string {
  return block('BORD512', borderoRecords(name, listed, date));
}

export function borderoRecords(
  name: string,
  listed: readonly Listed[],
  date = '20261123',
): string[] {
  const head = record('A00STD100', [
    [10, 35, name],
    [45, 8, date],
    [53, 3, 'L'],
    [65, 35, 'HAM'],
    [100, 35, 'GRZ'],
  ]);
  return [head, ...listed.flatMap(listedRecords)];
}

function listedRecords(
  { number: value, kg = 100, barcodes = [] }: Listed,
  index: number,
): string[] {
  const item = String(index + 1).padStart(3, '0');
  const grams = String(kg * 1000).padStart(9, '0');
  const count = String(Math.max(barcodes.length, 1)).padStart(4, '0');
  const goods = record(`D00${item}001`, [
    [10, 4, count],
    [14, 3, 'FP'],
    [94, 9, grams],
  ]);
  const packages = barcodes.map((one) => record(`F00${item}001`, [[10, 35, one]]));
  const totals = record(`G00${item}`, [
    [7, 35, value],
    [42, 9, grams],
  ]);
  return [goods, ...packages, totals];
}

export const borderos = (...records: readonly string[][]): string =>
  block('BORD512', records.flat());

interface Stat {
  readonly number: string;
  readonly code: string;
  /** `202611231000` */
  readonly at: string;
  readonly signedBy?: string;
  readonly text?: string;
  readonly receiving?: string;
  /** Latitude and longitude as written. */
  readonly position?: readonly [string, string];
}

/** Status records under a Q00 of Graz and Hamburg. */
export function statuses(...lines: readonly Stat[]): string {
  const head = record('Q00100', [
    [10, 35, 'GRZ'],
    [45, 35, 'HAM'],
  ]);
  const records = lines.map((one) =>
    record('Q10', [
      [4, 35, one.number],
      [39, 35, one.receiving ?? ''],
      [109, 3, one.code],
      [112, 8, one.at.slice(0, 8)],
      [120, 4, one.at.slice(8)],
      [163, 35, one.signedBy ?? ''],
      [198, 70, one.text ?? ''],
      [280, 11, one.position?.[0] ?? ''],
      [291, 11, one.position?.[1] ?? ''],
    ]),
  );
  return block('STAT512', [head, ...records]);
}

export interface Lorry {
  readonly bordero: string;
  readonly date?: string;
  readonly unit?: string;
  /** `202611240330`; '' for none. */
  readonly end?: string;
  readonly start?: string;
  readonly arrival?: string;
  readonly differences?: readonly {
    readonly number: string;
    readonly code: string;
    readonly bordero?: string;
    readonly count?: number;
    readonly note?: string;
  }[];
  readonly surplus?: readonly { readonly name: string; readonly count: number }[];
}

/** An unloading report HAM → GRZ. */
export const unloading = (...lorries: readonly Lorry[]): string =>
  block('ENTL512', lorries.flatMap(lorryRecords));

const moment = (column: number, at: string): [number, number, string][] => [
  [column, 8, at.slice(0, 8)],
  [column + 8, 4, at.slice(8)],
];

function lorryRecords(lorry: Lorry): string[] {
  const head = record('M00STD100', [
    [10, 35, 'HAM'],
    [45, 35, 'GRZ'],
    [83, 35, lorry.bordero],
    [118, 8, lorry.date ?? '20261123'],
    ...moment(126, lorry.arrival ?? ''),
    ...moment(142, lorry.start ?? ''),
    ...moment(154, lorry.end ?? '202611240330'),
  ]);
  const differences = (lorry.differences ?? []).map((one) =>
    record('N00', [
      [4, 35, one.bordero ?? lorry.bordero],
      [42, 35, one.number],
      [112, 3, one.code],
      [115, 4, String(one.count ?? 1).padStart(4, '0')],
      [119, 3, 'FP'],
      [122, 35, one.note ?? ''],
    ]),
  );
  const surplus = (lorry.surplus ?? []).map(({ name, count }) =>
    record('O10', [
      [4, 35, name],
      [74, 4, String(count).padStart(4, '0')],
      [78, 3, 'FP'],
    ]),
  );
  return [head, record('M10', [[4, 35, lorry.unit ?? 'WB 1']]), ...differences, ...surplus];
}

export const without = (of: object, names: readonly string[]): object =>
  Object.fromEntries(Object.entries(of).filter(([name]) => !names.includes(name)));

const OF_THE_DOCUMENT = [
  '_id',
  'consignment',
  'version',
  'hash',
  'write',
  'fold',
  'createdAt',
  'updatedAt',
];
const OF_THE_RECEIPT = ['upload', 'line', 'receivedAt', 'withdrawnAt'];

/** What a consignment shows, without ids of documents, versions and receipts. */
export const bare = (doc: ConsignmentDoc): object => ({
  ...without(doc, OF_THE_DOCUMENT),
  events: doc.events.map((event) => ({
    ...without(event, OF_THE_RECEIPT),
    withdrawn: event.withdrawnAt !== null,
  })),
});

/** All documents of consignments, for everybody. */
export async function everything(world: World): Promise<object[]> {
  const docs = await world.db
    .collection<ConsignmentDoc>('consignments')
    .find({ viewers: { $ne: [] } })
    .toArray();
  const key = (doc: ConsignmentDoc): string => JSON.stringify([doc.references, doc.viewers]);
  return docs.sort((a, b) => (key(a) < key(b) ? -1 : 1)).map(bare);
}

export const manifests = (world: World): Promise<ManifestDoc[]> =>
  world.db
    .collection<ManifestDoc>('manifests')
    .find({ viewers: { $ne: [] } })
    .sort({ number: 1, date: 1 })
    .toArray();

/** Codes of an upload's issues, with their lines. */
export const issueCodes = async (world: World, upload: string): Promise<string[]> =>
  (await world.issues(upload)).map(({ code, line }) => `${String(code)}:${String(line)}`);

/** Everything that is canonical, byte by byte. */
export async function canonical(world: World): Promise<string> {
  const names = [
    'consignments',
    'manifests',
    'timelines',
    'claims',
    'events',
    'references',
    'senderIds',
    'reports',
    'differences',
    'manifestDocuments',
    'reviewItems',
  ];
  const all = await Promise.all(
    names.map((name) => world.db.collection(name).find().sort({ _id: 1 }).toArray()),
  );
  return JSON.stringify(all);
}
