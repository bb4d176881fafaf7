import type { Filter } from 'mongodb';
import type { MemberId } from '../domain/consignment.ts';
import type { EventKind } from '../domain/event.ts';
import { barcodeValue, withoutLeadingZeros } from '../domain/reference.ts';
import type { ConsignmentDoc } from './documents.ts';
import { visibleTo } from './viewing.ts';

/** What a list of consignments may be narrowed by; null or absent: not narrowed. */
export interface ConsignmentQuery {
  readonly reference?: string | null | undefined;
  readonly consigneeName?: string | null | undefined;
  readonly manifestNumber?: string | null | undefined;
  readonly statusFrom?: Date | null | undefined;
  readonly statusUntil?: Date | null | undefined;
  readonly hasProblems?: boolean | null | undefined;
  readonly statusKinds?: readonly EventKind[] | null | undefined;
  readonly sendingPartner?: MemberId | null | undefined;
  readonly receivingPartner?: MemberId | null | undefined;
  readonly originCountry?: string | null | undefined;
  readonly destinationCountry?: string | null | undefined;
  readonly destinationPostcodePrefix?: string | null | undefined;
  readonly updatedSince?: Date | null | undefined;
}

/** Without case and accents: `Müller` and `MULLER` are the same. */
export const foldName = (name: string): string =>
  name.normalize('NFKD').replace(/\p{M}/gu, '').replace(/ß/g, 'ss').toLowerCase().trim();

/** Matches values that begin with exactly this text; nothing in it is a pattern. */
const beginningWith = (text: string): RegExp =>
  new RegExp(`^${text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')}`);

function referenceValues(reference: string): string[] {
  const value = reference.trim();
  return [...new Set([withoutLeadingZeros(value), barcodeValue(value)])];
}

const given = <Value>(value: Value | null | undefined): value is Value =>
  value !== null && value !== undefined;

/** Everything that the viewer may see and that fits; the visibility is part of the filter, never added later. */
export function consignmentFilter(
  member: MemberId,
  query: ConsignmentQuery,
): Filter<ConsignmentDoc> {
  const filter: Record<string, unknown> = visibleTo(member);
  const set = (path: string, condition: unknown): void => {
    filter[path] = condition;
  };
  if (given(query.reference)) set('find.references', { $in: referenceValues(query.reference) });
  if (given(query.consigneeName)) {
    set('find.consigneeName', beginningWith(foldName(query.consigneeName)));
  }
  if (given(query.manifestNumber)) set('find.manifestNumbers', query.manifestNumber.trim());
  if (given(query.hasProblems)) set('find.hasProblems', query.hasProblems);
  if (given(query.statusKinds)) set('find.statusKind', { $in: [...query.statusKinds] });
  if (given(query.sendingPartner)) set('sendingPartner', query.sendingPartner);
  if (given(query.receivingPartner)) set('receivingPartner', query.receivingPartner);
  if (given(query.originCountry))
    set('find.originCountry', query.originCountry.trim().toUpperCase());
  if (given(query.destinationCountry)) {
    set('find.destinationCountry', query.destinationCountry.trim().toUpperCase());
  }
  if (given(query.destinationPostcodePrefix)) {
    set('find.destinationPostcode', beginningWith(query.destinationPostcodePrefix.trim()));
  }
  if (given(query.updatedSince)) set('updatedAt', { $gte: query.updatedSince });
  const since = {
    ...(given(query.statusFrom) && { $gte: query.statusFrom }),
    ...(given(query.statusUntil) && { $lt: query.statusUntil }),
  };
  if (Object.keys(since).length > 0) set('find.statusSince', since);
  return filter;
}
