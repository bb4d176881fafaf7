import { visit, type DocumentNode } from 'graphql';

/** Found once: yoga keeps parsed documents and hands out the same object again. */
const known = new WeakMap<DocumentNode, boolean>();

/** Whether it asks for the schema itself. */
export function introspects(document: DocumentNode): boolean {
  const before = known.get(document);
  if (before !== undefined) return before;
  let questions = 0;
  visit(document, {
    Field: ({ name }) => {
      if (name.value === '__schema' || name.value === '__type') questions += 1;
    },
  });
  known.set(document, questions > 0);
  return questions > 0;
}
