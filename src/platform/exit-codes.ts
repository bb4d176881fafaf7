/** Exit codes of every command (docs: operations). */
export const EXIT = {
  done: 0,
  /** Finished, with findings: rejected records, doctor findings. */
  findings: 1,
  /** Refused or failed. */
  refused: 2,
  usage: 64,
  /** A service cannot be reached, or a data folder is in use. */
  unavailable: 69,
  bug: 70,
  notPermitted: 77,
  config: 78,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An expected end of a program: the message is for people, a sentence without stop. */
export class ExitError extends Error {
  readonly exitCode: ExitCode;
  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ExitError';
    this.exitCode = exitCode;
  }
}

/** The configuration is wrong: names the variable, never a secret. */
export class ConfigError extends ExitError {
  constructor(message: string, options?: ErrorOptions) {
    super(EXIT.config, message, options);
    this.name = 'ConfigError';
  }
}

/**
 * Runs a program's main function and turns its end into an exit code: a returned number, 0 for nothing, the code of an
 * ExitError with its message on standard error, 70 with the stack for anything else. Leaves at once: a program that is
 * to go on running does not return.
 */
export async function runMain(main: () => Promise<number | undefined>): Promise<never> {
  try {
    process.exit((await main()) ?? EXIT.done);
  } catch (error) {
    const expected = error instanceof ExitError;
    const text =
      error instanceof Error ? ((expected ? error.message : error.stack) ?? '') : String(error);
    process.stderr.write(`${text}\n`);
    process.exit(expected ? error.exitCode : EXIT.bug);
  }
}
