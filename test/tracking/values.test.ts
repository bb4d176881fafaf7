import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Package, Party } from '../../src/domain/consignment.ts';
import type { Claim } from '../../src/domain/record.ts';
import { byPrecedence } from '../../src/matching/days.ts';
import { foldConsignment, type Visible } from '../../src/tracking/fold.ts';
import { claim, claimTelling } from './told.ts';

const visible = (claims: readonly Claim[], more: Partial<Visible> = {}): Visible => ({
  claims,
  partyClaims: claims,
  events: [],
  withdrawals: [],
  references: [],
  showsSigner: () => true,
  sendingPartner: 'hamburg',
  receivingPartner: 'graz',
  sendingDepot: 'HAM',
  receivingDepot: 'GRZ',
  handlingPartners: ['brno'],
  isRerouted: false,
  manifests: [],
  fellOffManifest: false,
  ...more,
});
const fold = (claims: readonly Claim[], more: Partial<Visible> = {}) =>
  foldConsignment(visible(claims, more), byPrecedence);

const weighing = (
  id: string,
  member: string,
  kg: number | null,
  more: Partial<Claim> = {},
): Claim =>
  claim(id, {
    member,
    quantities: {
      ...claim('x').quantities,
      grossWeightKg: kg,
      packageCount: kg === null ? 3 : null,
    },
    ...more,
  });
const weight = (...claims: Claim[]) => fold(claims).quantities.grossWeightKg;

/** rules.md section 8. */
describe('precedence', () => {
  test("the sending partner's, else the receiving partner's, else a handling partner's, else the reporter's", () => {
    const all = ['turku', 'brno', 'graz', 'hamburg'].map((member, index) =>
      weighing(`c${index}`, member, index + 1),
    );
    expect([4, 3, 2, 1].map((count) => weight(...all.slice(0, count)))).toEqual([4, 3, 2, 1]);
  });

  test("of a member's claims that of the latest document date, then of the latest receipt", () => {
    const old = weighing('a', 'hamburg', 1, { documentDate: '2026-11-20' });
    const late = weighing('b', 'hamburg', 2, { tellings: [claimTelling('u2', '14:00')] });
    const soon = weighing('c', 'hamburg', 3, { tellings: [claimTelling('u1', '12:00')] });
    expect(weight(old, late, soon)).toBe(2);
    expect(weight(old, soon)).toBe(3);
    const resent = { ...old, tellings: [claimTelling('u3', '16:00')] };
    expect(weight(resent, soon)).toBe(3);
  });

  test('what was taken back says nothing', () => {
    const back = { ...claimTelling('u2', '14:00'), takenBackAt: new Date() };
    expect(
      weight(weighing('a', 'hamburg', 1), weighing('b', 'hamburg', 2, { tellings: [back] })),
    ).toBe(1);
  });

  test('absent overwrites nothing, in quantities one by one', () => {
    const silent = weighing('b', 'hamburg', null, { documentDate: '2026-11-23' });
    const { quantities } = fold([weighing('a', 'hamburg', 1), silent]);
    expect(quantities).toMatchObject({ grossWeightKg: 1, packageCount: 3 });
  });

  test('property: no order of the claims can be seen', () => {
    const some = fc.record({
      member: fc.constantFrom('hamburg', 'graz', 'brno', 'turku'),
      kg: fc.option(fc.integer({ min: 1, max: 3 })),
      day: fc.constantFrom('2026-11-22', '2026-11-23', null),
    });
    const shuffled = fc
      .array(some, { minLength: 2, maxLength: 6 })
      .map((list) =>
        list.map(({ member, kg, day }, index) =>
          weighing(`c${index}`, member, kg, { documentDate: day }),
        ),
      )
      .chain((list) =>
        fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
      );
    fc.assert(fc.property(shuffled, ([a, b]) => expect(fold(b)).toEqual(fold(a))));
  });
});

const party = (fields: Partial<Party> & { postcode?: string; city?: string } = {}): Party => ({
  name: fields.name ?? null,
  street: fields.street ?? null,
  place: { name: fields.city ?? null, postcode: fields.postcode ?? null, country: null },
});
const to = (id: string, consignee: Party, more: Partial<Claim> = {}) =>
  claim(id, { consignee, ...more });

describe('parties', () => {
  const old = { documentDate: '2026-11-20' };

  test('a field left out overwrites nothing', () => {
    const full = to('a', party({ name: 'Huber', street: 'Ring 1', postcode: '8010' }), old);
    const brief = to('b', party({ name: 'Huber', city: 'Graz' }));
    expect(fold([full, brief]).consignee).toEqual(
      party({ name: 'Huber', street: 'Ring 1', postcode: '8010', city: 'Graz' }),
    );
  });

  test('no address is put together from two', () => {
    const huber = to('a', party({ name: 'Huber', street: 'Ring 1' }), old);
    const meier = to('b', party({ name: 'Meier', city: 'Graz' }));
    expect(fold([huber, meier]).consignee).toEqual(party({ name: 'Meier', city: 'Graz' }));
  });
});

