import { EXIT, ExitError, type ExitCode } from '../platform/exit-codes.ts';

/** A command that ends early: message for people, exit code, and with `--json` a document for programs. */
export class CommandError extends ExitError {
  readonly document: unknown;
  constructor(exitCode: ExitCode, message: string, document: unknown = null) {
    super(exitCode, message);
    this.name = 'CommandError';
    this.document = document;
  }
}

export const usageError = (message: string): CommandError =>
  new CommandError(EXIT.usage, message, { code: 'USAGE', message });

/** Exit code for a refusal by its stable code (operations: refusals). */
export function exitCodeOf(code: string): ExitCode {
  if (code === 'UNAUTHENTICATED' || code === 'FORBIDDEN') return EXIT.notPermitted;
  return code === 'UNAVAILABLE' ? EXIT.unavailable : EXIT.refused;
}
