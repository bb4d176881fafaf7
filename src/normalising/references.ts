import type { DepotName, ReferenceDraft } from '../domain/draft.ts';
import type { StoredReference } from '../domain/record.ts';
import type { IssueList, NormalisingContext } from './context.ts';
import { networkOf } from './context.ts';
import type { RegisteredDepot } from './register.ts';

interface Issuers {
  /** Depot that issues sending numbers; undefined: one of the pair, decided by the match. */
  readonly sending?: RegisteredDepot | null;
  readonly receiving?: RegisteredDepot | null;
  readonly date: string | null;
  readonly network: string | null;
  readonly line: number;
  readonly record: string | null;
  readonly issues: IssueList;
}

/**
 * Who issued each reference: whom the record names, else the sending depot for SENDING_NUMBER, the receiving depot for
 * RECEIVING_NUMBER, the feed's member for all others (hub-json-and-csv.md section 1).
 */
export function storeReferences(
  context: NormalisingContext,
  references: readonly ReferenceDraft[],
  issuers: Issuers,
): StoredReference[] {
  return references.map((reference) => {
    const { type, value } = reference;
    if (reference.issuer !== null)
      return { type, value, ...namedIssuer(context, reference.issuer, issuers) };
    if (type === 'SENDING_NUMBER') return { type, value, ...issuedBy(issuers.sending) };
    if (type === 'RECEIVING_NUMBER') return { type, value, ...issuedBy(issuers.receiving) };
    return { type, value, issuer: context.feed.member, issuerDepot: null };
  });
}

const issuedBy = (
  depot: RegisteredDepot | null | undefined,
): Pick<StoredReference, 'issuer' | 'issuerDepot'> => ({
  issuer: depot?.member ?? null,
  issuerDepot: depot?.code ?? null,
});

function namedIssuer(
  { register, feed }: NormalisingContext,
  name: string,
  { date, network, line, record, issues }: Issuers,
): Pick<StoredReference, 'issuer' | 'issuerDepot'> {
  if (register.isMember(name)) return { issuer: name, issuerDepot: null };
  const depot = register.depot(name, { network: networkOf(feed, network), date });
  if (depot === null) issues.add('UNKNOWN_PARTNER', { line, record, field: 'issuer', value: name });
  return issuedBy(depot);
}

/** The unordered pair as reported, for the subject of an event: names folded, never what they were resolved to. */
export const pairAsReported = (pair: readonly [DepotName, DepotName]): string[] =>
  pair.map((name) => name.value.trim().toUpperCase()).sort();
