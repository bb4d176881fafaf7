import { TransientError } from '../domain/errors.ts';
import { fingerprint } from '../domain/hash.ts';
import { standing, type Claim, type Difference, type ManifestDocument } from '../domain/record.ts';
import type { Announcer } from '../jobs/catalogue.ts';
import type { Listed } from '../store/consignment-store.ts';
import { foldManifests, type Home } from './settle/fold-manifests.ts';
import { settle } from './settle/settle.ts';
import type { SettleNeeds } from './settle/needs.ts';

export interface SettleManifestsNeeds extends Omit<SettleNeeds, 'isHub'> {
  readonly hubMembers: () => Promise<(member: string) => boolean>;
  readonly announcer: Announcer;
}

const ROUNDS = 20;

/**
 * Derives the manifests of some buckets anew, after the consignments on them: what fell off a list loses its link first, and what a
 * report confirms has arrived. Lists, reports and consignments are all read again for it, so that whoever comes last sees everything.
 */
export async function settleManifests(
  needs: SettleManifestsNeeds,
  buckets: readonly string[],
): Promise<void> {
  if (buckets.length === 0) return;
  const documents = await needs.manifests.documents(buckets);
  const confirming = await needs.manifests.confirmingReports(buckets);
  const replaced = buckets.filter((bucket) => listsOf(bucket, documents).length > 1);
  const confirmed = confirming.flatMap((report) => report.buckets);
  const concerned = new Set([...replaced, ...buckets.filter((one) => confirmed.includes(one))]);
  const claims = await needs.records.claimsOnManifests([...concerned]);
  await settleListed(needs, claims);
  const contents = contentsOf(claims);
  for (const bucket of buckets) await settleBucket(needs, bucket, contents);
}

/** Lists of which a later one replaces an earlier one, also those that were withdrawn since. */
const listsOf = (bucket: string, documents: readonly ManifestDocument[]): ManifestDocument[] =>
  documents.filter((one) => one.bucket === bucket && one.replaces);

/** Consignments whose place on a list, or whose arrival, may be another one than when they were derived last. */
async function settleListed(needs: SettleManifestsNeeds, claims: readonly Claim[]): Promise<void> {
  const keys = [...new Set(claims.flatMap((claim) => claim.keys))];
  if (keys.length === 0) return;
  const isHub = await needs.hubMembers();
  const { changed } = await settle({ ...needs, isHub }, keys);
  needs.announcer.consignmentsChanged([...changed]);
}

/** What each document lists. */
function contentsOf(claims: readonly Claim[]): Map<string, string> {
  const listed = new Map<string, Set<string>>();
  for (const { _id, tellings } of claims)
    for (const { document } of standing(tellings)) {
      if (document === null) continue;
      const known = listed.get(document);
      if (known) known.add(_id);
      else listed.set(document, new Set([_id]));
    }
  return new Map([...listed].map(([document, ids]) => [document, fingerprint([...ids].sort())]));
}

async function settleBucket(
  needs: SettleManifestsNeeds,
  bucket: string,
  contents: ReadonlyMap<string, string>,
): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const documents = await needs.manifests.documents([bucket]);
    const reports = await needs.manifests.reports([bucket]);
    const differences = await needs.manifests.differences(reports.map(({ _id }) => _id));
    const homes = await homesOf(needs, differences);
    const folded = foldManifests({ bucket, documents, reports, differences, homes, contents });
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

const isAlive = ({ _id, consignment, viewers }: Listed): boolean =>
  _id === consignment && viewers.length > 0;

/** Where the event of each difference stands. */
async function homesOf(
  { references, consignments }: SettleManifestsNeeds,
  differences: readonly Difference[],
): Promise<Map<string, Home>> {
  const keys = [...new Set(differences.flatMap((difference) => difference.keys))];
  const found = await references.find(keys);
  const ids = [...new Set([...found.values()].flatMap((doc) => doc.consignments))];
  const homes = new Map<string, Home>();
  for (const { _id, events } of await consignments.withEvents(ids))
    for (const { id, reason, withdrawnAt } of events)
      homes.set(id, { consignment: _id, reason, withdrawn: withdrawnAt !== null });
  return homes;
}
