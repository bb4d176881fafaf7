import type { ImplementableLoadableNodeRef } from '@pothos/plugin-dataloader';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import type { NodeType } from './ids.ts';
import { keepKey } from './node-ids.ts';

export interface NodeKind<Doc> {
  /** The id behind its global id. */
  readonly key: (doc: Doc) => string;
  /** In the order of the ids; null: unknown, or not for this viewer. */
  readonly load: (ids: readonly string[], context: Context) => Promise<readonly (Doc | null)[]>;
}

/** A type that is found by id, loaded once a request, all of one level together. */
export function nodeOf<Doc>(type: NodeType, { key, load }: NodeKind<Doc>) {
  keepKey(type, key);
  return builder.loadableNodeRef<Doc, string, string, string, Doc>(type, {
    id: { resolve: key },
    // A missing one is null at run time; the plugin's types know nothing between a value and an error.
    load: (ids, context) => load(ids, context) as Promise<readonly Doc[]>,
  });
}

type Loadable<Doc> = Pick<
  ImplementableLoadableNodeRef<never, unknown, Doc, string, string, string>,
  'getDataloader'
>;

/** Through the loader of the request; null: unknown, or not for this viewer. */
export const loadOne = <Doc>(ref: Loadable<Doc>, id: string, context: Context) =>
  ref.getDataloader(context).load(id) as Promise<Doc | null>;

/** Those of the ids that the viewer may see, in their order. */
export async function loadVisible<Doc>(
  ref: Loadable<Doc>,
  ids: readonly string[],
  context: Context,
): Promise<Doc[]> {
  const found = await Promise.all(ids.map((id) => loadOne(ref, id, context)));
  return found.filter((doc) => doc !== null);
}
