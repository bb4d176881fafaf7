import type { MemberId } from '../domain/consignment.ts';
import { fingerprint } from '../domain/hash.ts';
import { standing, type Claim, type ManifestDocument, type Side } from '../domain/record.ts';

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
    if (!document.complete || !document.replaces || standing(document.tellings).length === 0) continue;
    if (document.date !== date || document.member !== member) continue;
    if (current === null || cameLater(document, current)) current = document;
  }
  return current;
}

function cameLater(a: ManifestDocument, b: ManifestDocument): boolean {
  const time = receipt(a) - receipt(b);
  return time === 0 ? a._id > b._id : time > 0;
}
export const receipt = (document: ManifestDocument): number =>
  Math.max(...standing(document.tellings).map(({ receivedAt }) => receivedAt.getTime()));

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

const isListed = (claim: Claim): claim is Claim & { manifest: NonNullable<Claim['manifest']> } =>
  claim.manifest !== null && standing(claim.tellings).length > 0;

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
    const current = currentDocument(documents, maker);
    const listed =
      current === null ||
      !claim.manifest.replaces ||
      standing(claim.tellings).some(({ document }) => document === current._id);
    if (listed) on.set(id, { date: maker.date ?? '', number: claim.manifest.number });
    else off.add(id);
  }
  const newest = [...on].sort(
    ([a, one], [b, other]) =>
      other.date.localeCompare(one.date) || other.number.localeCompare(one.number) || (a < b ? 1 : -1),
  );
  return {
    ids: newest.map(([id]) => id),
    numbers: [...new Set(newest.map(([, { number }]) => number))],
    fellOff: [...off].some((id) => !on.has(id)),
  };
}
