/** A plugin of the graph: ids of nodes at once. The relay plugin takes two promises for each, and a page has hundreds of ids. */
import SchemaBuilder, {
  BasePlugin,
  type PothosOutputFieldConfig,
  type SchemaTypes,
} from '@pothos/core';
import { globalId, type NodeType } from './ids.ts';

type Key = (node: never) => string;
const keys = new Map<string, Key>();

/** The id behind the global ids of a type. */
export const keepKey = (type: NodeType, key: Key): void => void keys.set(type, key);

class NodeIds<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(field: PothosOutputFieldConfig<Types>) {
    const key = keys.get(field.parentType);
    if (key === undefined || field.kind !== 'Object' || field.name !== 'id') return field;
    const type = field.parentType as NodeType;
    return { ...field, resolve: (node: unknown) => globalId(type, key(node as never)) };
  }
}

/** As a name that the builder takes: types of Pothos know the plugins of its packages alone. */
export const NODE_IDS = 'nodeIds' as never;

SchemaBuilder.registerPlugin(NODE_IDS, NodeIds as never);
