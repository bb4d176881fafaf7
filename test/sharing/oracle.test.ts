/** Who sees what, stated once more from the sentences of rules.md section 5, by other means than the hub's. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Claim, Telling } from '../../src/domain/record.ts';
import type { Group } from '../../src/matching/group.ts';
import { isHub, resolveAll } from '../support/builders.ts';
import { seenBy } from '../support/sight.ts';
import { smallWorld } from '../support/small-worlds.ts';

const MEMBERS = ['graz', 'brno', 'hamburg', 'lyon', 'turku'];
const RUNS = { numRuns: Number(process.env['RUNS'] ?? 300) };
const dayMs = (date: string): number => Date.parse(`${date}T00:00Z`);
const isTold = (tellings: readonly Telling[]): boolean =>
  tellings.some(({ takenBackAt }) => takenBackAt === null);
const latest = (claims: readonly Claim[]): Claim | undefined =>
  [...claims].sort(
    (a, b) => dayMs(b.documentDate ?? '') - dayMs(a.documentDate ?? '') || (a._id < b._id ? -1 : 1),
  )[0];

interface Word {
  /** The sending partner who has spoken; null: it has not. */
  readonly sender: string | null;
  readonly receiver: string | null;
  readonly former: readonly string[];
  readonly custody: readonly string[];
  /** The sender whom only the receiving partner names. */
  readonly named: string | null;
}

/** "Who they are is the sending partner's word; as long as it has said nothing, the receiving partner's." */
function wordOf(group: Group): Word {
  const { claims } = group;
  const sender = claims.some(({ member, sending }) => member === sending?.member)
    ? firstSender(claims)
    : null;
  const speaker =
    sender ?? claims.find(({ member, receiving }) => member === receiving?.member)?.member;
  const own = claims.filter(({ member }) => member === speaker);
  const receiver =
    latest(own.filter((claim) => claim.receiving !== null))?.receiving?.member ?? null;
  if (sender === null) {
    const named = latest(own.filter((claim) => claim.sending !== null))?.sending?.member ?? null;
    return { sender: null, receiver: speaker ?? null, former: [], custody: [], named };
  }
  const former = own.flatMap(({ receiving }) => receiving?.member ?? []);
  return { sender, receiver, former, custody: chain(sender, receiver, claims), named: null };
}

/** Of several that call themselves the sending partner the one that was not handed it by another one before. */
function firstSender(claims: readonly Claim[]): string {
  const senders = new Set(
    claims.flatMap(({ member, sending }) => (member === sending?.member ? [member] : [])),
  );
  const [first = ''] = [...senders].filter((member) =>
    [...senders].every((other) => other === member || chain(member, null, claims).includes(other)),
  );
  return first;
}

/** "The sending partner's bordero makes the member that receives it a handling partner; its own onward bordero does the same." */
function chain(sender: string, receiver: string | null, claims: readonly Claim[]): string[] {
  const holders = new Set([sender]);
  for (let size = -1; size !== holders.size;) {
    size = holders.size;
    for (const claim of claims) {
      const to = claim.headReceiving?.member;
      if (to === undefined || !holders.has(claim.member) || to === receiver) continue;
      if (claim.member !== sender && claim.headSending?.member !== claim.member) continue;
      if (claim.member === sender && to === claim.receiving?.member) continue;
      holders.add(to);
    }
  }
  holders.delete(sender);
  return [...holders];
}

test('nobody sees a record of somebody else but as partner or handling partner by the word of a partner', () => {
  fc.assert(
    fc.property(smallWorld, (world) => {
      const { groups } = resolveAll(world);
      const homeOf = new Map<string, Group>();
      for (const group of groups)
        for (const one of [...group.claims, ...group.events]) homeOf.set(one._id, group);
      const byId = new Map(world.map((one) => [one._id, one]));
      for (const viewer of MEMBERS)
        for (const { records } of seenBy(viewer, world))
          for (const id of records) {
            const group = homeOf.get(id);
            if (byId.get(id)?.member === viewer || group === undefined) continue;
            const { sender, receiver, custody, named } = wordOf(group);
            expect([sender, receiver, named, ...custody]).toContain(viewer);
          }
    }),
    RUNS,
  );
});

test('nobody adds a record to a consignment but its partners, who hands it on, or a central hub', () => {
  fc.assert(
    fc.property(smallWorld, (world) => {
      for (const group of resolveAll(world).groups) {
        const { sender, receiver, former, custody, named } = wordOf(group);
        const entitled = new Set([sender, receiver, named, ...former, ...custody]);
        for (const { member, tellings } of [...group.claims, ...group.events]) {
          if (!isTold(tellings) || entitled.has(member) || isHub(member)) continue;
          expect({ kind: group.kind, owner: group.owner }).toEqual({
            kind: 'STRANGER',
            owner: member,
          });
        }
      }
    }),
    RUNS,
  );
});

test('partners see all of a consignment, and everybody sees what it reported of it itself', () => {
  fc.assert(
    fc.property(smallWorld, (world) => {
      const sights = new Map(
        MEMBERS.map((one) => [one, new Set(seenBy(one, world).flatMap(({ records }) => records))]),
      );
      for (const group of resolveAll(world).groups) {
        const { sender, receiver } = wordOf(group);
        const all = [...group.claims, ...group.events];
        for (const viewer of MEMBERS) {
          const seen = sights.get(viewer) ?? new Set();
          const isPartner = viewer === sender || viewer === receiver;
          for (const { _id, member, tellings } of all)
            if (isPartner || (member === viewer && isTold(tellings)))
              expect(seen.has(_id)).toBe(true);
        }
      }
    }),
    RUNS,
  );
});

test('a record of a stranger changes nothing that the partners see', () => {
  const withStranger = smallWorld.map((world) => {
    const roles = world.flatMap((one) =>
      'anchor' in one ? [one.sending, one.receiving, one.headSending, one.headReceiving] : [],
    );
    const known = new Set(roles.flatMap((side) => side?.member ?? []));
    const strangers = MEMBERS.filter((member) => !known.has(member) && !isHub(member));
    return { world, strangers };
  });
  fc.assert(
    fc.property(withStranger, ({ world, strangers }) => {
      const without = world.filter(({ member }) => !strangers.includes(member));
      for (const viewer of MEMBERS.filter((member) => !strangers.includes(member)))
        expect(seenBy(viewer, world)).toEqual(seenBy(viewer, without));
    }),
    RUNS,
  );
});
