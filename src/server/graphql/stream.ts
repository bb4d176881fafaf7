/** Server-sent events in the distinct connections mode of GraphQL over SSE: `next` for each result, `complete` at the end. */
import type { ServerResponse } from 'node:http';
import { LiveStream } from '../../../schema/live-stream.ts';
import type { Answer } from './answer.ts';
import { STREAM_TYPE } from './accept.ts';

/** Comments that keep proxies and clients from giving up. */
const HEARTBEAT_MS = 12_000;

function open(response: ServerResponse): void {
  response.writeHead(200, {
    'Content-Type': `${STREAM_TYPE}; charset=utf-8`,
    'X-Accel-Buffering': 'no',
  });
  response.write(':\n\n');
}

const nextEvent = (answer: Answer): string => `event: next\ndata: ${JSON.stringify(answer)}\n\n`;
const COMPLETE = 'event: complete\ndata: \n\n';

/** One result as a stream of one. */
export function streamOnce(response: ServerResponse, answer: Answer): void {
  open(response);
  response.end(nextEvent(answer) + COMPLETE);
}

/**
 * Writes what comes as fast as it is read, never faster: while the socket is full nothing more is taken from the source, whose
 * waiting list then decides whether this reader keeps up.
 */
export async function streamAll<Message>(
  response: ServerResponse,
  source: AsyncIterable<Message>,
  answerTo: (message: Message) => Promise<Answer>,
): Promise<void> {
  const messages = source[Symbol.asyncIterator]();
  const heartbeat = setInterval(() => {
    if (response.writableLength === 0) response.write(':\n\n');
  }, HEARTBEAT_MS).unref();
  response.on('close', () => void messages.return?.());
  if (source instanceof LiveStream) {
    source.whenEnded((reason) => {
      // Whoever does not read is not told why either: what waits in the socket would never leave it.
      if (reason === 'slow') response.destroy();
    });
  }
  open(response);
  try {
    for (;;) {
      const next = await messages.next();
      if (next.done === true || response.destroyed) break;
      if (!response.write(nextEvent(await answerTo(next.value)))) await drained(response);
    }
    response.end(COMPLETE);
  } catch {
    response.destroy();
  } finally {
    clearInterval(heartbeat);
    await messages.return?.();
  }
}

const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
