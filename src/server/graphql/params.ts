/** What a request asks for, whichever way it came. */
import { HubError } from '../../domain/errors.ts';

export interface Params {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | null;
}

const refuse = (message: string): HubError => new HubError('BAD_USER_INPUT', message);
/** Deeper inputs than this belong to no argument of the graph. */
const DEEPEST_VARIABLES = 30;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @throws BAD_USER_INPUT */
export function readParams(input: unknown): Params {
  if (Array.isArray(input)) throw refuse('Batches are not taken: send one operation a request');
  if (!isRecord(input)) throw refuse('The body must be a JSON object');
  const { query, variables, operationName, extensions } = input;
  if (typeof query !== 'string' || query === '') throw refuse('query must be a document');
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') {
    throw refuse('operationName must be a string');
  }
  for (const [name, value] of Object.entries({ variables, extensions })) {
    if (value !== undefined && value !== null && !isRecord(value)) {
      throw refuse(`${name} must be an object`);
    }
  }
  const read = isRecord(variables) ? variables : {};
  if (isDeeperThan(DEEPEST_VARIABLES, read)) throw refuse('variables are nested too deeply');
  return { query, variables: read, operationName: operationName ?? null };
}

/** Without recursion, so that no input overflows the stack. */
function isDeeperThan(limit: number, value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap((one) =>
      typeof one === 'object' && one !== null && !('stream' in one)
        ? (Object.values(one) as unknown[])
        : [],
    );
  }
  return false;
}

/** @throws BAD_USER_INPUT */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw refuse(`${what} must be JSON`);
  }
}

/** From the query string of a GET. @throws BAD_USER_INPUT */
export function readQueryString(search: URLSearchParams): Params {
  const json = (name: string): unknown => {
    const text = search.get(name);
    return text === null || text === '' ? undefined : parseJson(text, name);
  };
  return readParams({
    query: search.get('query') ?? undefined,
    operationName: search.get('operationName') ?? undefined,
    variables: json('variables'),
    extensions: json('extensions'),
  });
}
