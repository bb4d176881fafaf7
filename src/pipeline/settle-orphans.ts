import type { ChunkStore } from '../store/chunk-store.ts';
import type { IssueStore } from '../store/issue-store.ts';
import type { RecordStore } from '../store/record-store.ts';

/**
 * A file of several chunks may bring an event in one of them and its consignment in a later one: such an event waited for nobody but
 * its own file, and whether it did depends on what was worked on first. Its notice goes.
 */
export async function dropSettledOrphans(
  needs: {
    readonly chunks: ChunkStore;
    readonly issues: IssueStore;
    readonly records: RecordStore;
  },
  upload: string,
): Promise<void> {
  const lines = await needs.issues.orphanLines(upload);
  if (lines.size === 0) return;
  for await (const { touched } of needs.chunks.applied(upload))
    await dropOrphansAmong(needs, { upload, lines, events: touched.events });
}

/** The same for some of the upload's events. */
export async function dropOrphansAmong(
  { issues, records }: { readonly issues: IssueStore; readonly records: RecordStore },
  {
    upload,
    lines,
    events,
  }: { upload: string; lines: ReadonlySet<number>; events: readonly string[] },
): Promise<void> {
  const found = await records.eventsByIds(events);
  const settled = found.flatMap((event) => {
    if ('withdraws' in event || event.waiting) return [];
    return event.tellings.filter((one) => one.upload === upload).map(({ line }) => line);
  });
  await issues.dropOrphans(
    upload,
    settled.filter((line) => lines.has(line)),
  );
}
