import { Command, CommanderError } from 'commander';
import { EXIT, ExitError, type ExitCode } from '../platform/exit-codes.ts';
import { addAdmin } from './admin/admin.ts';
import { addCodes } from './codes.ts';
import { CommandError } from './command-error.ts';
import type { CommandNeeds } from './connection.ts';
import { addConsignment } from './consignment.ts';
import { printJson, type Terminal } from './terminal.ts';
import { addUpload, type Finish } from './upload.ts';
import { addUploads } from './uploads.ts';

/**
 * The whole command line, `bordero …`.
 * @returns the exit code; a bug flies
 */
export async function runProgram(
  argv: readonly string[],
  needs: CommandNeeds & { readonly version: string },
): Promise<ExitCode> {
  let code: ExitCode = EXIT.done;
  const program = makeProgram(needs, (given) => {
    code = given;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    }
    if (!(error instanceof ExitError)) throw error;
    tell(error, needs.terminal, argv.includes('--json'));
    return error.exitCode;
  }
}

function makeProgram(needs: CommandNeeds & { readonly version: string }, finish: Finish): Command {
  const program = new Command('bordero')
    .description('Command line of the Bordero data-exchange hub')
    .version(needs.version)
    .showHelpAfterError('(--help tells more)')
    .configureHelp({ showGlobalOptions: false })
    .configureOutput({
      writeOut: (text) => needs.terminal.out(text.trimEnd()),
      writeErr: (text) => needs.terminal.err(text.trimEnd()),
    })
    .exitOverride();
  addUpload(program, needs, finish);
  addUploads(program, needs, finish);
  addConsignment(program, needs, finish);
  addCodes(program, needs);
  addAdmin(program, needs, finish);
  return program;
}

function tell(error: ExitError, terminal: Terminal, json: boolean): void {
  terminal.err(error.message);
  if (json && error instanceof CommandError && error.document !== null) {
    printJson(terminal, error.document);
  }
}
