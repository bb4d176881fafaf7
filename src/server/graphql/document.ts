/** Facts about a parsed document, found once: yoga keeps parsed documents and hands out the same object again. */
import { Kind, visit, type DocumentNode } from 'graphql';

interface Facts {
  /** It asks for the schema itself. */
  readonly introspects: boolean;
  readonly isCompilable: boolean;
}

const known = new WeakMap<DocumentNode, Facts>();

function factsOf(document: DocumentNode): Facts {
  const before = known.get(document);
  if (before !== undefined) return before;
  let introspects = false;
  visit(document, {
    Field: ({ name }) => {
      if (name.value === '__schema' || name.value === '__type') introspects = true;
    },
  });
  const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const facts = { introspects, isCompilable: !introspects && operations.length === 1 };
  known.set(document, facts);
  return facts;
}

export const introspects = (document: DocumentNode): boolean => factsOf(document).introspects;

/** The compiler's plugin keeps one program a document, whichever operation is named; what is rare is interpreted. */
export const isCompilable = (document: DocumentNode): boolean => factsOf(document).isCompilable;
