import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { FeedFile } from '../../../fixtures/alliance/feed-file.ts';
import { EXIT, ExitError } from '../../platform/exit-codes.ts';
import { CommandError } from '../command-error.ts';
import { HubClient, refusalOf } from '../hub-client.ts';
import type { Progress } from '../progress.ts';
import { patiently } from './patience.ts';

export interface Seeding {
  readonly url: string;
  readonly admin: string;
  /** By member. */
  readonly keys: Readonly<Record<string, string>>;
  readonly files: readonly FeedFile[];
  /** Names this demo's files, so that a second try of a file is no second upload. */
  readonly name: string;
  readonly signal: AbortSignal;
}

const AT_ONCE = 4;
const TRIES = 6;
const PAUSE_MS = 500;

/** Sends all files by the route that every member uses, a few at a time, in sending order. */
export async function sendFiles(seeding: Seeding, progress: Progress): Promise<void> {
  const clients = new Map(
    Object.entries(seeding.keys).map(([member, key]) => [
      member,
      new HubClient({ url: seeding.url, key }),
    ]),
  );
  let next = 0;
  let sent = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < seeding.files.length; index = next++) {
      const file = seeding.files[index];
      const client = clients.get(file?.feed.split('-')[0] ?? '');
      if (file === undefined || client === undefined) continue;
      await sendFile(client, file, `demo-${seeding.name}-${index}`, seeding.signal);
      progress.update(++sent);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function sendFile(
  client: HubClient,
  file: FeedFile,
  key: string,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    try {
      const response = await client.send({
        path: `/v1/feeds/${file.feed}/uploads`,
        method: 'POST',
        headers: {
          'content-type': 'application/octet-stream',
          'x-filename': file.fileName,
          'idempotency-key': key,
        },
        body: file.bytes,
        signal,
      });
      if (!response.ok) throw await refusalOf(response);
      await response.body?.cancel();
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof CommandError) || !mayPass(error) || attempt === TRIES) throw error;
      await pause(PAUSE_MS * attempt);
    }
  }
}

const Coded = z.object({ code: z.string() });
const mayPass = ({ exitCode, document }: CommandError): boolean =>
  exitCode === EXIT.unavailable || Coded.safeParse(document).data?.code === 'RATE_LIMITED';

const UNFINISHED = `query Unfinished {
  unfinished: uploads(state: [RECEIVED, PROCESSING], first: 1) { totalCount }
  lost: uploads(state: [FAILED, REFUSED], first: 1) { totalCount }
}`;
const count = z.object({ totalCount: z.number() });
const Counted = z.object({ unfinished: count, lost: count });

const POLL_MS = 400;

/** Waits until the hub has worked through everything. @throws ExitError where a file came to nothing */
export async function settle(seeding: Seeding, progress: Progress): Promise<void> {
  const admin = new HubClient({ url: seeding.url, key: seeding.admin });
  const total = seeding.files.length;
  for (;;) {
    const { unfinished, lost } = await patiently(seeding.signal, () =>
      admin.ask(Counted, UNFINISHED),
    );
    progress.update(Math.max(0, total - unfinished.totalCount));
    if (unfinished.totalCount === 0) {
      refuseLosses(lost.totalCount);
      return;
    }
    await pause(POLL_MS);
  }
}

function refuseLosses(lost: number): void {
  if (lost === 0) return;
  throw new ExitError(EXIT.refused, `${lost} of the demo's files were refused or failed`);
}
