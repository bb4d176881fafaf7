import { z } from 'zod';
import { EXIT, type ExitCode } from '../../platform/exit-codes.ts';
import type { HubClient } from '../hub-client.ts';
import { printJson, type Terminal } from '../terminal.ts';

const Result = z.object({ result: z.looseObject({ __typename: z.string() }) });
const Refusal = z.object({ code: z.string(), message: z.string() });

const REFUSALS: ReadonlySet<string> = new Set(['InvalidInput', 'AlreadyExists', 'NotAllowed']);

/** One mutation: `createMember(input: CreateMemberInput!)`, and what is selected of its success. */
export interface Mutation {
  readonly name: string;
  readonly inputType: string;
  /** `... on Member { id slug }` */
  readonly selection: string;
}

export type Answer =
  | { readonly made: Readonly<Record<string, unknown>> }
  | { readonly refused: { readonly code: string; readonly message: string } };

/** The operation that is sent; its variable is `input`. */
export const documentOf = ({ name, inputType, selection }: Mutation): string =>
  `mutation Run($input: ${inputType}!) {
    result: ${name}(input: $input) {
      __typename
      ${selection}
      ... on Problem { code message }
      ... on InvalidInput { fields { path message } }
    }
  }`;

/** Runs a mutation whose answer is a union of a success and typed refusals. */
export async function mutate(
  client: HubClient,
  mutation: Mutation,
  input: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const { result } = await client.ask(Result, documentOf(mutation), { input });
  const { __typename: type, ...rest } = result;
  if (!REFUSALS.has(type)) return { made: rest };
  return { refused: { ...rest, ...Refusal.parse(rest) } };
}

/** Prints what was made, or the refusal, as one JSON document; both are for programs and short enough for people. */
export function printAnswer(terminal: Terminal, answer: Answer): ExitCode {
  if ('made' in answer) {
    printJson(terminal, answer.made);
    return EXIT.done;
  }
  printJson(terminal, answer.refused);
  terminal.err(answer.refused.message);
  return EXIT.refused;
}
