import { readConfig } from '../../src/platform/config.ts';
import { runProgram } from '../../src/cli/program.ts';

export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in this process, as if nobody watched. */
export async function run(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runProgram(argv, {
    terminal: {
      out: (text) => void out.push(text),
      err: (text) => void err.push(text),
      isInteractive: false,
      timeZone: 'Europe/Vienna',
    },
    config: () => readConfig(env),
    env,
    version: '0.0.0',
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}
