import type { Command } from 'commander';
import type { Config, Environment } from '../platform/config.ts';
import { usageError } from './command-error.ts';
import { HubClient } from './hub-client.ts';
import type { Terminal } from './terminal.ts';

/** What every command is given. */
export interface CommandNeeds {
  readonly terminal: Terminal;
  /** Reads the environment. @throws ConfigError */
  readonly config: () => Config;
  /** For programs that are started. */
  readonly env: Environment;
}

export interface ConnectionOptions {
  readonly url?: string;
  readonly key?: string;
  readonly json?: boolean;
}

const DEFAULT_URL = 'http://127.0.0.1:4000';

/** Adds --url, --key and --json, which every command that talks to a hub has. */
export const withConnection = (command: Command): Command =>
  command
    .option('--url <url>', `hub to talk to (BORDERO_URL, else ${DEFAULT_URL})`)
    .option('--key <key>', 'API key (BORDERO_KEY)')
    .option('--json', 'print JSON on standard output');

/** @throws CommandError 64 where no key is given or the url is none */
export function connect({ config }: CommandNeeds, options: ConnectionOptions): HubClient {
  const { cliUrl, cliKey } = config();
  const key = options.key ?? cliKey;
  if (key === null || key === '') {
    throw usageError('No API key: give one with --key or BORDERO_KEY');
  }
  const url = options.url ?? cliUrl ?? DEFAULT_URL;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw usageError(`--url must be an http:// or https:// address, not ${url}`);
  }
  return new HubClient({ url, key });
}
