import type { DepotName, ReferenceDraft, StatusDraft } from '../../domain/draft.ts';
import { EVENT_KINDS } from '../../domain/event.ts';
import { issueAt, type Issue } from '../../domain/issue.ts';
import { identifier, oneOf, reference, statusWord } from './fields.ts';
import { placeAt, referencesOf, said, type RecordPlace } from './values.ts';

/** Members that an event and a withdrawal by content share: what it concerns, and what happened. */
export const SUBJECT = {
  reference: reference.nullish(),
  barcode: identifier.describe('The event concerns this package'),
  sendingDepot: identifier.describe('Decides a missing issuer of a SENDING_NUMBER'),
  receivingDepot: identifier.describe('Decides a missing issuer of a RECEIVING_NUMBER'),
  event: oneOf(EVENT_KINDS).describe('Either event or code'),
  code: statusWord.describe("A raw code, read by the feed's code list"),
};

interface Subject {
  readonly reference?: Parameters<typeof referencesOf>[0][number];
  readonly barcode?: string | null | undefined;
  readonly sendingDepot?: string | null | undefined;
  readonly receivingDepot?: string | null | undefined;
  readonly event?: string | null | undefined;
  readonly code?: string | null | undefined;
}

export interface SubjectDraft {
  readonly references: readonly ReferenceDraft[];
  readonly barcode: string | null;
  readonly pair: readonly [DepotName, DepotName] | null;
  readonly partner: DepotName | null;
}

/** The depot beside a reference that issued it where it names no issuer itself. */
function withIssuer(reference: ReferenceDraft, value: Subject): ReferenceDraft {
  if (reference.issuer !== null) return reference;
  if (reference.type === 'SENDING_NUMBER')
    return { ...reference, issuer: said(value.sendingDepot) };
  if (reference.type === 'RECEIVING_NUMBER') {
    return { ...reference, issuer: said(value.receivingDepot) };
  }
  return reference;
}

export function subjectOf(value: Subject, place: RecordPlace): SubjectDraft | Issue {
  const references = referencesOf([value.reference]).map((given) => withIssuer(given, value));
  const barcode = said(value.barcode);
  if (references.length === 0 && barcode === null) {
    return issueAt('NO_REFERENCE', placeAt(place, 'reference', null));
  }
  const [first = null, second = null] = (['sendingDepot', 'receivingDepot'] as const).flatMap(
    (side): DepotName[] => {
      const name = said(value[side]);
      return name === null ? [] : [{ value: name, where: placeAt(place, side, name) }];
    },
  );
  const pair = first !== null && second !== null ? ([first, second] as const) : null;
  return { references, barcode, pair, partner: pair === null ? first : null };
}

/** By kind or by raw code; both, or neither, is no status. */
export function statusOf(
  value: Subject,
  reason: string | null,
  place: RecordPlace,
): StatusDraft | Issue {
  const kind = value.event ?? null;
  const code = said(value.code);
  if (kind !== null && code === null) return { by: 'kind', kind, reason };
  if (kind === null && code !== null) {
    const status = { by: 'code', code, where: placeAt(place, 'code', code) } as const;
    return reason === null ? status : { ...status, reason };
  }
  return issueAt('BAD_STATUS', placeAt(place, 'event', kind));
}
