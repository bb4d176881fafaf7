import { TransientError } from '../domain/errors.ts';
import { standing, type Claim } from '../domain/record.ts';
import type { Announcer } from '../jobs/catalogue.ts';
import type { ConsignmentDoc } from '../store/documents.ts';
import { currentDocument, makerOf } from '../tracking/manifests.ts';
import { foldManifests } from './settle/fold-manifests.ts';
import { settle, type SettleNeeds } from './settle/settle.ts';

export interface SettleManifestsNeeds extends Omit<SettleNeeds, 'isHub'> {
  readonly hubMembers: () => Promise<(member: string) => boolean>;
  readonly announcer: Announcer;
}

const ROUNDS = 20;

/**
 * Derives the manifests of some buckets anew, after the consignments on them: what fell off a list loses its link first. Lists,
 * reports and consignments are all read again for it, so that whoever comes last sees everything.
 */
export async function settleManifests(needs: SettleManifestsNeeds, buckets: readonly string[]): Promise<void> {
  if (buckets.length === 0) return;
  await settleFallenOff(needs, buckets);
  for (const bucket of buckets) await settleBucket(needs, bucket);
}

/** Consignments whose claims stand on no list that counts any more. */
async function settleFallenOff(needs: SettleManifestsNeeds, buckets: readonly string[]): Promise<void> {
  const documents = await needs.manifests.documents(buckets);
  const replaced = new Set(
    buckets.filter((bucket) => documents.filter((one) => one.bucket === bucket && one.replaces).length > 1),
  );
  if (replaced.size === 0) return;
  const claims = await needs.records.claimsOnManifests([...replaced]);
  const off = claims.filter((claim) => isOff(claim, documents));
  const keys = [...new Set(off.flatMap(({ keys }) => keys))];
  const isHub = await needs.hubMembers();
  const { changed } = await settle({ ...needs, isHub }, keys);
  needs.announcer.consignmentsChanged([...changed]);
}

function isOff(claim: Claim, documents: Parameters<typeof currentDocument>[0]): boolean {
  if (claim.manifest === null) return false;
  const maker = makerOf({ ...claim, manifest: claim.manifest });
  const current = currentDocument(
    documents.filter(({ bucket }) => bucket === maker.bucket),
    maker,
  );
  return current !== null && !standing(claim.tellings).some(({ document }) => document === current._id);
}

async function settleBucket(needs: SettleManifestsNeeds, bucket: string): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const documents = await needs.manifests.documents([bucket]);
    const reports = await needs.manifests.reports([bucket]);
    const differences = await needs.manifests.differences(reports.map(({ _id }) => _id));
    const homes = await homesOf(needs, differences);
    const folded = foldManifests({ bucket, documents, reports, differences, homes });
    const standingNow = await needs.manifests.manifests(folded.map(({ id }) => id));
    let lost = false;
    for (const fold of folded) {
      const consignments = await needs.consignments.onManifest(fold.id);
      const known = standingNow.find(({ _id }) => _id === fold.id) ?? null;
      const manifest = fold.document(consignments.filter(isAlive), known);
      if (manifest !== null && !(await needs.manifests.replace(manifest))) lost = true;
    }
    if (!lost) return;
  }
  throw new TransientError('The manifests of this bordero keep changing');
}

const isAlive = ({ _id, consignment, viewers }: ConsignmentDoc): boolean =>
  _id === consignment && viewers.length > 0;

/** Consignment of each difference, by the event it made. */
async function homesOf(
  { references, consignments }: SettleManifestsNeeds,
  differences: readonly { readonly event: string | null; readonly keys: readonly string[] }[],
): Promise<Map<string, string>> {
  const keys = [...new Set(differences.flatMap((difference) => difference.keys))];
  const found = await references.find(keys);
  const ids = [...new Set([...found.values()].flatMap((doc) => doc.consignments))];
  const homes = new Map<string, string>();
  for (const { _id, events } of await consignments.withEvents(ids))
    for (const { id } of events) homes.set(id, _id);
  return homes;
}
