/** Entry of `npm run bench`: measures, tells progress on standard error, prints one report. */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { resolveMongod } from '../../src/platform/embedded/mongod-binary.ts';
import { resolveQueue } from '../../src/platform/embedded/queue.ts';
import { EXIT, ExitError, runMain } from '../../src/platform/exit-codes.ts';
import { readVersion } from '../../src/server/version.ts';
import { type Figure, FIGURES } from './figures.ts';
import { Bench, say } from './harness.ts';
import { asTable, type Circumstances, type FigureReport, summarise } from './report.ts';

const USAGE = `usage: npm run bench -- [options]
  --json        one JSON document on standard output
  --quick       fewer repeats, done within 8 minutes on 2 cores
  --only NAME   this figure alone; may be repeated
figures: ${FIGURES.map(({ name }) => name).join(', ')}`;

interface BenchOptions {
  readonly json: boolean;
  readonly quick: boolean;
  readonly figures: readonly Figure[];
}

/** @throws ExitError: 64 for what is no option or figure, 0 with the usage for --help */
function readOptions(args: readonly string[]): BenchOptions {
  const { help, json = false, quick = false, only = [] } = parse(args);
  if (help === true) throw new ExitError(EXIT.done, USAGE);
  const unknown = only.find((name) => !FIGURES.some((figure) => figure.name === name));
  if (unknown !== undefined) throw new ExitError(EXIT.usage, `No figure ${unknown}\n${USAGE}`);
  const figures = FIGURES.filter(({ name }) => only.length === 0 || only.includes(name));
  return { json, quick, figures };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean' },
        json: { type: 'boolean' },
        quick: { type: 'boolean' },
        only: { type: 'string', multiple: true },
      },
    }).values;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ExitError(EXIT.usage, `${message}\n${USAGE}`);
  }
}

async function circumstances(): Promise<Circumstances> {
  const { env } = process;
  const [mongod, queue] = await Promise.all([resolveMongod({ env, say }), resolveQueue({ env })]);
  return {
    bordero: readVersion(),
    node: process.version,
    cpus: cpus().length,
    mongod: mongod.version,
    queue: queue.version,
    startedAt: new Date().toISOString(),
  };
}

/** Null: it could not be measured; the others are measured all the same. */
async function measure(bench: Bench, figure: Figure): Promise<FigureReport | null> {
  say(`${figure.name}:`);
  try {
    return summarise(figure.name, figure.unit, await figure.measure(bench));
  } catch (error) {
    say(
      `  not measured: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    return null;
  }
}

await runMain(async () => {
  const { json, quick, figures } = readOptions(process.argv.slice(2));
  const bench = new Bench({ quick });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void bench.close().finally(() => process.exit(EXIT.refused)));
  }
  const where = await circumstances();
  const measured: FigureReport[] = [];
  try {
    for (const figure of figures) {
      const report = await measure(bench, figure);
      if (report !== null) measured.push(report);
    }
  } finally {
    await bench.close();
  }
  const report = { ...where, figures: measured };
  process.stdout.write(`${json ? JSON.stringify(report) : asTable(report)}\n`);
  return measured.length === figures.length ? EXIT.done : EXIT.refused;
});
