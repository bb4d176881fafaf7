import { looksLikeSscc, referenceRank, withoutLeadingZeros, type ReferenceType } from '../domain/reference.ts';
import type { Claim, StoredReference } from '../domain/record.ts';
import { dayOfClaim, issuersFit, numbersContradict, WINDOW_DAYS } from './group.ts';

/** Ranks in which claims of one reporter find each other: numbers by their type, the barcode after the two partners' numbers. */
interface Link {
  readonly key: string;
  readonly reference: StoredReference | null;
}
type LinkOf = (claim: Claim) => Link[];

const byNumber =
  (type: ReferenceType, value: (raw: string) => string): LinkOf =>
  (claim) =>
    claim.references
      .filter((reference) => reference.type === type)
      .map((reference) => ({ key: value(reference.value), reference }));

const byBarcode: LinkOf = (claim) =>
  claim.packages.flatMap(({ barcode }) =>
    barcode !== null && looksLikeSscc(barcode) ? [{ key: barcode, reference: null }] : [],
  );

const asWritten = (value: string): string => value;
const PARTNERS_NUMBERS = ['SENDING_NUMBER', 'RECEIVING_NUMBER'] as const;
const OTHER_NUMBERS = ['PICKUP_ORDER', 'WAYBILL', 'CUSTOMER_ORDER', 'OTHER'] as const;

/** In order of trust (rules.md section 4). A later rank never joins what an earlier one keeps apart. */
const RANKS: readonly { readonly links: LinkOf; readonly stronger: (type: ReferenceType) => boolean }[] = [
  ...PARTNERS_NUMBERS.map((type) => rank(byNumber(type, asWritten), type)),
  rank(byBarcode, 'PICKUP_ORDER'),
  ...OTHER_NUMBERS.map((type) => rank(byNumber(type, asWritten), type)),
  ...PARTNERS_NUMBERS.map((type) => rank(byNumber(type, withoutLeadingZeros), type)),
  ...OTHER_NUMBERS.map((type) => rank(byNumber(type, withoutLeadingZeros), type)),
];
function rank(links: LinkOf, type: ReferenceType): (typeof RANKS)[number] {
  return { links, stronger: (other) => referenceRank(other) < referenceRank(type) };
}

export interface Clusters {
  readonly clusters: Claim[][];
  /** Claims that fit several clusters which contradict each other: a person decides. */
  readonly ambiguous: { readonly claim: Claim; readonly candidates: Claim[][] }[];
}

/** Claims of one reporter in one role, gathered into consignments. The result does not depend on their order. */
export function clusterClaims(claims: readonly Claim[]): Clusters {
  const only = claims[0];
  if (only !== undefined && claims.length === 1) return { clusters: [[only]], ambiguous: [] };
  const sorted = [...claims].sort((a, b) => dayOfClaim(a) - dayOfClaim(b) || (a._id < b._id ? -1 : 1));
  let clusters = sorted.map((claim) => [claim]);
  const ambiguous: Clusters['ambiguous'] = [];
  for (const { links, stronger } of RANKS) clusters = joinByRank(clusters, { links, stronger, ambiguous });
  return { clusters, ambiguous };
}

function joinByRank(
  clusters: Claim[][],
  { links, stronger, ambiguous }: (typeof RANKS)[number] & { ambiguous: Clusters['ambiguous'] },
): Claim[][] {
  const byKey = new Map<string, Set<Claim[]>>();
  for (const cluster of clusters)
    for (const claim of cluster)
      for (const { key } of links(claim)) {
        const sharing = byKey.get(key);
        if (sharing) sharing.add(cluster);
        else byKey.set(key, new Set([cluster]));
      }
  const home = new Map(clusters.map((cluster) => [cluster, cluster]));
  const find = (cluster: Claim[]): Claim[] => {
    const parent = home.get(cluster) ?? cluster;
    return parent === cluster ? cluster : find(parent);
  };
  const waiting = new Set<Claim[]>();
  for (const key of [...byKey.keys()].sort()) {
    const sharing = [...(byKey.get(key) ?? [])];
    if (sharing.length < 2) continue;
    joinSharing({ key, roots: [...new Set(sharing.map(find))], links, stronger, home, waiting, ambiguous });
  }
  return clusters.filter((cluster) => find(cluster) === cluster && !waiting.has(cluster));
}

function joinSharing(work: {
  key: string;
  roots: Claim[][];
  links: LinkOf;
  stronger: (type: ReferenceType) => boolean;
  home: Map<Claim[], Claim[]>;
  waiting: Set<Claim[]>;
  ambiguous: Clusters['ambiguous'];
}): void {
  const { key, links, stronger, home, waiting, ambiguous } = work;
  const roots = work.roots.filter((root) => !waiting.has(root));
  for (const root of [...roots]) {
    const fits = roots.filter((other) => other !== root && near(root, other, { key, links }) && !contradict(root, other, stronger));
    const apart = fits.some((one) => fits.some((other) => other !== one && contradict(one, other, stronger)));
    if (!apart) continue;
    waiting.add(root);
    for (const claim of root) ambiguous.push({ claim, candidates: fits });
  }
  const free = roots.filter((root) => !waiting.has(root));
  for (let i = 0; i < free.length; i++) {
    const target = free[i];
    if (target === undefined || home.get(target) !== target) continue;
    for (let j = i + 1; j < free.length; j++) {
      const other = free[j];
      if (other === undefined || home.get(other) !== other) continue;
      if (!near(target, other, { key, links }) || contradict(target, other, stronger)) continue;
      target.push(...other);
      home.set(other, target);
      j = i;
    }
  }
}

function near(a: Claim[], b: Claim[], { key, links }: { key: string; links: LinkOf }): boolean {
  const sharing = (cluster: Claim[]): { claim: Claim; link: Link }[] =>
    cluster.flatMap((claim) => links(claim).filter((link) => link.key === key).map((link) => ({ claim, link })));
  const others = sharing(b);
  return sharing(a).some((one) =>
    others.some(
      (other) =>
        Math.abs(dayOfClaim(one.claim) - dayOfClaim(other.claim)) <= WINDOW_DAYS &&
        (one.link.reference === null || other.link.reference === null || issuersFit(one.link.reference, other.link.reference)),
    ),
  );
}

const referencesOf = (cluster: Claim[]): StoredReference[] => cluster.flatMap((claim) => claim.references);

const contradict = (a: Claim[], b: Claim[], stronger: (type: ReferenceType) => boolean): boolean =>
  numbersContradict(referencesOf(a), referencesOf(b), stronger);
