import type { ConsignmentDraft, PackageDraft, PartyDraft } from '../domain/draft.ts';
import type { Package, Party, Problem } from '../domain/consignment.ts';
import { fingerprint } from '../domain/hash.ts';
import type { Claim } from '../domain/record.ts';
import { barcodeValue, hasValidCheckDigit, looksLikeSscc } from '../domain/reference.ts';
import { keysOf } from '../matching/keys.ts';
import { findDepot, type IssueList, type NormalisingContext } from './context.ts';
import { sideOf, type RegisteredDepot } from './register.ts';
import { implausibilities } from './plausibility.ts';
import { storeReferences } from './references.ts';

interface Depots {
  readonly sending: RegisteredDepot | null;
  readonly receiving: RegisteredDepot | null;
  readonly headSending: RegisteredDepot | null;
  readonly headReceiving: RegisteredDepot | null;
}

/** A consignment record as the claim that is kept. */
export function normaliseConsignment(
  context: NormalisingContext,
  draft: ConsignmentDraft,
  issues: IssueList,
): Claim {
  const depots = findDepots(context, draft, issues);
  const references = storeReferences(context, draft.references, {
    sending: depots.sending,
    receiving: depots.receiving,
    date: draft.documentDate,
    network: null,
    line: draft.line,
    record: draft.record,
    issues,
  });
  const packages = draft.packages.map((item, index) =>
    storePackage({ item, index }, draft, issues),
  );
  const barcodes = packages.flatMap((item) => (item.barcode === null ? [] : [item.barcode]));
  const keys = keysOf({ references, barcodes });
  const anchor = fingerprint('claim', keys[0] ?? null);
  return {
    _id: `${anchor}:${digestOf(context, draft)}`,
    anchor,
    keys,
    member: context.feed.member,
    references,
    sending: sideOf(depots.sending),
    receiving: sideOf(depots.receiving),
    originNamed: draft.originNamed,
    headSending: sideOf(depots.headSending),
    headReceiving: sideOf(depots.headReceiving),
    documentDate: draft.documentDate,
    manifest: manifestOf(draft, depots),
    shipper: storeParty(draft.shipper),
    consignee: storeParty(draft.consignee),
    packages,
    quantities: {
      packageCount: draft.packageCount,
      grossWeightKg: draft.grossWeightKg,
      volumeM3: draft.volumeM3,
      loadingMetres: draft.loadingMetres,
      palletPlaces: draft.palletPlaces,
    },
    problems: checkPlausibility(draft, issues),
    tellings: [tellingOf(context, draft)],
  };
}

function findDepots(
  context: NormalisingContext,
  draft: ConsignmentDraft,
  issues: IssueList,
): Depots {
  const how = { network: null, date: draft.documentDate, issues };
  const headSending = findDepot(context, draft.headSendingDepot, how);
  const headReceiving = findDepot(context, draft.headReceivingDepot, how);
  const same = (
    a: ConsignmentDraft['sendingDepot'],
    b: ConsignmentDraft['sendingDepot'],
  ): boolean => a !== null && a.value === b?.value;
  return {
    headSending,
    headReceiving,
    sending: same(draft.sendingDepot, draft.headSendingDepot)
      ? headSending
      : findDepot(context, draft.sendingDepot, how),
    receiving: same(draft.receivingDepot, draft.headReceivingDepot)
      ? headReceiving
      : findDepot(context, draft.receivingDepot, how),
  };
}

function storePackage(
  { item: { barcode, type, weightKg }, index }: { item: PackageDraft; index: number },
  { line, record, places }: ConsignmentDraft,
  issues: IssueList,
): Package {
  const value = barcode === null ? null : barcodeValue(barcode);
  const isSscc = value !== null && looksLikeSscc(value);
  if (isSscc && !hasValidCheckDigit(value))
    issues.add(
      'BAD_CHECK_DIGIT',
      places[`packages.${index}.barcode`] ?? { line, record, field: 'barcode', value: barcode },
    );
  return { barcode: value, isSscc: isSscc && hasValidCheckDigit(value), type, weightKg };
}

const storeParty = (party: PartyDraft | null): Party | null =>
  party === null || (party.name === null && party.street === null && !hasPlace(party))
    ? null
    : { name: party.name, street: party.street, place: party.place };
const hasPlace = ({ place }: PartyDraft): boolean =>
  place.name !== null || place.postcode !== null || place.country !== null;

function checkPlausibility(draft: ConsignmentDraft, issues: IssueList): Problem[] {
  const problems = implausibilities(draft);
  for (const { code, field, value } of problems) {
    const fallback = { line: draft.line, record: draft.record, field, value };
    issues.add(code, (field === null ? undefined : draft.places[field]) ?? fallback);
  }
  return problems;
}

/** Bucket of all manifests of one sending depot and number, whatever their date. */
export const manifestBucket = (depot: string, number: string): string =>
  fingerprint('manifest', depot.trim().toUpperCase(), number);

function manifestOf({ manifest, ...draft }: ConsignmentDraft, depots: Depots): Claim['manifest'] {
  if (manifest === null) return null;
  const sender = depots.headSending ?? depots.sending;
  const named = draft.headSendingDepot ?? draft.sendingDepot;
  return {
    bucket: manifestBucket(sender?.code ?? named?.value ?? '', manifest.number),
    number: manifest.number,
    date: manifest.date,
    replaces: manifest.replaces,
  };
}

/** The content, without where it stood: the same content told again is the same claim. */
function digestOf({ feed }: NormalisingContext, draft: ConsignmentDraft): string {
  const { line: _line, record: _record, places: _places, manifest, ...content } = draft;
  const names = [
    draft.sendingDepot?.value,
    draft.receivingDepot?.value,
    draft.headSendingDepot?.value,
    draft.headReceivingDepot?.value,
  ];
  const {
    sendingDepot: _s,
    receivingDepot: _r,
    headSendingDepot: _hs,
    headReceivingDepot: _hr,
    ...rest
  } = content;
  const list = manifest === null ? null : [manifest.number, manifest.date, manifest.kind];
  return fingerprint(feed.member, names, list, rest);
}

function tellingOf(
  { feed, upload }: NormalisingContext,
  { line, manifest }: ConsignmentDraft,
): Claim['tellings'][number] {
  return {
    key: `${upload.id}:${line}`,
    upload: upload.id,
    feed: feed.slug,
    line,
    receivedAt: upload.receivedAt,
    takenBackAt: null,
    document: manifest === null ? null : `${upload.id}:${manifest.headLine}`,
  };
}
