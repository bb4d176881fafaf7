import { SingleBar } from 'cli-progress';
import type { Terminal } from './terminal.ts';

export interface Progress {
  readonly update: (done: number) => void;
  /** Ends the bar. */
  readonly stop: () => void;
}

const SILENT: Progress = { update: () => undefined, stop: () => undefined };

const mebibytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MiB`;

/** A bar on standard error where a person watches, nothing where it is piped. */
export function byteProgress(terminal: Terminal, title: string, total: number): Progress {
  if (!terminal.isInteractive) return SILENT;
  const bar = newBar(`${title} {bar} {percentage}% of ${mebibytes(total)}`);
  bar.start(Math.max(total, 1), 0);
  return { update: (done) => bar.update(done), stop: () => bar.stop() };
}

const LINE_EVERY_MS = 3_000;

/** A bar for a person; a line every few seconds for a log. */
export function countProgress(terminal: Terminal, title: string, total: number): Progress {
  if (terminal.isInteractive) {
    const bar = newBar(`${title} {bar} {value} of {total}`);
    bar.start(total, 0);
    return { update: (done) => bar.update(done), stop: () => bar.stop() };
  }
  let told = 0;
  const tell = (done: number) => terminal.err(`${title}: ${done} of ${total}`);
  return {
    update: (done) => {
      const now = Date.now();
      if (now - told < LINE_EVERY_MS && done < total) return;
      told = now;
      tell(done);
    },
    stop: () => undefined,
  };
}

const newBar = (format: string): SingleBar =>
  new SingleBar({
    format,
    barsize: 30,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: false,
    stream: process.stderr,
  });
