import type { Command } from 'commander';
import {
  connect,
  withConnection,
  type CommandNeeds,
  type ConnectionOptions,
} from '../connection.ts';
import type { Finish } from '../upload.ts';
import { CREATE_FEED } from './alliance-mutations.ts';
import { mutate, printAnswer } from './mutate.ts';

interface FeedOptions extends ConnectionOptions {
  readonly member: string;
  readonly format?: string;
  readonly codeList?: string;
  readonly zone?: string;
}

/** `bordero admin feed add SLUG`. */
export function addFeed(admin: Command, needs: CommandNeeds, finish: Finish): void {
  const feed = admin.command('feed').description('feeds through which members send');
  withConnection(feed.command('add'))
    .description('add a feed')
    .argument('<slug>', 'stable short name, unique in the hub')
    .requiredOption('--member <slug>', 'member that sends through it')
    .option('--format <name>', 'AUTO, or the one format that it takes')
    .option('--code-list <name>', 'what its status codes mean, such as sae/fortras/2019')
    .option('--zone <zone>', 'IANA time zone; else that of the member’s first depot')
    .action(async (slug: string, options: FeedOptions) => {
      const { member, format, codeList, zone } = options;
      const input = { member, slug, format, codeList, timeZone: zone };
      finish(
        printAnswer(needs.terminal, await mutate(connect(needs, options), CREATE_FEED, input)),
      );
    });
}
