/** What an operation may bring, in objects: page sizes multiply. Known before anything is read. */
import {
  getNamedType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  isInterfaceType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { DEFAULT_PAGE, LARGEST_PAGE } from '../../../schema/paging.ts';
import { HubError } from '../../domain/errors.ts';
import { overLimit } from './limits.ts';

export const MAX_COST = 10_000;
/** Assumed length of a list without pages whose items lead on to others. */
const PLAIN_LIST = 10;
/** One thing beside another is read together with those of its neighbours. */
const SINGLE = 0.1;

type Variables = Readonly<Record<string, unknown>>;

interface Walk {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Variables;
  readonly defaults: ReadonlyMap<string, ValueNode>;
  readonly measured: Map<string, number>;
  /** A page size came from a variable. */
  varies: boolean;
}

/** Of operations that cost the same whatever their variables. */
const fixed = new WeakMap<OperationDefinitionNode, number>();

/** @throws COST_EXCEEDED, or BAD_USER_INPUT for a page size out of range */
export function costOf(
  { schema, document }: { readonly schema: GraphQLSchema; readonly document: DocumentNode },
  operation: OperationDefinitionNode,
  variables: Variables,
): number {
  const known = fixed.get(operation);
  if (known !== undefined) return known;
  const root = schema.getRootType(operation.operation);
  if (!root) return 0;
  const defaults = new Map<string, ValueNode>();
  for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
    if (defaultValue !== undefined) defaults.set(variable.name.value, defaultValue);
  }
  const fragments = fragmentsOf(document);
  const given = { schema, fragments, variables, defaults };
  const walk: Walk = { ...given, measured: new Map(), varies: false };
  const cost = Math.ceil(costBelow(walk, operation.selectionSet, root, 1));
  if (cost > MAX_COST) throw overLimit('cost', cost, MAX_COST);
  if (!walk.varies) fixed.set(operation, cost);
  return cost;
}

const fragmentsOf = (document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> =>
  new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );

/** Cost below one object of this type. `page`: how many rows a connection's lists bring. */
function costBelow(
  walk: Walk,
  set: SelectionSetNode,
  parent: GraphQLCompositeType,
  page: number,
): number {
  let cost = 0;
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) cost += fieldCost(walk, selection, parent, page);
    else if (selection.kind === Kind.INLINE_FRAGMENT) {
      const type = conditionOf(walk, selection.typeCondition?.name.value) ?? parent;
      cost += costBelow(walk, selection.selectionSet, type, page);
    } else cost += spreadCost(walk, selection.name.value, page);
  }
  return cost;
}

function spreadCost(walk: Walk, name: string, page: number): number {
  const key = `${name} ${page}`;
  const known = walk.measured.get(key);
  if (known !== undefined) return known;
  const fragment = walk.fragments.get(name);
  const type = conditionOf(walk, fragment?.typeCondition.name.value);
  walk.measured.set(key, 0);
  const cost = fragment && type ? costBelow(walk, fragment.selectionSet, type, page) : 0;
  walk.measured.set(key, cost);
  return cost;
}

function conditionOf({ schema }: Walk, name: string | undefined): GraphQLCompositeType | null {
  const type = name === undefined ? undefined : schema.getType(name);
  return isCompositeType(type) ? type : null;
}

function fieldCost(
  walk: Walk,
  field: FieldNode,
  parent: GraphQLCompositeType,
  page: number,
): number {
  if (!isObjectType(parent) && !isInterfaceType(parent)) return 0;
  const definition = parent.getFields()[field.name.value];
  const type = definition && getNamedType(definition.type);
  if (!definition || !isCompositeType(type) || field.selectionSet === undefined) return 0;
  if (type.name.endsWith('Connection')) {
    return costBelow(walk, field.selectionSet, type, pageSize(walk, field));
  }
  const below = costBelow(walk, field.selectionSet, type, 1);
  const isThing = isInterfaceType(type) || (isObjectType(type) && implementsNode(type));
  if (parent.name.endsWith('Edge')) return below + 1;
  if (!isList(definition.type)) return below + (isThing ? SINGLE : 0);
  if (parent.name.endsWith('Connection')) return page * (below + (isThing ? 1 : 0));
  return PLAIN_LIST * (below + (isThing ? 1 : 0));
}

const implementsNode = (type: { getInterfaces(): readonly { name: string }[] }): boolean =>
  type.getInterfaces().some(({ name }) => name === 'Node');

const isList = (type: GraphQLOutputType): boolean =>
  isListType(isNonNullType(type) ? type.ofType : type);

function pageSize(walk: Walk, field: FieldNode): number {
  let size = DEFAULT_PAGE;
  for (const { name, value } of field.arguments ?? []) {
    if (name.value !== 'first' && name.value !== 'last') continue;
    const asked = numberIn(walk, value);
    if (asked === null) continue;
    if (asked < 1 || asked > LARGEST_PAGE) {
      throw new HubError('BAD_USER_INPUT', `${name.value} must be 1 to ${LARGEST_PAGE}`);
    }
    size = asked;
  }
  return size;
}

function numberIn(walk: Walk, value: ValueNode): number | null {
  if (value.kind === Kind.INT) return Number(value.value);
  if (value.kind !== Kind.VARIABLE) return null;
  const { variables, defaults } = walk;
  walk.varies = true;
  const given = variables[value.name.value];
  if (typeof given === 'number') return given;
  const fallback = defaults.get(value.name.value);
  return given === undefined && fallback?.kind === Kind.INT ? Number(fallback.value) : null;
}
