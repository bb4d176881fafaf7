import { feedCodeListNames } from '../codes/lists.ts';
import type { MemberId } from '../domain/consignment.ts';
import { FORMATS } from '../feeds/registry.ts';
import type { FeedReading } from '../normalising/context.ts';
import { Register } from '../normalising/register.ts';
import type { DepotStore } from '../store/depot-store.ts';
import type { FeedStore } from '../store/feed-store.ts';
import type { MemberStore } from '../store/member-store.ts';

interface Stores {
  readonly members: MemberStore;
  readonly depots: DepotStore;
  readonly feeds: FeedStore;
}

/** What steps have to know about the alliance, read afresh every time: a change counts from the next chunk on. */
export function knowledgeOf({ members, depots, feeds }: Stores) {
  const register = async (): Promise<Register> => {
    const [known, registered] = await Promise.all([members.list(), depots.list()]);
    return new Register(
      known.map(({ _id }) => _id),
      registered,
    );
  };
  return {
    register,
    feed: (slug: string) => feedReading(feeds, slug),
    /** Format that a feed is fixed to; null or AUTO: by content. */
    feedFormat: async (slug: string): Promise<string | null> =>
      (await feeds.find(slug))?.format ?? null,
    hubMembers: async (): Promise<(member: MemberId) => boolean> => {
      const known = await register();
      return (member) => known.runsCentralHub(member);
    },
  };
}

async function feedReading(feeds: FeedStore, slug: string): Promise<FeedReading> {
  const feed = await feeds.find(slug);
  if (feed === null) throw new Error(`Feed ${slug} of an upload does not exist`);
  const { member, codeList, timeZone, zoneAssumed, reportConfirmsRest } = feed;
  return { slug, member, codeList, timeZone, zoneAssumed, reportConfirmsRest, codeAdditions: [] };
}

/** Names that a feed may give: code lists, and formats beside AUTO. */
export const KNOWN_NAMES = {
  codeLists: feedCodeListNames(),
  isKnownFormat: (name: string): boolean => FORMATS.some((format) => format.name === name),
};
