/** Entry of the command line: `npx bordero …`. */
import { readFileSync } from 'node:fs';
import { readConfig } from '../platform/config.ts';
import { runMain } from '../platform/exit-codes.ts';
import { runProgram } from './program.ts';
import { processTerminal } from './terminal.ts';

const { version } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { version: string };

await runMain(async () =>
  runProgram(process.argv.slice(2), {
    terminal: processTerminal(),
    config: () => readConfig(process.env),
    env: process.env,
    version,
  }),
);