describe('packages', () => {
  const packed = (id: string, packages: Partial<Package>[], more: Partial<Claim> = {}): Claim =>
    claim(id, {
      packages: packages.map((one) => ({
        barcode: null,
        isSscc: false,
        type: null,
        weightKg: null,
        ...one,
      })),
      ...more,
    });

  test('are the union by barcode, each filled by whoever says more', () => {
    const sender = packed('a', [{ barcode: 'p1', type: 'FP' }, { barcode: 'p2' }]);
    const receiver = packed('b', [{ barcode: 'p3' }, { barcode: 'p1', type: 'KT', weightKg: 5 }], {
      member: 'graz',
    });
    const { packages } = fold([receiver, sender]);
    expect(packages.map(({ barcode, type, weightKg }) => [barcode, type, weightKg])).toEqual([
      ['p1', 'FP', 5],
      ['p2', null, null],
      ['p3', null, null],
    ]);
  });

  test('without barcode they are those of the served document', () => {
    const sender = packed('a', [{ type: 'FP' }, { type: 'FP' }]);
    const receiver = packed('b', [{ type: 'KT' }], { member: 'graz' });
    expect(fold([receiver, sender]).packages.map(({ type }) => type)).toEqual(['FP', 'FP']);
    expect(fold([receiver]).packages.map(({ type }) => type)).toEqual(['KT']);
  });
});

describe('CONFLICTING_VALUE', () => {
  const problems = (...claims: Claim[]) =>
    fold(claims).problems.map(({ code, field }) => `${code} ${field ?? ''}`);

  test('what two members stand by differs, field by field', () => {
    expect(problems(weighing('a', 'hamburg', 1), weighing('b', 'graz', 2))).toEqual([
      'CONFLICTING_VALUE grossWeightKg',
    ]);
    const [one, other] = [
      to('a', party({ name: 'Huber' })),
      to('b', party({ name: 'Meier' }), { member: 'graz' }),
    ];
    expect(problems(one, other)).toEqual(['CONFLICTING_VALUE consignee.name']);
  });

  test('not what is equal, what one of them leaves out, and what one member corrects itself', () => {
    expect(problems(weighing('a', 'hamburg', 1), weighing('b', 'graz', 1))).toEqual([]);
    expect(problems(weighing('a', 'hamburg', 1), weighing('b', 'graz', null))).toEqual([]);
    expect(problems(weighing('a', 'hamburg', 1), weighing('b', 'hamburg', 2))).toEqual([]);
  });

  test('a member stands by its served claim, not by what it said before', () => {
    const before = weighing('a', 'hamburg', 2, { documentDate: '2026-11-20' });
    expect(problems(before, weighing('b', 'hamburg', 1), weighing('c', 'graz', 1))).toEqual([]);
  });
});

describe('implausible values', () => {
  const absurd = (id: string, kg: number, more: Partial<Claim> = {}) =>
    weighing(id, 'hamburg', kg, {
      problems: [{ code: 'ABSURD_WEIGHT', field: 'grossWeightKg', value: String(kg) }],
      ...more,
    });

  test('stand at the consignment while the value is served', () => {
    expect(fold([absurd('a', 90_000)]).problems).toEqual([
      { code: 'ABSURD_WEIGHT', field: 'grossWeightKg', value: '90000' },
    ]);
    const corrected = weighing('b', 'hamburg', 90, { documentDate: '2026-11-23' });
    expect(fold([absurd('a', 90_000), corrected]).problems).toEqual([]);
  });

  test('BAD_POSTCODE follows the claim that gives the postcode', () => {
    const problem = { code: 'BAD_POSTCODE', field: 'consignee.postcode', value: '801' } as const;
    const bad = to('a', party({ name: 'Huber', postcode: '801' }), {
      documentDate: '2026-11-20',
      problems: [problem],
    });
    expect(fold([bad, to('b', party({ name: 'Huber' }))]).problems).toEqual([problem]);
    expect(fold([bad, to('b', party({ name: 'Huber', postcode: '8010' }))]).problems).toEqual([]);
  });
});

test('REROUTED and REMOVED_FROM_MANIFEST are problems, too', () => {
  const { problems } = fold([claim('a')], { isRerouted: true, fellOffManifest: true });
  expect(problems.map(({ code }) => code)).toEqual(['REROUTED', 'REMOVED_FROM_MANIFEST']);
});
