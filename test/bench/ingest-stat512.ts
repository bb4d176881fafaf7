import { alternately, type Bench, say } from './harness.ts';
import { readDocuments, upsertRaw } from './raw-upserts.ts';
import type { Sample } from './report.ts';
import { announce, send, trafficOf, writeStatuses } from './traffic.ts';

const EVENTS = 100_000;
const CONSIGNMENTS = 20_000;

/**
 * HTTP upload to COMPLETED of 100,000 STAT512 events about consignments that borderos announced before, with two workers.
 * Limit: unordered bulk upserts of the very documents that came of it, by one client, into a fresh database.
 */
export async function ingestStat512(bench: Bench): Promise<readonly Sample[]> {
  const installation = await bench.shared();
  let last = { series: 0, upload: '' };
  return alternately(bench.quick ? 3 : 5, {
    unit: 'records/s',
    value: async () => {
      const traffic = trafficOf(bench.nextSeries(), CONSIGNMENTS, EVENTS);
      const path = await writeStatuses(bench, traffic);
      say('  announcing the consignments');
      await announce(bench, installation, traffic);
      const { id, accepted, seconds } = await send(installation, { member: 'graz', path });
      if (accepted !== EVENTS) throw new Error(`${accepted} of ${EVENTS} events were accepted`);
      last = { series: traffic.series, upload: id };
      return EVENTS / seconds;
    },
    limit: async () => {
      const documents = await readDocuments(installation.mongodbUri, last);
      return EVENTS / (await upsertRaw(installation.mongodbUri, documents));
    },
  });
}
