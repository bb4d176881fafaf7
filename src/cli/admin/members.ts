import type { Command } from 'commander';
import { z } from 'zod';
import {
  connect,
  withConnection,
  type CommandNeeds,
  type ConnectionOptions,
} from '../connection.ts';
import { table } from '../table.ts';
import { printJson } from '../terminal.ts';
import type { Finish } from '../upload.ts';
import { CREATE_MEMBER } from './alliance-mutations.ts';
import { mutate, printAnswer } from './mutate.ts';

interface MemberOptions extends ConnectionOptions {
  readonly name: string;
  readonly country: string;
  readonly group: string;
}

const LIST = 'query Members { members { id slug name country corporateGroup depots { code } } }';
const Listed = z.object({
  members: z.array(
    z.looseObject({
      slug: z.string(),
      name: z.string(),
      country: z.string(),
      corporateGroup: z.string(),
      depots: z.array(z.object({ code: z.string() })),
    }),
  ),
});

/** `bordero admin member add SLUG` and `member list`. */
export function addMember(admin: Command, needs: CommandNeeds, finish: Finish): void {
  const member = admin.command('member').description('members of the alliance');
  withConnection(member.command('add'))
    .description('add a member')
    .argument('<slug>', 'stable short name')
    .requiredOption('--name <name>', 'name of the firm')
    .requiredOption('--country <code>', 'ISO 3166-1 alpha-2')
    .requiredOption('--group <name>', 'corporate group; its own name where it has none')
    .action(async (slug: string, options: MemberOptions) => {
      const { name, country, group } = options;
      const input = { slug, name, country, corporateGroup: group };
      finish(
        printAnswer(needs.terminal, await mutate(connect(needs, options), CREATE_MEMBER, input)),
      );
    });
  withConnection(member.command('list'))
    .description('list all members')
    .action(async (options: ConnectionOptions) => {
      const { members } = await connect(needs, options).ask(Listed, LIST);
      const rows = members.map((each) => [
        each.slug,
        each.country,
        each.name,
        each.corporateGroup,
        each.depots.map(({ code }) => code).join(' '),
      ]);
      if (options.json === true) printJson(needs.terminal, members);
      else needs.terminal.out(table(['member', 'in', 'name', 'group', 'depots'], rows));
    });
}
