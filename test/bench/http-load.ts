/** Requests over a few connections that are kept open: as light as can be, since client and server share the processors. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const HEAD_END = '\r\n\r\n';

export interface LoadRequest {
  readonly url: string;
  /** Whole requests, sent in turn. */
  readonly requests: readonly Buffer[];
  readonly connections: number;
  readonly seconds: number;
}

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly key: string;
  /** JSON; null: none. */
  readonly body: string | null;
}

/** A request as it goes over the wire. */
export function requestBytes({ method, path, key, body }: Call): Buffer {
  const lines = [`${method} ${path} HTTP/1.1`, 'Host: 127.0.0.1', `Authorization: Bearer ${key}`];
  lines.push('Accept: application/json');
  if (body !== null) {
    lines.push('Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`);
  }
  return Buffer.from(`${lines.join('\r\n')}${HEAD_END}${body ?? ''}`);
}

/** Requests a second that the server answered with 200. @throws Error at any other answer */
export async function load(request: LoadRequest): Promise<number> {
  const began = performance.now();
  const end = began + request.seconds * 1_000;
  let next = 0;
  let answered = 0;
  const work = async (): Promise<void> => {
    const connection = await Connection.open(request.url);
    try {
      while (performance.now() < end) {
        const bytes = request.requests[next++ % request.requests.length];
        if (bytes === undefined) throw new Error('There is nothing to be asked');
        await connection.ask(bytes);
        answered++;
      }
    } finally {
      connection.close();
    }
  };
  await Promise.all(Array.from({ length: request.connections }, work));
  return answered / ((performance.now() - began) / 1_000);
}

/** One connection, one request at a time. */
export class Connection {
  readonly #socket: Socket;
  #received: Buffer[] = [];
  #length = 0;
  /** Bytes of the whole answer; null: its head has not arrived yet. */
  #expected: number | null = null;
  #bodyAt = 0;
  #done: (body: Buffer) => void = () => undefined;
  #failed: (error: Error) => void = () => undefined;

  private constructor(socket: Socket) {
    this.#socket = socket.setNoDelay();
    socket.on('data', (part: Buffer) => this.#take(part));
    socket.on('error', (error) => this.#failed(error));
    socket.on('close', () => this.#failed(new Error('The server closed the connection')));
  }

  static async open(url: string): Promise<Connection> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) });
    await once(socket, 'connect');
    return new Connection(socket);
  }

  /** The body of the answer. */
  ask(bytes: Buffer): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#received = [];
      this.#length = 0;
      this.#expected = null;
      this.#done = resolve;
      this.#failed = reject;
      this.#socket.write(bytes);
    });
  }

  close(): void {
    this.#failed = () => undefined;
    this.#socket.destroy();
  }

  #take(part: Buffer): void {
    this.#received.push(part);
    this.#length += part.length;
    try {
      this.#expected ??= this.#readHead();
    } catch (error) {
      this.#failed(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    if (this.#expected === null || this.#length < this.#expected) return;
    this.#done(Buffer.concat(this.#received).subarray(this.#bodyAt));
  }

  #readHead(): number | null {
    const [first = Buffer.alloc(0), ...more] = this.#received;
    const text = (more.length === 0 ? first : Buffer.concat(this.#received)).toString('latin1');
    const end = text.indexOf(HEAD_END);
    if (end < 0) return null;
    const head = text.slice(0, end);
    const length = /^content-length: *(\d+)/im.exec(head)?.[1];
    if (!head.startsWith('HTTP/1.1 200 ') || length === undefined) {
      throw new Error(`Unexpected answer: ${text.slice(0, 1_000)}`);
    }
    this.#bodyAt = end + HEAD_END.length;
    return this.#bodyAt + Number(length);
  }
}
