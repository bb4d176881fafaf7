import { fingerprint } from '../../domain/hash.ts';
import { firstReceived, standing, type Difference, type ManifestDocument, type UnloadingReport } from '../../domain/record.ts';
import type { ConsignmentDoc, ManifestDoc } from '../../store/documents.ts';
import { manifestId, makerRole, receipt } from '../../tracking/manifests.ts';

export interface FoldedManifest {
  readonly id: string;
  /** The document to write, null where it stands already; `consignments` are those on it. */
  document(consignments: readonly ConsignmentDoc[], known: ManifestDoc | null): ManifestDoc | null;
}

interface Known {
  readonly bucket: string;
  readonly documents: readonly ManifestDocument[];
  readonly reports: readonly UnloadingReport[];
  readonly differences: readonly Difference[];
  /** Consignment by id of the event that a difference made. */
  readonly homes: ReadonlyMap<string, string>;
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
  consignments: readonly ConsignmentDoc[],
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
    (latest, one) =>
      latest === null || receipt(one) > receipt(latest) || (receipt(one) === receipt(latest) && one._id > latest._id)
        ? one
        : latest,
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
  { list, known, documents }: { list: ManifestDocument; known: Known; documents: readonly ManifestDocument[] },
  consignments: readonly ConsignmentDoc[],
): Content {
  const sum = (read: (doc: ConsignmentDoc) => number | null): number | null => {
    const values = consignments.flatMap((doc) => read(doc) ?? []);
    return values.length === 0 ? null : Math.round(values.reduce((a, b) => a + b, 0) * 1000) / 1000;
  };
  const sending = list.sending?.member ?? null;
  const receiving = list.receiving?.member ?? null;
  const viewers =
    makerRole(list) === 'OTHER' ? [list.member] : [sending, receiving].filter((member) => member !== null);
  const first = documents.filter((one) => one.complete).sort((a, b) => firstReceipt(a) - firstReceipt(b))[0] ?? list;
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
    source: sourceOf({ tellings: (list.replaces ? [list] : documents).flatMap(({ tellings }) => tellings) }),
    createdAt: new Date(firstReceipt(first)),
  };
}

const byNumber = (a: ConsignmentDoc, b: ConsignmentDoc): number =>
  (a.references[0]?.value ?? '').localeCompare(b.references[0]?.value ?? '') || (a._id < b._id ? -1 : 1);

const firstReceipt = ({ tellings }: ManifestDocument): number =>
  Math.min(...tellings.map(({ receivedAt }) => receivedAt.getTime()));

const sourceOf = ({ tellings }: { tellings: ManifestDocument['tellings'] }): ManifestDoc['source'] => {
  const alive = standing(tellings);
  const told = firstReceived(alive.length > 0 ? alive : tellings);
  return { upload: told?.upload ?? '', line: told?.line ?? 0, receivedAt: told?.receivedAt ?? new Date(0) };
};

/** Reports of the manifest's partners, oldest first. A report without a date of this manifest answers the nearest. */
function unloadingsOf(list: ManifestDocument, { bucket, reports, differences, homes, documents }: Known): ManifestDoc['unloadings'] {
  const parties = [list.sending?.member, list.receiving?.member];
  const dates = new Set(documents.map(({ date }) => date));
  return reports
    .filter((report) => standing(report.tellings).length > 0 && parties.includes(report.member))
    .filter((report) => answers(report.date, list.date, dates))
    .sort((a, b) => timeOf(a) - timeOf(b) || (a._id < b._id ? -1 : 1))
    .map((report) => ({
      loadingUnit: report.loadingUnit,
      arrivedAt: report.arrivedAt,
      startedAt: report.startedAt,
      finishedAt: report.finishedAt,
      differences: differences
        .filter((one) => one.report === report._id && one.buckets.includes(bucket))
        .filter((one) => standing(one.tellings).length > 0)
        .sort((a, b) => lineOf(a) - lineOf(b) || (a._id < b._id ? -1 : 1))
        .map((one) => ({
          consignment: one.event === null ? null : (homes.get(one.event) ?? null),
          reason: one.reason,
          packageCount: one.packageCount,
          note: one.note,
        })),
      source: sourceOf(report),
    }));
}

function answers(report: string | null, own: string | null, dates: ReadonlySet<string | null>): boolean {
  if (report === own || report === null || own === null) return true;
  if (dates.has(report)) return false;
  const apart = (date: string | null): number =>
    date === null ? Infinity : Math.abs(Date.parse(date) - Date.parse(report));
  return [...dates].every((date) => apart(own) <= apart(date));
}

const timeOf = ({ finishedAt, startedAt, arrivedAt, tellings }: UnloadingReport): number =>
  (finishedAt ?? startedAt ?? arrivedAt ?? tellings[0]?.receivedAt ?? new Date(0)).getTime();

const lineOf = ({ tellings }: Difference): number => tellings[0]?.line ?? 0;
