import type { Touched } from '../store/chunk-store.ts';
import type { SenderIdStore } from '../store/sender-id-store.ts';
import type { UploadStore } from '../store/upload-store.ts';
import { settle } from './settle/settle.ts';
import { settleManifests, type SettleManifestsNeeds } from './settle-manifests.ts';

export interface TakeBackNeeds extends SettleManifestsNeeds {
  readonly uploads: UploadStore;
  readonly senderIds: SenderIdStore;
}

interface Which {
  readonly upload: string;
  readonly at: Date;
}

/** Takes back what one chunk told and derives everything around it anew; answers the buckets of manifests that it concerns. */
export async function takeBackChunk(
  needs: TakeBackNeeds,
  touched: Touched,
  which: Which,
): Promise<ReadonlySet<string>> {
  const { records, senderIds } = needs;
  await records.takeBack('claims', touched.claims, which);
  await records.takeBack('events', touched.events, which);
  await records.takeBack('reports', touched.reports, which);
  await records.takeBack('differences', touched.differences, which);
  await records.takeBack('manifestDocuments', touched.documents, which);
  await senderIds.takeBack(touched.senderKeys, which);
  const withdrawn = await liftWithdrawals(needs, touched.senderKeys, which);
  const told = [
    ...(await records.claimsByIds(touched.claims)),
    ...(await records.eventsByIds([...touched.events, ...withdrawn])),
  ];
  const keys = [...new Set(told.flatMap((record) => record.keys))];
  const isHub = await needs.hubMembers();
  const { changed, buckets } = await settle({ ...needs, isHub }, keys);
  needs.announcer.consignmentsChanged([...changed]);
  return new Set([...touched.buckets, ...buckets]);
}

/** Events that only withdrawals of this upload took back stand again. */
async function liftWithdrawals(
  { records, senderIds }: TakeBackNeeds,
  senderKeys: readonly string[],
  which: Which,
): Promise<string[]> {
  const docs = await senderIds.find(senderKeys);
  const events = [...docs.values()]
    .filter(({ withdrawals }) => withdrawals.some(({ upload }) => upload === which.upload))
    .flatMap(({ contenders }) => contenders.map(({ event }) => event));
  await records.takeBack('events', [...new Set(events)], which);
  return events;
}

/** The upload was given up and withdrawn while its chunk was being applied: what came too late is taken back as well. */
export async function takeBackLateChunk(
  needs: TakeBackNeeds,
  { upload: id, touched }: { upload: string; touched: Touched },
): Promise<void> {
  const upload = await needs.uploads.find(id);
  const withdrawal = upload?.withdrawal ?? null;
  if (withdrawal === null) return;
  const buckets = await takeBackChunk(needs, touched, { upload: id, at: withdrawal.at });
  await settleManifests(needs, [...buckets]);
}
