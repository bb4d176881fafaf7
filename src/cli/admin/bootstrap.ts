import type { Command } from 'commander';
import { EXIT, ExitError } from '../../platform/exit-codes.ts';
import { CommandError, usageError } from '../command-error.ts';
import type { CommandNeeds } from '../connection.ts';
import { printJson } from '../terminal.ts';
import { withEmbeddedDatabase } from './embedded-database.ts';
import { bootstrapOperator } from './operator.ts';

interface BootstrapOptions {
  readonly alliance: string;
  readonly data?: string;
}

/** `bordero admin bootstrap`: the first key of a new hub. */
export function addBootstrap(admin: Command, needs: CommandNeeds): void {
  admin
    .command('bootstrap')
    .description('create the operator and its first key; works once, straight in the database')
    .option('--alliance <name>', 'name of the operator', 'Operator')
    .option(
      '--data <dir>',
      'data folder of an embedded instance, running or not (else MONGODB_URI)',
    )
    .option('--json', 'the answer is JSON anyway')
    .action(async ({ alliance, data }: BootstrapOptions) => {
      const key = await run(needs, alliance, data ?? null);
      if (key === null) {
        const message = 'The hub has been set up before';
        throw new CommandError(EXIT.refused, message, { code: 'ALREADY_EXISTS', message });
      }
      printJson(needs.terminal, { key });
    });
}

async function run(
  { terminal, config, env }: CommandNeeds,
  alliance: string,
  data: string | null,
): Promise<string | null> {
  const { mongodbUri } = config();
  const step = (uri: string) => bootstrapOperator(uri, alliance);
  try {
    if (data !== null) return await withEmbeddedDatabase({ data, env, say: terminal.err }, step);
    if (mongodbUri !== null) return await step(mongodbUri);
  } catch (error) {
    if (error instanceof ExitError || !isServerAway(error)) throw error;
    const message = 'MongoDB cannot be reached';
    throw new CommandError(EXIT.unavailable, message, { code: 'UNREACHABLE', message });
  }
  throw usageError('Name the database: MONGODB_URI, or --data with the folder of an embedded one');
}

const isServerAway = (error: unknown): boolean =>
  error instanceof Error && /^Mongo(Server(Selection|Closed)|Network)/.test(error.name);
