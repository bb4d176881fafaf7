import type { IncomingMessage } from 'node:http';
import { HubError } from '../../domain/errors.ts';

/** The whole body. @throws TOO_LARGE as soon as it is known to be, declared or counted */
export async function readBody(
  request: IncomingMessage,
  maxBytes: number,
  advice = '',
): Promise<Buffer> {
  const tooLarge = (): HubError =>
    new HubError('TOO_LARGE', `The body is larger than ${maxBytes} bytes${advice}`, {
      limit: maxBytes,
    });
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    const onData = (part: Buffer): void => {
      size += part.length;
      parts.push(part);
      if (size > maxBytes) settle(tooLarge());
    };
    const settle = (error?: Error): void => {
      request.off('data', onData).off('end', settle).off('error', settle).off('close', onClose);
      if (error === undefined) resolve(Buffer.concat(parts));
      else reject(error);
    };
    const onClose = (): void => settle(new HubError('BAD_USER_INPUT', 'The body breaks off'));
    request.on('data', onData).on('end', settle).on('error', settle).on('close', onClose);
  });
}
