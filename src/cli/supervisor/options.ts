import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { EXIT, ExitError } from '../../platform/exit-codes.ts';
import type { SupervisorOptions } from './types.ts';

const USAGE = `options:
  --hubs N      hub processes behind the one url (1)
  --workers N   worker processes (1)
  --port P      port of the url (a free one)
  --data DIR    data folder
  --reset       empty the data folder first
  --json        print one JSON line when ready`;
const MOST_PROCESSES = 64;

/**
 * Reads the options of `demo` and `start`.
 * @throws ExitError with code 64 for anything else, 0 with the usage for --help
 */
export function readOptions(
  mode: 'demo' | 'start',
  argv: readonly string[],
  folder = process.cwd(),
): SupervisorOptions {
  const values = parse(argv);
  if (values.help === true) throw new ExitError(EXIT.done, USAGE);
  const data = values.data ?? `.bordero/${mode === 'demo' ? 'demo' : 'data'}`;
  return {
    hubs: numberOf('hubs', values.hubs ?? '1', 1, MOST_PROCESSES),
    workers: numberOf('workers', values.workers ?? '1', 0, MOST_PROCESSES),
    port: values.port === undefined ? null : numberOf('port', values.port, 1, 65_535),
    data: resolve(folder, data),
    json: values.json === true,
    reset: values.reset === true,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        hubs: { type: 'string' },
        workers: { type: 'string' },
        port: { type: 'string' },
        data: { type: 'string' },
        json: { type: 'boolean' },
        reset: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw usage(error instanceof Error ? error.message : String(error));
  }
}

function numberOf(name: string, text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw usage(`--${name} must be a whole number from ${least} to ${most}`);
}

const usage = (message: string): ExitError => new ExitError(EXIT.usage, `${message}\n${USAGE}`);
