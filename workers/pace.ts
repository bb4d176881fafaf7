import { parseArgs } from 'node:util';
import { ConfigError } from '../src/platform/exit-codes.ts';

/** How patient a worker process is; times in milliseconds. */
export interface Pace {
  /** A job whose worker died is taken up by another after this; renewed at half of it. */
  readonly lockMs: number;
  /** An upload that stands still for so long is asked for again. */
  readonly strandedMs: number;
  /** Pause between two looks for either. */
  readonly sweepMs: number;
}

export const PACE: Pace = { lockMs: 30_000, strandedMs: 30_000, sweepMs: 5_000 };

/**
 * `--lock-seconds`, `--stranded-seconds` and `--sweep-seconds` of a worker process, else the usual pace. For tests and for
 * alliances whose files are all small: too short a lock has jobs done twice, which changes nothing but costs time.
 * @throws ConfigError for a value that is no number above 0
 */
export function readPace(argv: readonly string[]): Pace {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      'lock-seconds': { type: 'string' },
      'stranded-seconds': { type: 'string' },
      'sweep-seconds': { type: 'string' },
    },
    strict: false,
  });
  const read = (name: keyof typeof values, usual: number): number => {
    const given = values[name];
    if (given === undefined) return usual;
    const seconds = Number(given);
    if (seconds > 0 && seconds < 86_400) return seconds * 1_000;
    throw new ConfigError(`--${name} must be a number of seconds above 0`);
  };
  return {
    lockMs: read('lock-seconds', PACE.lockMs),
    strandedMs: read('stranded-seconds', PACE.strandedMs),
    sweepMs: read('sweep-seconds', PACE.sweepMs),
  };
}
