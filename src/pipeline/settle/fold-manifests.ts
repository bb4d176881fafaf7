import { fingerprint } from '../../domain/hash.ts';
import { firstReceived, standing, type ManifestDocument } from '../../domain/record.ts';
import type { Listed } from '../../store/consignment-store.ts';
import type { ManifestDoc } from '../../store/documents.ts';
import { cameLater, makerRole, manifestId } from '../../tracking/manifests.ts';
import { differencesOf, reportsAnswering, type Unloadings } from '../../tracking/unloadings.ts';

export interface FoldedManifest {
  readonly id: string;
  /** The document to write, null where it stands already; `consignments` are those on it. */
  document(consignments: readonly Listed[], known: ManifestDoc | null): ManifestDoc | null;
}

/** Where the event of a difference stands. */
export interface Home {
  readonly consignment: string;
  readonly reason: string | null;
  readonly withdrawn: boolean;
}

interface Known extends Unloadings {
  readonly bucket: string;
  readonly documents: readonly ManifestDocument[];
  /** By id of the event that a difference made. */
  readonly homes: ReadonlyMap<string, Home>;
  /** Fingerprint of what a document lists, by its id; absent: not asked for, as it is the only one. */
  readonly contents: ReadonlyMap<string, string>;
}

/** The manifests of one sending depot and number, from the lists that were sent and the reports that answer them (rules.md section 6). */
export function foldManifests(known: Known): FoldedManifest[] {
  const lists = new Map<string, ManifestDocument[]>();
  for (const document of known.documents) {
    const id = manifestId(document, known.documents);
    const list = lists.get(id);
    if (list) list.push(document);
    else lists.set(id, [document]);
  }
  return [...lists].map(([id, documents]) => ({
    id,
    document: (consignments, stored) => build({ id, documents, known }, consignments, stored),
  }));
}

function build(
  { id, documents, known }: { id: string; documents: readonly ManifestDocument[]; known: Known },
  consignments: readonly Listed[],
  stored: ManifestDoc | null,
): ManifestDoc | null {
  const list = leading(documents);
  const content = list === null ? gone(stored) : describe({ list, known, documents }, consignments);
  if (content === null) return null;
  const hash = fingerprint(content);
  if (stored?.hash === hash) return null;
  return { _id: id, ...content, hash, version: (stored?.version ?? 0) + 1 };
}

/** The sending partner's latest list; of others their own latest. */
function leading(documents: readonly ManifestDocument[]): ManifestDocument | null {
  const alive = documents.filter((one) => one.complete && standing(one.tellings).length > 0);
  const bySender = alive.filter((one) => makerRole(one) === 'SENDING');
  const pool = bySender.length > 0 ? bySender : alive;
  return pool.reduce<ManifestDocument | null>(
    (latest, one) => (latest === null || cameLater(one, latest) ? one : latest),
    null,
  );
}

type Content = Omit<ManifestDoc, '_id' | 'hash' | 'version'>;

/** Left without any list: nobody sees it any more. */
function gone(stored: ManifestDoc | null): Content | null {
  if (stored === null) return null;
  const { _id, hash, version, ...content } = stored;
  return { ...content, viewers: [], consignments: [], unloadings: [] };
}

function describe(
  {
    list,
    known,
    documents,
  }: { list: ManifestDocument; known: Known; documents: readonly ManifestDocument[] },
  consignments: readonly Listed[],
): Content {
  const sum = (read: (doc: Listed) => number | null): number | null => {
    const values = consignments.flatMap((doc) => read(doc) ?? []);
    return values.length === 0 ? null : Math.round(values.reduce((a, b) => a + b, 0) * 1000) / 1000;
  };
  const sending = list.sending?.member ?? null;
  const receiving = list.receiving?.member ?? null;
  const viewers =
    makerRole(list) === 'OTHER'
      ? [list.member]
      : [sending, receiving].filter((member) => member !== null);
  const first =
    documents.filter((one) => one.complete).sort((a, b) => firstReceipt(a) - firstReceipt(b))[0] ??
    list;
  const unloadings = unloadingsOf(list, known);
  return {
    number: list.number,
    kind: list.kind,
    date: list.date,
    sendingPartner: sending,
    receivingPartner: receiving,
    sendingDepot: list.sending?.depot ?? null,
    receivingDepot: list.receiving?.depot ?? null,
    viewers: [...new Set(viewers)],
    consignmentCount: consignments.length,
    packageCount: sum(({ quantities }) => quantities.packageCount),
    grossWeightKg: sum(({ quantities }) => quantities.grossWeightKg),
    loadingMetres: sum(({ quantities }) => quantities.loadingMetres),
    consignments: [...consignments].sort(byNumber).map(({ _id }) => _id),
    unloadings,
    hasDifferences: unloadings.some(({ differences }) => differences.length > 0),
    source: sourceOf({
      tellings: sameLists(list, documents, known).flatMap((one) => one.tellings),
    }),
    createdAt: new Date(firstReceipt(first)),
  };
}

/** The documents that say what counts now: the same list sent again changes nothing, its source stays the first. */
function sameLists(
  list: ManifestDocument,
  documents: readonly ManifestDocument[],
  { contents }: Known,
): readonly ManifestDocument[] {
  const alive = documents.filter((one) => one.complete && standing(one.tellings).length > 0);
  if (!list.replaces) return alive;
  const content = contents.get(list._id);
  const same = alive.filter(
    (one) => one.replaces && one.member === list.member && contents.get(one._id) === content,
  );
  return content === undefined ? [list] : same;
}

const byNumber = (a: Listed, b: Listed): number =>
  (a.references[0]?.value ?? '').localeCompare(b.references[0]?.value ?? '') ||
  (a._id < b._id ? -1 : 1);

const firstReceipt = ({ tellings }: ManifestDocument): number =>
  Math.min(...tellings.map(({ receivedAt }) => receivedAt.getTime()));

const sourceOf = ({
  tellings,
}: {
  tellings: ManifestDocument['tellings'];
}): ManifestDoc['source'] => {
  const alive = standing(tellings);
  const told = firstReceived(alive.length > 0 ? alive : tellings);
  return {
    upload: told?.upload ?? '',
    line: told?.line ?? 0,
    receivedAt: told?.receivedAt ?? new Date(0),
  };
};

/** The reports that answer it, with their differences; one whose event was withdrawn is none any more. */
function unloadingsOf(list: ManifestDocument, known: Known): ManifestDoc['unloadings'] {
  const { bucket, documents, homes } = known;
  const parties = [list.sending?.member, list.receiving?.member];
  const answered = { bucket, number: list.number, date: list.date, parties };
  return reportsAnswering(answered, known, documents).map((report) => ({
    loadingUnit: report.loadingUnit,
    arrivedAt: report.arrivedAt,
    startedAt: report.startedAt,
    finishedAt: report.finishedAt,
    differences: differencesOf(report, answered, known).flatMap((one) => {
      const home = one.event === null ? undefined : homes.get(one.event);
      if (home?.withdrawn === true) return [];
      const { packageCount, note } = one;
      const reason = home?.reason ?? one.reason;
      return [{ consignment: home?.consignment ?? null, reason, packageCount, note }];
    }),
    source: sourceOf(report),
  }));
}
