import { settle } from './settle/settle.ts';
import { settleManifests, type SettleManifestsNeeds } from './settle-manifests.ts';

/**
 * Withdraws an event: it stays readable, statuses are derived again without it. Withdrawing again changes nothing, nor does an
 * event that does not exist. Whether the caller is its reporter is the edge's to check.
 */
export async function withdrawEvent(
  needs: SettleManifestsNeeds,
  { eventId, reason }: { eventId: string; reason: string },
): Promise<void> {
  const [event] = await needs.records.eventsByIds([eventId]);
  if (event === undefined || 'withdraws' in event) return;
  const already = event.withdrawals.some(({ takenBackAt }) => takenBackAt === null);
  const withdrawal = { at: needs.now(), upload: null, reason, takenBackAt: null };
  if (!already) await needs.records.withdrawEvent(eventId, withdrawal);
  const isHub = await needs.hubMembers();
  const { changed } = await settle({ ...needs, isHub }, event.keys);
  needs.announcer.consignmentsChanged([...changed]);
  await settleManifests(needs, event.report?.buckets ?? []);
}
