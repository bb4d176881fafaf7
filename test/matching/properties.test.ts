import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { componentsOf } from '../../src/pipeline/settle/components.ts';
import type { Neighbourhood } from '../../src/pipeline/settle/load.ts';
import { isFloating } from '../../src/matching/keys.ts';
import { resolve } from '../../src/matching/resolve.ts';
import { isHub, resolveAll, shapeOf, type AnyRecord } from '../support/builders.ts';
import { shuffled, smallWorld } from '../support/small-worlds.ts';

const RUNS = { numRuns: Number(process.env['RUNS'] ?? 400) };

test('the groups, their roles and references are the same for any order of the records', () => {
  const twice = smallWorld.chain((world) => fc.tuple(fc.constant(world), shuffled(world)));
  fc.assert(
    fc.property(twice, ([world, other]) => {
      expect(shapeOf(resolveAll(other))).toEqual(shapeOf(resolveAll(world)));
    }),
    RUNS,
  );
});

/** What the index of keys would answer for these records. */
function neighbourhoodOf(records: readonly AnyRecord[]): Neighbourhood {
  const references = new Map<string, { _id: string; floating: boolean }>();
  for (const { keys } of records)
    for (const key of keys) {
      const floating = isFloating(keys) || references.get(key)?.floating === true;
      references.set(key, { _id: key, floating });
    }
  const byId = (some: readonly AnyRecord[]) => new Map(some.map((one) => [one._id, one]));
  return {
    references,
    heads: new Map(),
    claims: byId(records.filter((one) => 'anchor' in one)),
    events: byId(records.filter((one) => 'classifier' in one)),
    withdrawals: byId(records.filter((one) => 'withdraws' in one)),
    documents: new Map(),
  } as unknown as Neighbourhood;
}

test('records that share no key that links them can be resolved apart', () => {
  fc.assert(
    fc.property(smallWorld, (world) => {
      const parts = componentsOf(neighbourhoodOf(world)).map((part) => resolve(part, isHub));
      const together = {
        groups: parts.flatMap(({ groups }) => groups),
        waiting: parts.flatMap(({ waiting }) => waiting),
        ambiguous: parts.flatMap(({ ambiguous }) => ambiguous),
      };
      expect(shapeOf(together)).toEqual(shapeOf(resolveAll(world)));
    }),
    RUNS,
  );
});

test('every record that stands has one place: a consignment, or it waits', () => {
  fc.assert(
    fc.property(smallWorld, (world) => {
      const { groups, waiting, ambiguous } = resolveAll(world);
      const placed = [
        ...groups.flatMap(({ claims, events }) => [...claims, ...events]),
        ...waiting,
      ].map(({ _id }) => _id);
      expect(new Set(placed).size).toBe(placed.length);
      const waits = new Set(ambiguous.map(({ record }) => record));
      for (const one of world) {
        if ('withdraws' in one || one.tellings.some(({ takenBackAt }) => takenBackAt !== null))
          continue;
        expect(placed.includes(one._id) || waits.has(one._id)).toBe(true);
      }
    }),
    RUNS,
  );
});

test('what was taken back is as if it had never been told', () => {
  const isTold = (one: AnyRecord): boolean =>
    one.tellings.every(({ takenBackAt }) => takenBackAt === null);
  const without = (world: readonly AnyRecord[]) => {
    const { groups } = resolveAll(world);
    return groups
      .map(({ claims, events, references, sender, receiver }) => ({
        claims: claims.map(({ _id }) => _id).sort(),
        events: events
          .filter(isTold)
          .map(({ _id }) => _id)
          .sort(),
        references: references.map((one) => JSON.stringify(one)).sort(),
        partners: [sender, receiver],
      }))
      .sort((a, b) => (a.claims.join() < b.claims.join() ? -1 : 1));
  };
  const withoutGhosts = smallWorld.map((world) =>
    world.filter((one) => !('anchor' in one) || isTold(one)),
  );
  fc.assert(
    fc.property(withoutGhosts, (world) => {
      expect(without(world)).toEqual(without(world.filter(isTold)));
    }),
    RUNS,
  );
});
