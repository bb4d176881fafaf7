/** Random small worlds: a few members, few numbers, two years, so that everything meets everything. */
import fc from 'fast-check';
import { claim, event, withdrawal, type AnyRecord, type EventWords } from './builders.ts';

const MEMBERS = ['graz', 'brno', 'hamburg', 'lyon'] as const;
const PLACES = [...MEMBERS, 'graz/2'] as const;
const member = fc.constantFrom(...MEMBERS);
const place = fc.constantFrom(...PLACES);
const rarely = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined, freq: 2 });
const mostly = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined, freq: 7 });

/** Two clumps a year, so that windows of 180 days both hold and break. */
const day = fc
  .tuple(
    fc.constantFrom('2025-03', '2025-06', '2025-09', '2026-02', '2026-10'),
    fc.integer({ min: 1, max: 4 }),
  )
  .map(([month, date]) => `${month}-0${String(date)}`);
const number = fc.constantFrom('1', '01', '2', '3');
const issued = fc.oneof(
  number,
  fc.tuple(number, place).map(([value, issuer]) => `${value}@${issuer}`),
  fc.tuple(number, member).map(([value, issuer]) => `${value}@${issuer}!`),
);
const weak = fc
  .tuple(fc.constantFrom('P', 'Q'), member)
  .map(([value, issuer]) => `${value}@${issuer}!`);
const barcode = fc.constantFrom(
  '340123450000000018',
  '340123450000000025',
  '00340123450000000018',
  '7',
);

const numbers = {
  sn: mostly(issued),
  rn: rarely(issued),
  pickup: rarely(weak),
  order: rarely(weak),
};
type Loose<T> = { [K in keyof T]?: T[K] | undefined };
/** Drops what is not said, so that equal words are equal records. */
const said = <T extends object>(words: Loose<T>): T =>
  Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined)) as T;

const claims = fc
  .record({
    ...numbers,
    sn: mostly(number),
    by: member,
    from: mostly(place),
    to: mostly(place),
    hands: rarely(fc.tuple(place, place)),
    on: day,
    barcodes: rarely(fc.uniqueArray(barcode, { maxLength: 2 })),
    takenBack: fc.option(fc.constant(true), { nil: undefined, freq: 1 }),
    owns: fc.boolean(),
  })
  .map(({ hands, owns, ...words }) => {
    const from = owns ? words.by : words.from;
    const takenBack = words.takenBack === true && owns ? true : undefined;
    return claim(said({ ...words, from, takenBack, head: hands }));
  });

const events = fc
  .record({
    ...numbers,
    by: member,
    pair: fc.option(fc.tuple(fc.option(place, { freq: 6 }), place), { nil: undefined, freq: 3 }),
    on: day,
    barcode: rarely(barcode),
    takenBack: fc.option(fc.constant(true), { nil: undefined, freq: 1 }),
  })
  .map((words) => event(said<EventWords>(words)));

/** Claims, events and withdrawals of one world, each once. */
export const smallWorld: fc.Arbitrary<AnyRecord[]> = fc
  .tuple(
    fc.array(claims, { maxLength: 9 }),
    fc.array(events, { maxLength: 9 }),
    fc.array(fc.nat({ max: 8 }), { maxLength: 1 }),
  )
  .map(([some, told, taken]) => {
    const withdrawn = taken.flatMap((index) => told[index] ?? []).map(withdrawal);
    const all: AnyRecord[] = [...some, ...told, ...withdrawn];
    return [...new Map(all.map((one) => [one._id, one])).values()];
  })
  .filter((records) => records.every((one) => one.keys.length > 0));

export const shuffled = (world: readonly AnyRecord[]): fc.Arbitrary<AnyRecord[]> =>
  fc.shuffledSubarray([...world], { minLength: world.length });
