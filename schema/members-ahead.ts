import { Kind, visit, type GraphQLResolveInfo, type OperationDefinitionNode } from 'graphql';
import type { ConsignmentDoc } from '../src/store/documents.ts';
import type { Context } from './context.ts';
import { readAhead } from './member.ts';

const NAMING: ReadonlySet<string> = new Set([
  'issuer',
  'reportedBy',
  'sendingPartner',
  'receivingPartner',
  'handlingPartners',
]);

/** By operation, which is the same object whenever its document is asked again. */
const known = new WeakMap<OperationDefinitionNode, boolean>();

/** Whether the operation asks for members that consignments name. */
function namesMembers({ operation, fragments }: GraphQLResolveInfo): boolean {
  const before = known.get(operation);
  if (before !== undefined) return before;
  let found = 0;
  const definitions = [operation, ...Object.values(fragments)];
  visit(
    { kind: Kind.DOCUMENT, definitions },
    { Field: ({ name }) => void (found += NAMING.has(name.value) ? 1 : 0) },
  );
  known.set(operation, found > 0);
  return found > 0;
}

/** Reads the members that a page of consignments names, all at once and before its fields, so that these have them without a promise. */
export async function readMembersAhead(
  docs: readonly ConsignmentDoc[],
  context: Context,
  info: GraphQLResolveInfo,
): Promise<void> {
  if (!namesMembers(info)) return;
  const members = new Set<string>();
  const note = (member: string | null): void => {
    if (member !== null) members.add(member);
  };
  for (const doc of docs) {
    note(doc.sendingPartner);
    note(doc.receivingPartner);
    for (const { issuer } of doc.references) note(issuer);
    for (const member of doc.handlingPartners) note(member);
    for (const { member } of doc.events) note(member);
  }
  await readAhead(members, context);
}
