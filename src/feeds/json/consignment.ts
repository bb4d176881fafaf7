import { z } from 'zod';
import type {
  ConsignmentDraft,
  DepotName,
  ManifestLink,
  PackageDraft,
} from '../../domain/draft.ts';
import { issueAt, type Issue, type Where } from '../../domain/issue.ts';
import { count, day, identifier, listOf, part, party, quantity, reference } from './fields.ts';
import { defineKind } from './kind.ts';
import { partyOf, placeAt, referencesOf, said, type RecordPlace } from './values.ts';

const schema = part({
  kind: z.literal('consignment'),
  references: listOf(reference).nullish(),
  sendingDepot: identifier.describe('Code, GLN or alias of the first sender'),
  receivingDepot: identifier.describe('Code, GLN or alias of the last receiver'),
  manifest: part({ number: identifier, date: day }).nullish(),
  shipper: party,
  consignee: party,
  packages: listOf(
    part({
      barcode: identifier.describe('SSCC (18 digits, or 20 with 00 before) or any other barcode'),
      type: identifier.describe('FP, KT, …'),
      weightKg: quantity,
    }),
  ).nullish(),
  packageCount: count,
  grossWeightKg: quantity,
  volumeM3: quantity,
  loadingMetres: quantity,
  palletPlaces: quantity,
}).describe(
  'At least one reference or one package with a barcode. A null or absent value says nothing and overwrites nothing',
);
type Consignment = z.infer<typeof schema>;

const QUANTITIES = [
  'packageCount',
  'grossWeightKg',
  'volumeM3',
  'loadingMetres',
  'palletPlaces',
] as const;

function depotOf(value: Consignment, side: 'sendingDepot' | 'receivingDepot', place: RecordPlace) {
  const name = said(value[side]);
  return name === null ? null : ({ value: name, where: placeAt(place, side, name) } as DepotName);
}

function packagesOf(value: Consignment): PackageDraft[] {
  return (value.packages ?? []).map((given) => ({
    barcode: said(given.barcode),
    type: said(given.type),
    weightKg: given.weightKg ?? null,
  }));
}

function manifestOf(value: Consignment, place: RecordPlace): ManifestLink | null {
  const number = said(value.manifest?.number);
  if (number === null) return null;
  const date = value.manifest?.date ?? null;
  return { number, date, kind: 'BORDERO', headLine: place.line, replaces: false };
}

function placesOf(value: Consignment, place: RecordPlace): Record<string, Where> {
  const places: Record<string, Where> = {};
  const note = (path: string, written: string | null): void => {
    if (written !== null) places[path] = placeAt(place, path, written);
  };
  for (const quantity of QUANTITIES) {
    const amount = value[quantity] ?? null;
    note(quantity, amount === null ? null : String(amount));
  }
  for (const role of ['shipper', 'consignee'] as const) {
    note(`${role}.postcode`, said(value[role]?.postcode));
    note(`${role}.country`, said(value[role]?.country));
  }
  value.packages?.forEach((given, i) => note(`packages.${i}.barcode`, said(given.barcode)));
  return places;
}

function toDraft(value: Consignment, place: RecordPlace): ConsignmentDraft | readonly Issue[] {
  const references = referencesOf(value.references ?? []);
  const packages = packagesOf(value);
  if (references.length === 0 && !packages.some(({ barcode }) => barcode !== null)) {
    return [issueAt('NO_REFERENCE', placeAt(place, 'references', null))];
  }
  const sendingDepot = depotOf(value, 'sendingDepot', place);
  const receivingDepot = depotOf(value, 'receivingDepot', place);
  const manifest = manifestOf(value, place);
  return {
    type: 'consignment',
    line: place.line,
    record: place.kind,
    references,
    sendingDepot,
    receivingDepot,
    originNamed: false,
    headSendingDepot: manifest === null ? null : sendingDepot,
    headReceivingDepot: manifest === null ? null : receivingDepot,
    documentDate: value.manifest?.date ?? null,
    manifest,
    shipper: partyOf(value.shipper),
    consignee: partyOf(value.consignee),
    packages,
    packageCount: value.packageCount ?? null,
    grossWeightKg: value.grossWeightKg ?? null,
    volumeM3: value.volumeM3 ?? null,
    loadingMetres: value.loadingMetres ?? null,
    palletPlaces: value.palletPlaces ?? null,
    places: placesOf(value, place),
  };
}

export const consignment = defineKind({ kind: 'consignment', schema, toDraft });
