import type { Command } from 'commander';
import { z } from 'zod';
import { SCOPES } from '../../domain/scope.ts';
import { usageError } from '../command-error.ts';
import {
  connect,
  withConnection,
  type CommandNeeds,
  type ConnectionOptions,
} from '../connection.ts';
import { recentDate } from '../dates.ts';
import { table } from '../table.ts';
import { printJson } from '../terminal.ts';
import type { Finish } from '../upload.ts';
import { CREATE_CLIENT } from './alliance-mutations.ts';
import { mutate, printAnswer } from './mutate.ts';

interface AddOptions extends ConnectionOptions {
  readonly member?: string;
  readonly name: string;
  readonly scope: readonly string[];
  readonly expires?: string;
}
type ListOptions = ConnectionOptions & { readonly member?: string };

const FIELDS = 'id name keyPrefix scopes createdAt expiresAt lastUsedAt revokedAt member { slug }';
const Client = z.looseObject({
  id: z.string(),
  name: z.string(),
  keyPrefix: z.string(),
  scopes: z.array(z.string()),
  lastUsedAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  member: z.object({ slug: z.string() }),
});
const Listed = z.object({ apiClients: z.array(Client) });
const Revoked = z.object({ revokeApiClient: Client });
const Made = z.object({ key: z.string(), client: z.object({ id: z.string() }) });

/** `bordero admin client add | list | revoke`. */
export function addClient(admin: Command, needs: CommandNeeds, finish: Finish): void {
  const client = admin.command('client').description('API clients and their keys');
  withConnection(client.command('add'))
    .description('add an API client; its key is printed once')
    .option('--member <slug>', 'member for whom it speaks; else your own')
    .requiredOption('--name <name>', 'what it is for')
    .requiredOption(
      '--scope <scope>',
      `one of ${SCOPES.join(', ')}; may be given again`,
      (scope: string, before: readonly string[] | undefined) => [...(before ?? []), scope],
    )
    .option('--expires <date>', 'last day on which the key works, or an instant')
    .action(async (options: AddOptions) => {
      const { member, name, scope, expires } = options;
      const expiresAt = expires === undefined ? undefined : instantOf(expires);
      const input = { member, name, scopes: scope, expiresAt };
      const answer = await mutate(connect(needs, options), CREATE_CLIENT, input);
      finish(printAnswer(needs.terminal, 'made' in answer ? { made: keyOf(answer.made) } : answer));
    });
  addList(client, needs);
  withConnection(client.command('revoke'))
    .description('refuse its key from the next request on')
    .argument('<id>', 'API client')
    .action(async (id: string, options: ConnectionOptions) => {
      const query = `mutation Revoke($id: ID!) { revokeApiClient(client: $id) { ${FIELDS} } }`;
      const answer = await connect(needs, options).ask(Revoked, query, { id });
      printJson(needs.terminal, answer.revokeApiClient);
    });
}

function addList(client: Command, needs: CommandNeeds): void {
  withConnection(client.command('list'))
    .description('list API clients')
    .option('--member <slug>', 'of this member only')
    .action(async (options: ListOptions) => {
      const { terminal } = needs;
      const all = await connect(needs, options).ask(
        Listed,
        `query Clients { apiClients { ${FIELDS} } }`,
      );
      const { member } = options;
      const clients = all.apiClients.filter(
        (each) => member === undefined || each.member.slug === member,
      );
      const rows = clients.map((each) => [
        each.id,
        each.member.slug,
        each.name,
        lastUse(each, terminal.timeZone),
      ]);
      if (options.json === true) printJson(terminal, clients);
      else terminal.out(table(['id', 'member', 'name', `used, ${terminal.timeZone}`], rows));
    });
}

function lastUse({ revokedAt, lastUsedAt }: z.infer<typeof Client>, timeZone: string): string {
  if (revokedAt !== null) return 'revoked';
  return lastUsedAt === null ? 'never' : recentDate(lastUsedAt, timeZone);
}

const keyOf = (made: unknown) => {
  const { client, key } = Made.parse(made);
  return { id: client.id, key };
};

/** A date alone is the last day on which the key works. */
function instantOf(text: string): string {
  const instant = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T23:59:59.999Z` : text);
  if (Number.isNaN(instant.getTime())) {
    throw usageError(`--expires must be a date such as 2027-01-31, not ${text}`);
  }
  return instant.toISOString();
}
