import type { FeedReading, NormalisingContext } from '../normalising/context.ts';
import type { Register } from '../normalising/register.ts';
import type { UploadDoc } from '../store/documents.ts';

/** What steps have to know of the alliance, as it stands now. */
export interface Knowledge {
  readonly register: () => Promise<Register>;
  readonly feed: (slug: string) => Promise<FeedReading>;
}

/** What decides how the records of an upload are read. */
export async function contextOf(
  needs: Knowledge,
  { _id: id, feed: slug, format, receivedAt }: UploadDoc,
): Promise<NormalisingContext> {
  const [register, feed] = await Promise.all([needs.register(), needs.feed(slug)]);
  return { register, feed, format: format ?? '', upload: { id, receivedAt } };
}
