import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { EXIT } from '../platform/exit-codes.ts';
import { CommandError } from './command-error.ts';
import { refusalOf, type HubClient } from './hub-client.ts';

export interface SendFile {
  readonly path: string;
  readonly feed: string;
  readonly dryRun: boolean;
  /** Same for all tries of one command: the second try of a file is no second upload, a second command is. */
  readonly runToken: string;
  /** Called with the bytes handed over so far; starts anew with another try. */
  readonly onProgress: (bytes: number) => void;
}

const TRIES = 4;
const FIRST_PAUSE_MS = 500;
const WORTH_ANOTHER_TRY: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const Received = z.looseObject({ id: z.string() });

/**
 * Streams a file to its feed and answers the id of the upload. Tries again where the connection breaks or the hub is
 * busy: the idempotency key makes that safe.
 * @throws CommandError
 */
export async function sendFile(client: HubClient, request: SendFile): Promise<string> {
  const key = await idempotencyKey(request);
  for (let attempt = 1; ; attempt++) {
    const outcome = await sendOnce(client, request, key);
    if (typeof outcome === 'string') return outcome;
    if (!outcome.retry || attempt === TRIES) throw outcome.error;
    await pause(outcome.waitMs ?? FIRST_PAUSE_MS * 2 ** (attempt - 1));
  }
}

interface Failure {
  readonly error: CommandError;
  readonly retry: boolean;
  readonly waitMs: number | null;
}

async function sendOnce(
  client: HubClient,
  request: SendFile,
  key: string,
): Promise<string | Failure> {
  const feed = encodeURIComponent(request.feed);
  try {
    const response = await client.send({
      path: `/v1/feeds/${feed}/uploads${request.dryRun ? '?dryRun=true' : ''}`,
      method: 'POST',
      headers: {
        'content-type': 'application/octet-stream',
        ...fileNameHeader(basename(request.path)),
        'idempotency-key': key,
      },
      body: bodyOf(request),
    });
    if (response.ok) return Received.parse(await response.json()).id;
    const retryAfter = Number(response.headers.get('retry-after') ?? NaN);
    return {
      error: await refusalOf(response),
      retry: WORTH_ANOTHER_TRY.has(response.status),
      waitMs: Number.isNaN(retryAfter) ? null : Math.min(retryAfter, 30) * 1_000,
    };
  } catch (error) {
    if (!(error instanceof CommandError) || error.exitCode !== EXIT.unavailable) throw error;
    return { error, retry: true, waitMs: null };
  }
}

function bodyOf({ path, onProgress }: SendFile): ReadableStream<Uint8Array> {
  let sent = 0;
  onProgress(0);
  const counted = Readable.from(
    (async function* () {
      for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) {
        yield chunk;
        sent += chunk.length;
        onProgress(sent);
      }
    })(),
    { objectMode: true, highWaterMark: 2 },
  );
  return Readable.toWeb(counted) as ReadableStream<Uint8Array>;
}

async function idempotencyKey({ path, feed, runToken, dryRun }: SendFile): Promise<string> {
  const content = createHash('sha256');
  for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) {
    content.update(chunk);
  }
  const parts = [runToken, feed, String(dryRun), basename(path), content.digest('hex')];
  return `cli-${createHash('sha256').update(parts.join('\n')).digest('hex')}`;
}

/** Plain names as they are; others as RFC 5987 says, since a header holds no other letters. */
function fileNameHeader(name: string): Readonly<Record<string, string>> {
  if (/^[\x20-\x7e]+$/.test(name)) return { 'x-filename': name };
  return { 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}` };
}
