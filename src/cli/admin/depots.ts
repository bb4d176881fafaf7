import type { Command } from 'commander';
import {
  connect,
  withConnection,
  type CommandNeeds,
  type ConnectionOptions,
} from '../connection.ts';
import type { Finish } from '../upload.ts';
import { readAlias, type AliasInput } from './alias.ts';
import { CREATE_DEPOT } from './alliance-mutations.ts';
import { mutate, printAnswer } from './mutate.ts';

interface DepotOptions extends ConnectionOptions {
  readonly member: string;
  readonly name: string;
  readonly zone: string;
  readonly country: string;
  readonly postcode?: string;
  readonly place?: string;
  readonly alias: readonly AliasInput[];
  readonly centralHub?: boolean;
}

/** `bordero admin depot add CODE`. */
export function addDepot(admin: Command, needs: CommandNeeds, finish: Finish): void {
  const depot = admin.command('depot').description('depots and the names that feeds use for them');
  withConnection(depot.command('add'))
    .description('add a depot')
    .argument('<code>', 'unique in the alliance')
    .requiredOption('--member <slug>', 'member that it belongs to')
    .requiredOption('--name <name>', 'name')
    .requiredOption('--zone <zone>', 'IANA time zone of its local times')
    .requiredOption('--country <code>', 'ISO 3166-1 alpha-2')
    .option('--postcode <postcode>', 'postcode')
    .option('--place <name>', 'town')
    .option(
      '--alias <kind:value[@network][@from..until]>',
      'other name: DEPOT_NUMBER, GLN, MAILBOX, PARTNER_ID, NAME; with a network it counts only in feeds with a code list of that (DEPOT_NUMBER:8010@sae); may be given again',
      (text: string, before: readonly AliasInput[]) => [...before, readAlias(text)],
      [],
    )
    .option('--central-hub', 'transit hub for everybody')
    .action(async (code: string, options: DepotOptions) => {
      const { member, name, zone, country, postcode, place, alias, centralHub = false } = options;
      const input = { member, code, name, timeZone: zone, country, aliases: alias, centralHub };
      const client = connect(needs, options);
      const answer = await mutate(client, CREATE_DEPOT, { ...input, postcode, place });
      finish(printAnswer(needs.terminal, answer));
    });
}
