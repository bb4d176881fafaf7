/** Limits on the shape of a document, checked between parsing and validating (contract: operations.md section 6). */
import {
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { HubError } from '../../domain/errors.ts';

export const MAX_TOKENS = 2_000;
const LIMITS = { depth: 12, aliases: 30, directives: 10 } as const;

interface Shape {
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
}
const NOTHING: Shape = { depth: 0, aliases: 0, directives: 0 };

const beside = (a: Shape, b: Shape): Shape => ({
  depth: Math.max(a.depth, b.depth),
  aliases: a.aliases + b.aliases,
  directives: a.directives + b.directives,
});

export const overLimit = (limit: string, cost: number, allowed: number): HubError =>
  new HubError('COST_EXCEEDED', `The query has ${cost} ${limit}, ${allowed} are allowed`, {
    limit,
    cost,
  });

export const fragmentsOf = (document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> =>
  new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );

/** @throws COST_EXCEEDED that names the limit */
export function checkShape(document: DocumentNode): void {
  const fragments = fragmentsOf(document);
  // A fragment counts wherever it is spread; each is measured once, so that a bomb costs nothing.
  const measured = new Map<string, Shape>();

  const shapeOf = (set: SelectionSetNode | undefined): Shape => {
    let shape = NOTHING;
    for (const selection of set?.selections ?? []) {
      const directives = selection.directives?.length ?? 0;
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        shape = beside(shape, spread(selection.name.value));
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        shape = beside(shape, shapeOf(selection.selectionSet));
      } else {
        const below = shapeOf(selection.selectionSet);
        const introspection = selection.name.value.startsWith('__');
        const depth = introspection ? 0 : below.depth + 1;
        const aliases = below.aliases + (selection.alias === undefined ? 0 : 1);
        shape = beside(shape, { ...below, depth, aliases });
      }
      shape = beside(shape, { ...NOTHING, directives });
    }
    return shape;
  };
  const spread = (name: string): Shape => {
    const known = measured.get(name);
    if (known !== undefined) return known;
    // A fragment that contains itself is measured as empty here; validation refuses it.
    measured.set(name, NOTHING);
    const shape = shapeOf(fragments.get(name)?.selectionSet);
    measured.set(name, shape);
    return shape;
  };

  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const own = { ...NOTHING, directives: definition.directives?.length ?? 0 };
    const shape = beside(shapeOf(definition.selectionSet), own);
    for (const [limit, allowed] of Object.entries(LIMITS)) {
      const cost = shape[limit as keyof Shape];
      if (cost > allowed) throw overLimit(limit, cost, allowed);
    }
  }
}
