import type { MemberId } from '../../domain/consignment.ts';
import type { ConsignmentDoc } from '../../store/documents.ts';
import { prepareDocument } from './document.ts';
import type { SettleNeeds } from './needs.ts';
import { alive, closed, type Plan } from './plan.ts';
import type { Rendered } from './render.ts';

/** Writes what was planned; answers the ids of consignments whose write lost against another one. */
export async function writePlans(needs: SettleNeeds, plans: readonly Plan[]): Promise<Set<string>> {
  const writes = plans.flatMap((plan) => plan.writes);
  await needs.consignments.writePages(writes.flatMap(({ pages }) => pages));
  const lost = new Set(await needs.consignments.replace(writes.map(({ document }) => document)));
  await writeRestricted(needs, plans, lost);
  for (const { document, pages } of writes)
    if (pages.length > 0) await needs.consignments.dropOlderPages(document._id, document.version);
  return lost;
}

const restrictedId = (consignment: string, member: MemberId): string => `${consignment}~${member}`;

/** Documents for single viewers follow the shared one; an audience that is no more keeps an empty one, so that no late write revives it. */
async function writeRestricted(
  needs: SettleNeeds,
  plans: readonly Plan[],
  lost: ReadonlySet<string>,
): Promise<void> {
  const wanted = plans.flatMap((plan) =>
    restrictedOf(plan).filter(({ consignment }) => !lost.has(consignment)),
  );
  if (wanted.length === 0) return;
  const heads = await needs.consignments.heads(wanted.map(({ id }) => id));
  const headOf = new Map(heads.map((head) => [head._id, head]));
  const documents: ConsignmentDoc[] = [];
  for (const { id, consignment, view } of wanted) {
    const head = headOf.get(id) ?? null;
    if (view === null) {
      if (head !== null && head.viewers.length > 0)
        documents.push(closed(head, null, needs.now()).document);
      continue;
    }
    const how = { id, consignment, head: alive(head), fold: null, now: needs.now() };
    const prepared = prepareDocument(view, how);
    if (prepared === null) continue;
    await needs.consignments.writePages(prepared.pages);
    documents.push(prepared.document);
  }
  await needs.consignments.replaceOlder(documents);
}

function restrictedOf(plan: Plan): { id: string; consignment: string; view: Rendered | null }[] {
  const present = plan.rendered.flatMap(({ one, views }) => {
    const members = new Set(one.head?.fold?.restricted ?? []);
    const byMember = new Map(views.slice(1).map((view) => [view.audience.viewers[0] ?? '', view]));
    for (const member of byMember.keys()) members.add(member);
    return [...members].map((member) => ({
      id: restrictedId(one.id, member),
      consignment: one.id,
      view: byMember.get(member) ?? null,
    }));
  });
  const heads = [...plan.identities.gone, ...plan.identities.joined.map(({ head }) => head)];
  const past = heads.flatMap((head) =>
    (head.fold?.restricted ?? []).map((member) => ({
      id: restrictedId(head._id, member),
      consignment: head._id,
      view: null,
    })),
  );
  return [...present, ...past];
}
