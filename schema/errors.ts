/** Refusals that are members of result unions; everything else becomes a GraphQL error at the edge. */
import {
  AlreadyExistsError,
  HubError,
  InvalidInputError,
  NotAllowedError,
  type FieldProblem,
} from '../src/domain/errors.ts';
import { builder } from './builder.ts';

const Problem = builder.interfaceRef<HubError>('Problem').implement({
  description: 'Every refusal in a result union',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Upper snake case, stable' }),
    message: t.exposeString('message', { description: 'A sentence for people' }),
  }),
});

const FieldProblemRef = builder.objectRef<FieldProblem>('FieldProblem').implement({
  description: 'One wrong value of an input',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'As in the input: aliases.0.value' }),
    message: t.exposeString('message'),
  }),
});

builder.objectType(InvalidInputError, {
  name: 'InvalidInput',
  description: 'Values of the input are not valid; nothing changed',
  interfaces: [Problem],
  fields: (t) => ({
    fields: t.field({ type: [FieldProblemRef], resolve: ({ fields }) => fields }),
  }),
});

builder.objectType(NotAllowedError, {
  name: 'NotAllowed',
  description: 'The viewer may see the thing but not do this with it',
  interfaces: [Problem],
});

builder.objectType(AlreadyExistsError, {
  name: 'AlreadyExists',
  description: 'There is such a thing already; nothing changed',
  interfaces: [Problem],
  fields: (t) => ({
    path: t.exposeString('path', { description: 'The input field whose value is taken' }),
  }),
});

/** What a mutation answers for a thing that does not exist for the viewer. */
export const notFound = (what: string): HubError =>
  new HubError('NOT_FOUND', `There is no such ${what}`);
