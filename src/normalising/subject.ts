import type { EventDraft } from '../domain/draft.ts';
import { fingerprint } from '../domain/hash.ts';
import { barcodeValue } from '../domain/reference.ts';
import { pairAsReported } from './references.ts';

type SubjectDraft = Pick<EventDraft, 'references' | 'barcode' | 'pair'> & {
  readonly partner?: EventDraft['partner'];
};

/**
 * What an event is about, as reported: the barcode of a package event, else the depot pair (unordered), or the issuer where no
 * pair is named, with type and value of the first reference (rules.md section 3).
 */
export function subjectOf({ references, barcode, pair, partner }: SubjectDraft): string {
  if (barcode !== null) return fingerprint('package', barcodeValue(barcode));
  const first = references[0];
  if (first === undefined) return fingerprint('nothing');
  if (pair !== null) return fingerprint('pair', pairAsReported(pair), first.type, first.value);
  const issuer = first.issuer ?? partner?.value ?? null;
  return fingerprint('issuer', issuer?.toUpperCase() ?? null, first.type, first.value);
}
