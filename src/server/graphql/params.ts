import { isFile } from '../../../schema/scalars.ts';
import { HubError } from '../../domain/errors.ts';

/** Deeper inputs than this belong to no argument of the graph. */
const DEEPEST_VARIABLES = 30;

/** Without recursion, so that no input overflows the stack. @throws BAD_USER_INPUT */
export function refuseDeepVariables(variables: unknown): void {
  let level = isNested(variables) ? [variables] : [];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST_VARIABLES) {
      throw new HubError('BAD_USER_INPUT', 'variables are nested too deeply');
    }
    level = level.flatMap((one) => Object.values(one).filter(isNested));
  }
}

const isNested = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !isFile(value);
