/** Files of any size, and their way through the hub. */
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import {
  type BulkRequest,
  bulkBorderos,
  bulkStatuses,
} from '../../fixtures/alliance/writers/bulk.ts';
import { HubClient, refusalOf } from '../../src/cli/hub-client.ts';
import { isFinal, UploadAnswer } from '../../src/cli/upload-answer.ts';
import { pause } from '../../src/platform/wait.ts';
import type { Bench } from './harness.ts';
import type { Installation } from './installation.ts';

const POLL_MS = 100;
const DAY_MS = 86_400_000;
/** So many days ago: events of twenty rounds are still in the past. */
const DAYS_AGO = 25;

export interface Traffic extends BulkRequest {
  readonly events: number;
}

/** Consignments of some weeks ago, and events about them on the days after. */
export const trafficOf = (series: number, consignments: number, events: number): Traffic => ({
  series,
  consignments,
  events,
  day: new Date(Date.now() - DAYS_AGO * DAY_MS).toISOString().slice(0, 10),
});

/** Has hamburg announce all consignments by borderos; answers when they are there. */
export async function announce(
  bench: Bench,
  installation: Installation,
  traffic: Traffic,
): Promise<void> {
  const path = join(bench.dir, `borderos-${traffic.series}.txt`);
  await writeFile(path, bulkBorderos(traffic));
  await send(installation, { member: 'hamburg', path });
}

/** Writes graz' statuses about the consignments. */
export async function writeStatuses(bench: Bench, traffic: Traffic): Promise<string> {
  const path = join(bench.dir, `statuses-${traffic.series}.txt`);
  await writeFile(path, bulkStatuses(traffic));
  return path;
}

/** The same with every record padded to its 512 characters, as most systems send them. */
export async function writePaddedStatuses(bench: Bench, traffic: Traffic): Promise<string> {
  const path = join(bench.dir, `statuses-${traffic.series}.txt`);
  await writeFile(path, padded(bulkStatuses(traffic)));
  return path;
}

/** Bytes of a padded record with its line end. */
export const PADDED_BYTES = 514;

function* padded(parts: Iterable<Uint8Array>): Generator<string> {
  for (const part of parts) {
    const lines = Buffer.from(part).toString('latin1').split('\r\n').slice(0, -1);
    yield lines.map((line) => `${line.startsWith('@@') ? line : line.padEnd(512)}\r\n`).join('');
  }
}

export interface Sent {
  /** As the hub shows it: upl_… */
  readonly id: string;
  readonly accepted: number;
  /** From the first byte to the final state. */
  readonly seconds: number;
}

/** Sends a file to the member's Fortras feed and waits until the hub has worked through it. @throws Error unless COMPLETED */
export async function send(
  { url, keys }: Installation,
  { member, path }: { readonly member: string; readonly path: string },
): Promise<Sent> {
  const client = new HubClient({ url, key: keys[member] ?? '' });
  const began = performance.now();
  const response = await client.send({
    path: `/v1/feeds/${member}-fortras/uploads`,
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', 'x-filename': basename(path) },
    body: Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>,
  });
  if (!response.ok) throw await refusalOf(response);
  let upload = UploadAnswer.parse(await response.json());
  while (!isFinal(upload)) {
    await pause(POLL_MS);
    upload = UploadAnswer.parse(await client.getJson(`/v1/uploads/${upload.id}`));
  }
  const seconds = (performance.now() - began) / 1_000;
  const { id, state, counts } = upload;
  if (state !== 'COMPLETED') {
    throw new Error(`${basename(path)} ended ${state} with ${JSON.stringify(counts)}`);
  }
  return { id, accepted: counts.accepted, seconds };
}
