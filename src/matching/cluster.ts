import type { Claim } from '../domain/record.ts';
import { ClusterOfClaims } from './cluster-of-claims.ts';
import { joinSharing, type Bearer } from './join-sharing.ts';
import { RANKS, type Rank } from './ranks.ts';

export interface Clusters {
  readonly clusters: Claim[][];
  /** Claims that fit several clusters equally well which contradict each other: a person decides. */
  readonly ambiguous: { readonly claim: Claim; readonly candidates: Claim[][] }[];
}

/** Claims of one reporter in one role, gathered into consignments. The result does not depend on their order. */
export function clusterClaims(claims: readonly Claim[]): Clusters {
  const [only] = claims;
  if (only !== undefined && claims.length === 1) return { clusters: [[only]], ambiguous: [] };
  let clusters = claims.map((claim) => new ClusterOfClaims(claim)).sort(ClusterOfClaims.inOrder);
  const ambiguous: { cluster: ClusterOfClaims; candidates: ClusterOfClaims[] }[] = [];
  for (const rank of RANKS) {
    for (const [, bearers] of sharedKeys(clusters, rank)) {
      const present = bearers.filter(({ cluster }) => !cluster.current.waits);
      for (const one of joinSharing(present, rank)) ambiguous.push(one);
    }
    clusters = clusters.filter((cluster) => cluster.current === cluster && !cluster.waits);
  }
  return {
    clusters: clusters.map((cluster) => cluster.claims),
    ambiguous: ambiguous.flatMap(({ cluster, candidates }) => {
      const homes = [...new Set(candidates.map(({ current }) => current))];
      return cluster.claims.map((claim) => ({
        claim,
        candidates: homes.map((home) => home.claims),
      }));
    }),
  };
}

/** Keys of one rank that several claims bear, in an order that no order of arrival can be seen in. */
function sharedKeys(clusters: readonly ClusterOfClaims[], { links }: Rank): [string, Bearer[]][] {
  const byKey = new Map<string, Bearer[]>();
  for (const cluster of clusters)
    for (const claim of cluster.claims)
      for (const { key, reference } of links(claim)) {
        const bearer = { cluster, claim, reference };
        const known = byKey.get(key);
        if (known) known.push(bearer);
        else byKey.set(key, [bearer]);
      }
  return [...byKey]
    .filter(([, bearers]) => bearers.some(({ cluster }) => cluster !== bearers[0]?.cluster))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
