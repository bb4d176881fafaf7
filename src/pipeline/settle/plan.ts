import { randomUUID } from 'node:crypto';
import { resolve } from '../../matching/resolve.ts';
import type { ConsignmentHead } from '../../store/consignment-store.ts';
import type { ConsignmentDoc } from '../../store/documents.ts';
import type { Registration } from '../../store/reference-store.ts';
import type { FoldState } from '../../store/working-documents.ts';
import type { Unloadings } from '../../tracking/unloadings.ts';
import type { Component } from './components.ts';
import { prepareDocument, type Prepared } from './document.ts';
import { identify, type Identities, type Identified } from './identify.ts';
import type { Neighbourhood } from './load.ts';
import type { SettleNeeds } from './needs.ts';
import { renderGroup, type Rendered } from './render.ts';

export interface Plan {
  readonly keys: readonly string[];
  readonly identities: Identities;
  readonly rendered: readonly { readonly one: Identified; readonly views: readonly Rendered[] }[];
  /** Shared documents, guarded by their versions. */
  readonly writes: readonly Prepared[];
  readonly registrations: readonly Registration[];
  readonly ambiguous: readonly {
    readonly record: string;
    readonly candidates: readonly string[];
  }[];
}

/** What one component comes to: its consignments, their documents, and what has to be registered and written. */
export function planComponent(
  needs: SettleNeeds,
  component: Component,
  found: Neighbourhood,
): Plan {
  const { groups, ambiguous } = resolve(component, needs.isHub);
  const identities = identify(groups, component.heads);
  const documentsOf = (bucket: string): NonNullable<ReturnType<typeof found.documents.get>> =>
    found.documents.get(bucket) ?? [];
  const unloadingsOf = (bucket: string): Unloadings | undefined => found.unloadings.get(bucket);
  const all = identities.identified.map(({ id }) => id);
  const joined = identities.joined.map(({ head }) => head._id);
  const registrations: Registration[] = [];
  const writes: Prepared[] = [];
  const rendered = identities.identified.map((one) => {
    const views = renderGroup(one.group, { groups, documentsOf, unloadingsOf });
    const fold = foldState(
      one,
      views,
      [...all, ...joined].filter((id) => id !== one.id),
    );
    registrations.push(...missingRegistrations(one, fold, found));
    const shared = views[0];
    const how = { id: one.id, consignment: one.id, head: alive(one.head), fold, now: needs.now() };
    const prepared = shared === undefined ? null : prepareDocument(shared, how);
    if (prepared !== null) writes.push(prepared);
    return { one, views };
  });
  for (const { head, into } of identities.joined)
    if (head.joinedInto !== into) writes.push(closed(head, into, needs.now()));
  for (const head of identities.gone)
    if (head.viewers.length > 0) writes.push(closed(head, null, needs.now()));
  const idOf = new Map(identities.identified.map(({ group, id }) => [group, id]));
  return {
    keys: [...new Set([...component.claims, ...component.events].flatMap((record) => record.keys))],
    identities,
    rendered,
    writes,
    registrations,
    ambiguous: ambiguous.map(({ record, candidates }) => ({
      record,
      candidates: candidates.flatMap((group) => idOf.get(group) ?? []),
    })),
  };
}

/** A head that was closed is written over whatever its hash says. */
export const alive = (head: ConsignmentHead | null): ConsignmentHead | null =>
  head === null || (head.viewers.length > 0 && head.joinedInto === undefined)
    ? head
    : { ...head, hash: '' };

function foldState(
  { group, head, firstClaim }: Identified,
  views: readonly Rendered[],
  kin: string[],
): FoldState {
  const own = views.slice(1).flatMap(({ audience }) => audience.viewers);
  const records = [...group.events, ...group.withdrawals];
  const keys = [...group.claims, ...records].flatMap((record) => record.keys);
  const subjects = records.map(({ subject }) => subject);
  return {
    firstClaim,
    claims: group.claims.map(({ _id }) => _id).sort(),
    subjects: [...new Set(subjects)].sort(),
    keys: [...new Set(keys)].sort(),
    kin: kin.sort(),
    restricted: [...new Set([...own, ...(head?.fold?.restricted ?? [])])].sort(),
  };
}

/** The consignment stands under every key of its records, so that whoever comes by one of them finds it. */
function missingRegistrations(
  { id, head }: Identified,
  fold: FoldState,
  found: Neighbourhood,
): Registration[] {
  const known = new Set(head?.joinedInto === undefined ? head?.fold?.keys : []);
  return fold.keys
    .filter((key) => !known.has(key) && !found.references.get(key)?.consignments.includes(id))
    .map((key) => ({ key, consignments: [id] }));
}

/** A consignment that lives on in another one (`into`), or of which nothing is left. Its fold stays, so that it can come back as itself. */
export function closed(head: ConsignmentHead, into: string | null, now: Date): Prepared {
  const document = {
    _id: head._id,
    consignment: head._id,
    viewers: [],
    ...(into === null ? {} : { joinedInto: into }),
    version: head.version + 1,
    hash: '',
    write: randomUUID(),
    fold: head.fold,
    events: [],
    manifests: [],
    createdAt: head.createdAt,
    updatedAt: now,
  };
  return { document: document as unknown as ConsignmentDoc, pages: [] };
}
