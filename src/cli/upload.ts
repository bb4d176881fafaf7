import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import { EXIT, type ExitCode } from '../platform/exit-codes.ts';
import { CommandError, usageError } from './command-error.ts';
import {
  connect,
  withConnection,
  type CommandNeeds,
  type ConnectionOptions,
} from './connection.ts';
import type { HubClient } from './hub-client.ts';
import { byteProgress } from './progress.ts';
import { sendFile } from './send-file.ts';
import { table } from './table.ts';
import { printJson } from './terminal.ts';
import { exitCodeOfUpload, isFinal, stateInWords, UploadAnswer } from './upload-answer.ts';

interface UploadOptions extends ConnectionOptions {
  readonly feed: string;
  readonly dryRun?: boolean;
  readonly wait?: boolean;
}

const FIRST_PAUSE_MS = 150;
const LONGEST_PAUSE_MS = 2_000;

/** `bordero upload FILE… --feed SLUG`. */
export function addUpload(program: Command, needs: CommandNeeds, finish: Finish): void {
  withConnection(program.command('upload'))
    .description('send files to a feed')
    .argument('<file...>', 'files to send')
    .requiredOption('--feed <slug>', 'feed that receives them')
    .option('--dry-run', 'check and count only, apply nothing')
    .option('--wait', 'wait until the hub has worked through them')
    .addHelpText(
      'after',
      '\nExit codes: 0 all accepted, 1 finished with rejected records, 2 refused or failed,' +
        '\n64 usage, 69 hub not reachable, 77 key not accepted or not permitted',
    )
    .action(async (files: readonly string[], options: UploadOptions) => {
      finish(await upload(needs, files, options));
    });
}

/** Takes the exit code of a command that ends without an error. */
export type Finish = (code: ExitCode) => void;

async function upload(
  needs: CommandNeeds,
  files: readonly string[],
  options: UploadOptions,
): Promise<ExitCode> {
  const sizes = files.map(sizeOf);
  const client = connect(needs, options);
  const runToken = randomUUID();
  const rows: (readonly string[])[] = [];
  let worst: ExitCode = EXIT.done;
  for (const [index, path] of files.entries()) {
    const answer = await uploadOne(needs, client, {
      path,
      size: sizes[index] ?? 0,
      runToken,
      options,
    });
    worst = worse(worst, answer.code);
    if (options.json === true) printJson(needs.terminal, answer.document);
    else if (answer.row !== null) rows.push(answer.row);
  }
  if (options.json !== true && rows.length > 0) needs.terminal.out(table(HEAD, rows));
  return worst;
}

const HEAD = ['upload', 'file', 'state', 'recs', 'acc', 'dup', 'rej'];

interface OneUpload {
  readonly path: string;
  readonly size: number;
  readonly runToken: string;
  readonly options: UploadOptions;
}
interface Outcome {
  readonly code: ExitCode;
  readonly document: unknown;
  /** Null where nothing was received. */
  readonly row: readonly string[] | null;
}

/** One refused file does not hold up the next; a hub that does not answer, or a key that is not accepted, does. */
async function uploadOne(
  { terminal }: CommandNeeds,
  client: HubClient,
  { path, size, runToken, options }: OneUpload,
): Promise<Outcome> {
  const name = basename(path);
  const bar = byteProgress(terminal, name, size);
  try {
    const { feed, dryRun = false } = options;
    const request = { path, feed, dryRun, runToken, onProgress: bar.update };
    const id = await sendFile(client, request);
    bar.stop();
    const answer = await follow(client, id, options.wait === true);
    tellFaults(answer, name, terminal.err);
    return { code: exitCodeOfUpload(answer), document: answer, row: rowOf(answer, name) };
  } catch (error) {
    bar.stop();
    if (!(error instanceof CommandError) || error.exitCode !== EXIT.refused) throw error;
    terminal.err(`${name}: ${error.message}`);
    return { code: error.exitCode, document: error.document, row: null };
  }
}

/** The upload as it is, or as it ended. */
async function follow(client: HubClient, id: string, wait: boolean): Promise<UploadAnswer> {
  const path = `/v1/uploads/${encodeURIComponent(id)}`;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
    const answer = UploadAnswer.parse(await client.getJson(path));
    if (!wait || isFinal(answer)) return answer;
    await pause(pauseMs);
  }
}

function tellFaults(
  { id, state, counts }: UploadAnswer,
  name: string,
  say: (line: string) => void,
) {
  if (state === 'REFUSED' || state === 'FAILED') say(`${name}: ${stateInWords(state)}`);
  else if (counts.rejected > 0)
    say(`${name}: ${counts.rejected} of ${counts.records} records rejected`);
  else return;
  say(`  see why: bordero uploads ${id}`);
}

const rowOf = ({ id, state, counts }: UploadAnswer, name: string): readonly string[] => [
  id,
  name,
  stateInWords(state),
  ...[counts.records, counts.accepted, counts.duplicates, counts.rejected].map(String),
];

const worse = (one: ExitCode, other: ExitCode): ExitCode => (other > one ? other : one);

function sizeOf(path: string): number {
  try {
    const stats = statSync(path);
    if (stats.isFile()) return stats.size;
  } catch {
    // Told below, as a path that is no file.
  }
  throw usageError(`There is no file ${path}`);
}
