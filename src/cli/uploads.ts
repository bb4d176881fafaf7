import type { Command } from 'commander';
import { z } from 'zod';
import { EXIT } from '../platform/exit-codes.ts';
import {
  connect,
  withConnection,
  type CommandNeeds,
  type ConnectionOptions,
} from './connection.ts';
import { localDate, recentDate } from './dates.ts';
import type { HubClient } from './hub-client.ts';
import { facts, table } from './table.ts';
import { printJson, type Terminal } from './terminal.ts';
import { exitCodeOfUpload, stateInWords, UploadAnswer } from './upload-answer.ts';
import type { Finish } from './upload.ts';

const LIST = `query Uploads {
  uploads(first: 50) {
    nodes {
      id fileName state dryRun format byteSize receivedAt finishedAt
      feed { slug }
      counts { records accepted created changed duplicates rejected unmapped }
    }
  }
}`;
const Listed = z.object({
  uploads: z.object({
    nodes: z.array(
      UploadAnswer.extend({
        fileName: z.string(),
        receivedAt: z.string(),
        feed: z.object({ slug: z.string() }),
      }),
    ),
  }),
});

const ISSUES = `query Issues($id: ID!) {
  node(id: $id) {
    ... on Upload {
      issues(first: 20) { totalCount nodes { severity code message line record field value } }
    }
  }
}`;
const Issue = z.object({
  severity: z.string(),
  code: z.string(),
  message: z.string(),
  line: z.number().nullable(),
});
const Issues = z.object({
  node: z
    .object({ issues: z.object({ totalCount: z.number(), nodes: z.array(Issue) }) })
    .nullable(),
});

/** `bordero uploads [ID]`. */
export function addUploads(program: Command, needs: CommandNeeds, finish: Finish): void {
  withConnection(program.command('uploads'))
    .description('list the latest uploads, or show one with its issues')
    .argument('[id]', 'upload to show')
    .action(async (id: string | undefined, options: ConnectionOptions) => {
      const client = connect(needs, options);
      const { terminal } = needs;
      if (id === undefined) await list(client, terminal, options);
      else finish(await show(client, terminal, { ...options, id }));
    });
}

async function list(client: HubClient, terminal: Terminal, options: ConnectionOptions) {
  const { nodes } = (await client.ask(Listed, LIST)).uploads;
  if (options.json === true) {
    printJson(terminal, nodes);
    return;
  }
  const rows = nodes.map((upload) => [
    upload.id,
    recentDate(upload.receivedAt, terminal.timeZone),
    stateInWords(upload.state),
    upload.feed.slug,
    upload.fileName,
  ]);
  terminal.err(`Times in ${terminal.timeZone}`);
  terminal.out(table(['upload', 'received', 'state', 'feed', 'file'], rows));
}

async function show(
  client: HubClient,
  terminal: Terminal,
  { id, json }: ConnectionOptions & { readonly id: string },
) {
  const upload = UploadAnswer.parse(await client.getJson(`/v1/uploads/${encodeURIComponent(id)}`));
  if (json === true) {
    printJson(terminal, upload);
    return EXIT.done;
  }
  const { issues } = (await client.ask(Issues, ISSUES, { id })).node ?? { issues: null };
  const { counts } = upload;
  terminal.out(
    facts([
      ['upload', upload.id],
      ['file', upload.fileName ?? null],
      ['state', upload.state],
      ['format', text(upload['format'])],
      ['received', date(upload['receivedAt'], terminal)],
      ['finished', date(upload['finishedAt'], terminal)],
      [
        'records',
        `${counts.records}: ${counts.accepted} accepted, ${counts.duplicates} duplicates, ${counts.rejected} rejected`,
      ],
      ['unmapped', counts.unmapped === undefined ? null : String(counts.unmapped)],
    ]),
  );
  for (const issue of issues?.nodes ?? []) {
    const where = issue.line === null ? 'file' : `line ${issue.line}`;
    terminal.out(`\n${issue.severity} ${issue.code}, ${where}\n  ${issue.message}`);
  }
  const more = (issues?.totalCount ?? 0) - (issues?.nodes.length ?? 0);
  if (more > 0) terminal.err(`\n${more} more: GET ${client.url}/v1/uploads/${id}/issues.csv`);
  return exitCodeOfUpload(upload);
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const date = (value: unknown, terminal: Terminal): string | null =>
  typeof value === 'string' ? localDate(value, terminal.timeZone) : null;
