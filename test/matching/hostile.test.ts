/** Worlds that somebody could send to make the hub slow; without a bound these take many minutes. */
import { expect, test } from '@jest/globals';
import { componentsOf } from '../../src/pipeline/settle/components.ts';
import { identify } from '../../src/pipeline/settle/identify.ts';
import { partiesOf } from '../../src/pipeline/settle/parties.ts';
import type { Neighbourhood } from '../../src/pipeline/settle/load.ts';
import { claim, event, resolveAll, type AnyRecord, type ClaimWords } from '../support/builders.ts';

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
const dayOf = (index: number): string =>
  new Date(Date.UTC(2025, 0, 1 + (index % 600))).toISOString().slice(0, 10);
const sscc = (index: number): string => String(340_123_450_000_000_000n + BigInt(index));

const bordero = (words: Partial<ClaimWords>) =>
  claim({ by: 'graz', from: 'graz', to: 'brno', ...words });

const worlds: Record<string, () => AnyRecord[]> = {
  '10,000 claims with one sending number': () =>
    times(10_000, (i) => bordero({ sn: '1', waybill: `${i}@graz!`, on: dayOf(i) })),
  '10,000 claims of four members with one sending number': () =>
    times(10_000, (i) =>
      bordero({
        sn: '1',
        waybill: `${i}@x!`,
        on: dayOf(i),
        by: ['graz', 'brno', 'lyon', 'turku'][i % 4] ?? '',
      }),
    ),
  'one customer order on 5,000 consignments, and records without another number': () => [
    ...times(5000, (i) => bordero({ sn: `${i}`, order: 'PO@graz!', on: dayOf(i) })),
    ...times(2000, (i) => event({ by: 'graz', order: 'PO@graz!', on: dayOf(i), code: `${i}` })),
    ...times(500, (i) => bordero({ order: 'PO@graz!', pickup: `${i}@graz!`, on: dayOf(i) })),
  ],
  'one receiving number and one SSCC on 5,000 consignments': () => [
    ...times(5000, (i) => bordero({ sn: `${i}`, rn: '0@brno', barcodes: [sscc(1)], on: dayOf(i) })),
    ...times(5000, (i) =>
      event({ by: 'brno', rn: '0@brno', barcode: sscc(1), code: `${i}`, on: dayOf(i) }),
    ),
  ],
  '10,000 events on one sending number, each with another number': () => [
    bordero({ sn: '1', on: '2025-06-01' }),
    ...times(10_000, (i) => event({ by: 'brno', sn: '1@graz', other: `${i}@brno!`, on: dayOf(i) })),
  ],
  'a chain of 5,000 events, each found by the number of the one before': () => [
    bordero({ sn: '1', rn: '0@brno', on: '2026-03-02' }),
    ...times(5000, (i) =>
      event({ by: 'brno', rn: `${i}@brno`, other: `${i + 1}@brno!`, on: dayOf(i) }),
    ),
    ...times(5000, (i) => event({ by: 'brno', other: `${i}@brno!`, rn: `${i}@brno`, code: 'x' })),
  ],
  '5,000 claims of the receiving partner alone under 5,000 numbers with one order': () =>
    times(5000, (i) => bordero({ by: 'brno', sn: `${i}`, order: 'PO@brno!', on: dayOf(i) })),
  'one consignment of 20,000 packages, each scanned': () => [
    bordero({ sn: '1', barcodes: times(20_000, sscc) }),
    ...times(20_000, (i) => event({ by: 'brno', barcode: sscc(i) })),
  ],
};

test.each(Object.entries(worlds))(
  '%s',
  (_name, make) => {
    const records = make();
    const from = process.cpuUsage().user;
    const { groups } = resolveAll(records);
    const resolved = process.cpuUsage().user;
    for (const group of groups) partiesOf(group, groups);
    identify(groups, []);
    const found = {
      references: new Map(),
      heads: new Map(),
      claims: new Map(records.flatMap((one) => ('anchor' in one ? [[one._id, one]] : []))),
      events: new Map(records.flatMap((one) => ('classifier' in one ? [[one._id, one]] : []))),
      withdrawals: new Map(),
      documents: new Map(),
    } as unknown as Neighbourhood;
    expect(componentsOf(found).length).toBeGreaterThan(0);
    if (process.env['SHOW_TIMES'] !== undefined)
      process.stderr.write(
        `${_name}: ${String(groups.length)} groups, resolve ${((resolved - from) / 1000).toFixed()} ms, rest ${((process.cpuUsage().user - resolved) / 1000).toFixed()} ms\n`,
      );
    expect(groups.length).toBeGreaterThan(0);
  },
  120_000,
);
