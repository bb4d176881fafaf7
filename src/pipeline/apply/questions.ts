import { fingerprint } from '../../domain/hash.ts';
import type { ReviewItemDoc } from '../../store/documents.ts';
import type { Question } from '../../store/review-store.ts';
import type { Settled } from '../settle/outcome.ts';
import type { Applied } from './apply-batch.ts';
import type { Entry } from './entry.ts';

interface Asking {
  readonly feed: string;
  readonly member: string;
  readonly upload: string;
  readonly receivedAt: Date;
}

type Found = Pick<Question, 'kind' | 'value' | 'consignments' | 'eventKinds'>;

/** What only a person can answer in a chunk, equal questions once with a count. Records that came to nothing new ask nothing. */
export function questionsOf(
  { outcomes, settled }: Pick<Applied, 'outcomes' | 'settled'>,
  { feed, member, upload, receivedAt }: Asking,
): Question[] {
  const questions = new Map<string, Question>();
  for (const [entry, outcome] of outcomes) {
    if (outcome === 'duplicate' || outcome === 'rejected') continue;
    for (const { kind, value, consignments, eventKinds } of foundIn(entry, settled)) {
      const id = fingerprint('review', feed, kind, value);
      const occurrences = (questions.get(id)?.occurrences ?? 0) + 1;
      const source = { upload, line: entry.line ?? 0, receivedAt };
      const about = { kind, feed, member, value, consignments, eventKinds };
      questions.set(id, { id, ...about, occurrences, source });
    }
  }
  return [...questions.values()];
}

function foundIn(entry: Entry, { ambiguous }: Settled): Found[] {
  const found: Found[] = [];
  for (const { code, value } of entry.issues)
    if (code === 'UNKNOWN_PARTNER' && value !== null) found.push(plain('UNKNOWN_PARTNER', value));
  if (entry.is === 'consignment') {
    const candidates = ambiguous.get(entry.claim._id);
    const value = entry.claim.references[0]?.value ?? '';
    if (candidates !== undefined) found.push(reference(value, candidates));
  }
  if (entry.is !== 'event') return found;
  const { event, reading } = entry;
  if (reading.outcome === 'unknown' && reading.rawCode !== null)
    found.push(plain('UNKNOWN_CODE', reading.rawCode));
  if (reading.outcome === 'ambiguous' && reading.rawCode !== null)
    found.push({
      ...plain('AMBIGUOUS_CODE', reading.rawCode),
      eventKinds: [...reading.candidates],
    });
  const candidates = ambiguous.get(event._id);
  if (candidates !== undefined)
    found.push(
      reference(event.tellings[0]?.references[0]?.value ?? event.barcode ?? '', candidates),
    );
  return found;
}

const plain = (kind: ReviewItemDoc['kind'], value: string): Found => ({
  kind,
  value,
  consignments: [],
  eventKinds: [],
});

const reference = (value: string, consignments: readonly string[]): Found => ({
  kind: 'AMBIGUOUS_REFERENCE',
  value,
  consignments,
  eventKinds: [],
});
