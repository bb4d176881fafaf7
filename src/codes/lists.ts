/** The code lists of the product, their names and the order in which they are asked (code-lists.md sections 1 and 2). */
import { readPack, type CodeList, type CodeRow, type PackFile, type TableName } from './pack.ts';
import clHartman from './packs/cl-fortras-2019-hartman.json' with { type: 'json' };
import cl from './packs/cl-fortras-2019.json' with { type: 'json' };
import eancom9011 from './packs/eancom-9011-1997.json' with { type: 'json' };
import eancom9013 from './packs/eancom-9013-1997.json' with { type: 'json' };
import elv from './packs/elv-fortras-2019.json' with { type: 'json' };
import hug from './packs/hug-fortras-2019.json' with { type: 'json' };
import osl from './packs/osl-fortras-2019.json' with { type: 'json' };
import saeComfor from './packs/sae-comfor-2019.json' with { type: 'json' };
import sae from './packs/sae-fortras-2019.json' with { type: 'json' };
import sya from './packs/sya-fortras-2019.json' with { type: 'json' };
import unece4405 from './packs/unece-4405-d01b.json' with { type: 'json' };
import unece9011 from './packs/unece-9011-d96a.json' with { type: 'json' };
import unece9013D01b from './packs/unece-9013-d01b.json' with { type: 'json' };
import unece9013D96a from './packs/unece-9013-d96a.json' with { type: 'json' };
import rec24 from './packs/unece-rec24-ubl-2.1.json' with { type: 'json' };
import x12Status from './packs/x12-1650-004010.json' with { type: 'json' };
import x12Reason from './packs/x12-1651-004010.json' with { type: 'json' };
import x12Appointment from './packs/x12-1652-004010.json' with { type: 'json' };

/** In the order of code-lists.md section 1. A new list is one file and one line here. */
const PACKS: readonly PackFile[] = [
  cl,
  clHartman,
  elv,
  hug,
  osl,
  sae,
  sya,
  saeComfor,
  unece9011,
  unece4405,
  rec24,
  unece9013D96a,
  unece9013D01b,
  eancom9011,
  eancom9013,
  x12Status,
  x12Reason,
  x12Appointment,
];

const FILES = new Map<string, PackFile>(PACKS.map((file) => [file.name, file]));
const unfolded = new Map<string, CodeList>();

/** Names of all lists; additions as `BASE+NAME`. */
export const codeListNames = (): readonly string[] => [...FILES.keys()];

/** Names that a feed may give as its `codeList`, spelt exactly so: lists of what a status means, not of reasons alone. */
export const feedCodeListNames = (): readonly string[] =>
  PACKS.filter(({ tables }) => tables.status !== undefined).map(({ name }) => name);

/** True for a name of `codeListNames()`, spelt exactly so. */
export const isKnownCodeList = (name: string): boolean => FILES.has(name);

/** The list of that name alone, without its base; null: the product has none. */
export function codeList(name: string): CodeList | null {
  const file = FILES.get(name);
  if (file === undefined) return null;
  const list = unfolded.get(name) ?? readPack(file);
  unfolded.set(name, list);
  return list;
}

/**
 * The row of a code: from the list of that name, else from its base (code-lists.md section 1, Additions). The code is compared as a
 * string, as it stands: trim it before. Null: neither holds it, or there is no such list.
 */
export function lookUpCode(listName: string, table: TableName, code: string): CodeRow | null {
  const list = codeList(listName);
  if (list === null) return null;
  const row = list.tables.get(table)?.get(code) ?? null;
  return row === null && list.base !== null ? lookUpCode(list.base, table, code) : row;
}

/** Rows of a table of a list, or of its base where the list has no such table; empty where neither has. */
export function rowsOf(listName: string, table: TableName): readonly CodeRow[] {
  const list = codeList(listName);
  if (list === null) return [];
  const rows = list.tables.get(table);
  if (rows !== undefined) return [...rows.values()];
  return list.base === null ? [] : rowsOf(list.base, table);
}

const BY_NETWORK: ReadonlyMap<string, string> = new Map(
  ['cl', 'elv', 'hug', 'osl', 'sae', 'sya'].map((network) => [network, `${network}/fortras/2019`]),
);

/** The list whose network stands in the head of a Fortras file, case ignored (code-lists.md section 2); null: none. */
export const listOfNetwork = (network: string): string | null =>
  BY_NETWORK.get(network.trim().toLowerCase()) ?? null;
