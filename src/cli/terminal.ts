/** Where a command writes: data on `out`, everything for people on `err`. */
export interface Terminal {
  /** Adds the line end. */
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** True where a person watches `err`. */
  readonly isInteractive: boolean;
  /** IANA zone in which dates are shown. */
  readonly timeZone: string;
}

export const processTerminal = (): Terminal => ({
  out: (text) => void process.stdout.write(`${text}\n`),
  err: (text) => void process.stderr.write(`${text}\n`),
  isInteractive: process.stderr.isTTY,
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
});

export const printJson = (terminal: Terminal, value: unknown): void =>
  terminal.out(JSON.stringify(value));
