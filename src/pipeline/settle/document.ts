import { randomUUID } from 'node:crypto';
import type { ConsignmentContent } from '../../domain/consignment.ts';
import { fingerprint } from '../../domain/hash.ts';
import { withoutLeadingZeros } from '../../domain/reference.ts';
import { foldName } from '../../store/consignment-filter.ts';
import type { ConsignmentHead } from '../../store/consignment-store.ts';
import type { ConsignmentDoc } from '../../store/documents.ts';
import type { FoldState, TimelineDoc } from '../../store/working-documents.ts';
import type { Rendered } from './render.ts';

/** Events that a consignment's document holds itself; longer timelines go on in pages of this size. */
export const EMBEDDED_EVENTS = 200;

export interface Prepared {
  readonly document: ConsignmentDoc;
  readonly pages: readonly TimelineDoc[];
}

/** The document for one audience, or null where it stands already as it should be. */
export function prepareDocument(
  rendered: Rendered,
  how: {
    id: string;
    consignment: string;
    head: Pick<ConsignmentHead, 'version' | 'hash' | 'updatedAt'> | null;
    fold: FoldState | null;
    now: Date;
  },
): Prepared | null {
  const { content, audience, createdAt, manifestNumbers } = rendered;
  const { id, consignment, head, fold, now } = how;
  const shown = fingerprint(content, audience.viewers, createdAt, manifestNumbers);
  const hash = `${shown}/${fold === null ? '' : fingerprint(fold)}`;
  if (head?.hash === hash) return null;
  const looksTheSame = head?.hash.startsWith(`${shown}/`) ?? false;
  const version = (head?.version ?? 0) + 1;
  const document: ConsignmentDoc = {
    ...content,
    _id: id,
    consignment,
    viewers: audience.viewers,
    events: content.events.slice(0, EMBEDDED_EVENTS),
    eventCount: content.events.length,
    version,
    hash,
    write: randomUUID(),
    fold,
    createdAt,
    updatedAt: looksTheSame && head !== null ? head.updatedAt : now,
    find: findable(content, manifestNumbers),
  };
  return { document, pages: pagesOf(id, version, content) };
}

function pagesOf(document: string, version: number, { events }: ConsignmentContent): TimelineDoc[] {
  const pages: TimelineDoc[] = [];
  for (let from = EMBEDDED_EVENTS; from < events.length; from += EMBEDDED_EVENTS) {
    const page = from / EMBEDDED_EVENTS;
    const part = events.slice(from, from + EMBEDDED_EVENTS);
    pages.push({ _id: `${document}:${version}:${page}`, document, version, page, events: part });
  }
  return pages;
}

function findable(
  content: ConsignmentContent,
  manifestNumbers: readonly string[],
): ConsignmentDoc['find'] {
  const { references, packages, consignee, shipper, status, problems } = content;
  const barcodes = packages.flatMap(({ barcode }) => (barcode === null ? [] : [barcode]));
  const numbers = references.map(({ value }) => withoutLeadingZeros(value));
  const scanned = content.events.flatMap(({ barcode }) => barcode ?? []);
  return {
    references: [
      ...new Set([
        ...numbers,
        ...barcodes.map(withoutLeadingZeros),
        ...scanned.map(withoutLeadingZeros),
      ]),
    ],
    consigneeName: consignee?.name ? foldName(consignee.name) : null,
    originCountry: shipper?.place.country ?? null,
    destinationCountry: consignee?.place.country ?? null,
    destinationPostcode: consignee?.place.postcode ?? null,
    manifestNumbers,
    statusKind: status?.kind ?? null,
    statusSince: status?.since ?? null,
    hasProblems: problems.length > 0,
  };
}
