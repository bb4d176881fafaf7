import type { ConsignmentDraft, PartyDraft } from '../domain/draft.ts';
import type { Problem } from '../domain/consignment.ts';
import { POSTCODE_FORMS } from './postcodes.ts';

/** More than any lorry carries (40 t combination, 25.5 t payload, with room for 44 t traffic), in kg. */
const HEAVIEST_CONSIGNMENT_KG = 30_000;
/** More than a pallet truck lifts, in kg. */
const HEAVIEST_PACKAGE_KG = 3_000;

/** What can hardly be meant: a weight no lorry or package has, a postcode its country does not have. Warnings, the values are kept. */
export function implausibilities(draft: ConsignmentDraft): Problem[] {
  const problems: Problem[] = [];
  const { grossWeightKg, packageCount } = draft;
  const perPackage = grossWeightKg === null || !packageCount ? null : grossWeightKg / packageCount;
  if (
    grossWeightKg !== null &&
    (grossWeightKg > HEAVIEST_CONSIGNMENT_KG || (perPackage ?? 0) > HEAVIEST_PACKAGE_KG)
  )
    problems.push({ code: 'ABSURD_WEIGHT', field: 'grossWeightKg', value: String(grossWeightKg) });
  for (const party of ['shipper', 'consignee'] as const) {
    if (!hasPostcodeOfItsCountry(draft[party]))
      problems.push({
        code: 'BAD_POSTCODE',
        field: `${party}.postcode`,
        value: draft[party]?.place.postcode ?? null,
      });
  }
  return problems;
}

function hasPostcodeOfItsCountry(party: PartyDraft | null): boolean {
  const { postcode, country } = party?.place ?? { postcode: null, country: null };
  if (postcode === null || country === null) return true;
  const form = POSTCODE_FORMS[country.toUpperCase()];
  if (form === undefined) return true;
  const bare = postcode.toUpperCase().replace(/\s+/g, ' ').trim();
  return form.test(bare.replace(new RegExp(`^${country.toUpperCase()}-`), ''));
}
