import type { Command } from 'commander';
import { z } from 'zod';
import { usageError } from '../command-error.ts';
import {
  connect,
  withConnection,
  type CommandNeeds,
  type ConnectionOptions,
} from '../connection.ts';
import { recentDate } from '../dates.ts';
import type { HubClient } from '../hub-client.ts';
import { table } from '../table.ts';
import { printJson } from '../terminal.ts';

type RequeueOptions = ConnectionOptions & { readonly all?: boolean };

const LIST = `query DeadLetters($after: String) {
  deadLetters(first: 100, after: $after) {
    nodes { id job code message attempts failedAt upload { id fileName } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const Listed = z.object({
  deadLetters: z.object({
    nodes: z.array(
      z.looseObject({
        id: z.string(),
        job: z.string(),
        code: z.string(),
        message: z.string(),
        attempts: z.number(),
        failedAt: z.string(),
      }),
    ),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});
type Letter = z.infer<typeof Listed>['deadLetters']['nodes'][number];

const REQUEUE = 'mutation Requeue($ids: [ID!]!) { requeueDeadLetters(deadLetters: $ids) }';
const Requeued = z.object({ requeueDeadLetters: z.number() });

/** `bordero admin dead list | requeue`. */
export function addDead(admin: Command, needs: CommandNeeds): void {
  const { terminal } = needs;
  const dead = admin.command('dead').description('jobs that were given up after their tries');
  withConnection(dead.command('list'))
    .description('list them, newest failure first')
    .action(async (options: ConnectionOptions) => {
      const letters = await allLetters(connect(needs, options));
      const rows = letters.map((each) => [
        each.id,
        recentDate(each.failedAt, terminal.timeZone),
        each.job,
        each.code,
        each.message,
      ]);
      if (options.json === true) printJson(terminal, letters);
      else if (letters.length === 0) terminal.err('There are no dead letters');
      else
        terminal.out(table(['id', `failed, ${terminal.timeZone}`, 'job', 'code', 'message'], rows));
    });
  withConnection(dead.command('requeue'))
    .description('give them a second chance')
    .argument('[id...]', 'dead letters')
    .option('--all', 'all there are')
    .action(async (ids: readonly string[], options: RequeueOptions) => {
      if ((ids.length === 0) !== (options.all === true)) {
        throw usageError('Name dead letters, or give --all');
      }
      const client = connect(needs, options);
      const wanted = options.all === true ? (await allLetters(client)).map((each) => each.id) : ids;
      printJson(terminal, { requeued: await requeue(client, wanted) });
    });
}

async function requeue(client: HubClient, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  return (await client.ask(Requeued, REQUEUE, { ids })).requeueDeadLetters;
}

async function allLetters(client: HubClient): Promise<readonly Letter[]> {
  const letters: Letter[] = [];
  for (let after: string | null = null; ;) {
    const page: z.infer<typeof Listed> = await client.ask(Listed, LIST, { after });
    const { nodes, pageInfo } = page.deadLetters;
    letters.push(...nodes);
    if (!pageInfo.hasNextPage || pageInfo.endCursor === null) return letters;
    after = pageInfo.endCursor;
  }
}
