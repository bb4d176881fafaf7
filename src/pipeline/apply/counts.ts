import type { UploadCounts } from '../../store/documents.ts';
import type { Applied } from './apply-batch.ts';

/** rules.md section 1: accepted = created + changed; accepted + duplicates + rejected = records. */
export function countsOf({ outcomes }: Applied): UploadCounts {
  const counts = {
    records: 0,
    accepted: 0,
    created: 0,
    changed: 0,
    duplicates: 0,
    rejected: 0,
    unmapped: 0,
  };
  for (const [entry, outcome] of outcomes) {
    counts.records++;
    if (outcome === 'duplicate') counts.duplicates++;
    else if (outcome === 'rejected') counts.rejected++;
    else {
      counts.accepted++;
      counts[outcome]++;
      if (entry.is === 'event' && entry.reading.outcome === 'unknown') counts.unmapped++;
    }
  }
  return counts;
}
