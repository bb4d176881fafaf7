import type { MemberId } from '../domain/consignment.ts';
import { fingerprint } from '../domain/hash.ts';
import {
  firstReceived,
  receivedBefore,
  standing,
  type Claim,
  type ManifestDocument,
  type Side,
} from '../domain/record.ts';

/** Who made a list (rules.md section 6): only its sending and its receiving partner make a manifest; others' lists are theirs alone. */
export interface Maker {
  readonly bucket: string;
  readonly date: string | null;
  readonly member: MemberId;
  readonly sending: Side | null;
  readonly receiving: Side | null;
}

export type MakerRole = 'SENDING' | 'RECEIVING' | 'OTHER';

export function makerRole({ member, sending, receiving }: Maker): MakerRole {
  if (sending?.member === member) return 'SENDING';
  return receiving?.member === member ? 'RECEIVING' : 'OTHER';
}

/** A manifest is (sending depot, number, date): one for its partners, one of his own for anybody else. */
export function manifestId(maker: Maker, known: readonly ManifestDocument[]): string {
  const role = makerRole(maker);
  const own = role === 'SENDING' || (role === 'RECEIVING' && namedBySender(maker, known));
  return fingerprint('manifest', maker.bucket, maker.date, own ? null : [role, maker.member]);
}

/** The sending partner has sent this manifest itself, to this very receiver. */
const namedBySender = ({ date, member }: Maker, known: readonly ManifestDocument[]): boolean =>
  known.some(
    (document) =>
      document.date === date &&
      makerRole(document) === 'SENDING' &&
      document.receiving?.member === member &&
      standing(document.tellings).length > 0,
  );

/** The list that counts: the latest that replaces earlier ones; null: none is complete. */
export function currentDocument(
  documents: readonly ManifestDocument[],
  { date, member }: Pick<Maker, 'date' | 'member'>,
): ManifestDocument | null {
  let current: ManifestDocument | null = null;
  for (const document of documents) {
    if (!document.complete || !document.replaces || standing(document.tellings).length === 0)
      continue;
    if (document.date !== date || document.member !== member) continue;
    if (current === null || cameLater(document, current)) current = document;
  }
  return current;
}

/** By receipt, of one upload by line. */
export function cameLater(a: ManifestDocument, b: ManifestDocument): boolean {
  const [one, other] = [firstReceived(standing(a.tellings)), firstReceived(standing(b.tellings))];
  if (one === undefined || other === undefined) return other === undefined && one !== undefined;
  return receivedBefore(other, one) || (!receivedBefore(one, other) && a._id > b._id);
}

export interface OnManifests {
  /** Ids, newest first. */
  readonly ids: readonly string[];
  readonly numbers: readonly string[];
  /** A document sent again no longer lists it. */
  readonly fellOff: boolean;
}

export const makerOf = (claim: Claim & { manifest: NonNullable<Claim['manifest']> }): Maker => ({
  bucket: claim.manifest.bucket,
  date: claim.manifest.date,
  member: claim.member,
  sending: claim.headSending ?? claim.sending,
  receiving: claim.headReceiving ?? claim.receiving,
});

type Listed = Claim & { readonly manifest: NonNullable<Claim['manifest']> };
const isListed = (claim: Claim): claim is Listed =>
  claim.manifest !== null && standing(claim.tellings).length > 0;

/** LISTED on a list that counts; REMOVED: the list that it stood on was replaced; PENDING: its list is not yet complete. */
type Place = 'LISTED' | 'REMOVED' | 'PENDING';

export function placeOn(claim: Listed, documents: readonly ManifestDocument[]): Place {
  const current = currentDocument(documents, makerOf(claim));
  if (current === null || !claim.manifest.replaces) return 'LISTED';
  const on = new Set(standing(claim.tellings).map(({ document }) => document));
  if (on.has(current._id)) return 'LISTED';
  return documents.some(({ _id, complete }) => complete && on.has(_id)) ? 'REMOVED' : 'PENDING';
}

/** The manifests that a consignment is on, by the claims about it. */
export function onManifests(
  claims: readonly Claim[],
  documentsOf: (bucket: string) => readonly ManifestDocument[],
): OnManifests {
  const on = new Map<string, { date: string; number: string }>();
  const off = new Set<string>();
  for (const claim of claims.filter(isListed)) {
    const maker = makerOf(claim);
    const documents = documentsOf(maker.bucket);
    const id = manifestId(maker, documents);
    const place = placeOn(claim, documents);
    if (place === 'LISTED') on.set(id, { date: maker.date ?? '', number: claim.manifest.number });
    if (place === 'REMOVED') off.add(id);
  }
  const newest = [...on].sort(
    ([a, one], [b, other]) =>
      compare(other.date, one.date) || compare(other.number, one.number) || compare(b, a),
  );
  return {
    ids: newest.map(([id]) => id),
    numbers: [...new Set(newest.map(([, { number }]) => number))],
    fellOff: [...off].some((id) => !on.has(id)),
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
