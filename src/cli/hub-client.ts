import { z } from 'zod';
import { EXIT } from '../platform/exit-codes.ts';
import { CommandError, exitCodeOf } from './command-error.ts';

export interface Connection {
  readonly url: string;
  readonly key: string;
}

export interface HubRequest {
  readonly path: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | ReadableStream<Uint8Array> | null;
  readonly signal?: AbortSignal;
}

const Problem = z.object({
  code: z.string().default('REFUSED'),
  title: z.string().optional(),
  detail: z.string().optional(),
  message: z.string().optional(),
});
const GraphqlAnswer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        extensions: z.object({ code: z.string().optional() }).optional(),
      }),
    )
    .optional(),
});

/** What the command line asks of a hub, and how its refusals become exit codes. */
export class HubClient {
  readonly url: string;
  readonly #key: string;

  constructor({ url, key }: Connection) {
    this.url = url.replace(/\/+$/, '');
    this.#key = key;
  }

  /** @throws CommandError 69 where nobody answers */
  async send(request: HubRequest): Promise<Response> {
    const { path, method = 'GET', headers = {}, body = null, signal } = request;
    const streams = body instanceof ReadableStream;
    try {
      return await fetch(`${this.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${this.#key}`, ...headers },
        body: body as NonNullable<RequestInit['body']> | null,
        ...(streams ? { duplex: 'half' as const } : {}),
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (error) {
      throw unreachable(this.url, error);
    }
  }

  /** JSON of a REST route. @throws CommandError with the problem's code and sentence */
  async getJson(path: string): Promise<unknown> {
    const response = await this.send({ path });
    if (!response.ok) throw await refusalOf(response);
    return response.json();
  }

  /** Data of a GraphQL operation. @throws CommandError with the first error's code */
  async ask<Data>(
    schema: z.ZodType<Data>,
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
  ): Promise<Data> {
    const response = await this.send({
      path: '/graphql',
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const text = await response.text();
    const answer = GraphqlAnswer.safeParse(parseJson(text));
    const error = answer.data?.errors?.[0];
    if (error !== undefined) {
      const code = error.extensions?.code ?? 'REFUSED';
      throw new CommandError(exitCodeOf(code), error.message, { code, message: error.message });
    }
    if (!response.ok || !answer.success) throw refusalFrom(response.status, text);
    return schema.parse(answer.data.data);
  }
}

const unreachable = (url: string, error: unknown): CommandError => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const why = cause instanceof Error ? cause.message : String(cause);
  const message = `No hub answers at ${url} (${why}); name it with --url or BORDERO_URL`;
  return new CommandError(EXIT.unavailable, message, { code: 'UNREACHABLE', message });
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The problem details of an answer as an error. */
export const refusalOf = async (response: Response): Promise<CommandError> =>
  refusalFrom(response.status, await response.text());

function refusalFrom(status: number, text: string): CommandError {
  const document = parseJson(text);
  const problem = Problem.safeParse(document);
  if (!problem.success) {
    const message = `The hub answers with HTTP ${status}`;
    const code = status === 503 ? EXIT.unavailable : EXIT.refused;
    return new CommandError(code, message, { code: 'REFUSED', message });
  }
  const { code, detail, title, message } = problem.data;
  return new CommandError(
    exitCodeOf(code),
    detail ?? message ?? title ?? `The hub refuses: ${code}`,
    document,
  );
}
