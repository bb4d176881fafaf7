import type { Command } from 'commander';
import { describeCodeList, type CodeDescription } from '../codes/describe.ts';
import { codeListNames } from '../codes/lists.ts';
import { usageError } from './command-error.ts';
import type { CommandNeeds } from './connection.ts';
import { table } from './table.ts';
import { printJson, type Terminal } from './terminal.ts';

interface CodesOptions {
  readonly json?: boolean;
}

/** `bordero codes list [NAME]`: what the product knows; asks no hub. */
export function addCodes(program: Command, { terminal }: CommandNeeds): void {
  const codes = program.command('codes').description('code lists and what their codes mean');
  codes
    .command('list')
    .description('list the code lists, or all codes of one')
    .argument('[name]', 'code list, such as sae/fortras/2019')
    .option('--json', 'print JSON on standard output')
    .action((name: string | undefined, options: CodesOptions) => {
      if (name === undefined) listNames(terminal, options);
      else listCodes(terminal, name, options);
    });
}

function listNames(terminal: Terminal, { json }: CodesOptions): void {
  const lists = codeListNames().flatMap((name) => {
    const list = describeCodeList(name);
    return list === null
      ? []
      : [{ name, base: list.base, codes: list.codes.length, source: list.source }];
  });
  const rows = lists.map(({ name, codes, source }) => [name, String(codes), source]);
  if (json === true) printJson(terminal, lists);
  else terminal.out(table(['code list', 'codes', 'source'], rows));
}

function listCodes(terminal: Terminal, name: string, { json }: CodesOptions): void {
  const list = describeCodeList(name);
  if (list === null) {
    throw usageError(`There is no code list ${name}; bordero codes list names them all`);
  }
  const rows = list.codes.map((code) => [code.table, code.code, meaningOf(code), code.label]);
  if (json === true) printJson(terminal, list);
  else terminal.out(table(['table', 'code', 'meaning', 'in words'], rows));
}

function meaningOf({ kind, reason, candidates }: CodeDescription): string {
  if (candidates.length > 0) return candidates.join(' or ');
  return [kind, reason].filter((each) => each !== null).join(' ');
}
