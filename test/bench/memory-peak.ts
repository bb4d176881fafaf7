/** How much memory hub and workers need for a file, whatever its size. */
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { type Bench, say } from './harness.ts';
import { announce, PADDED_BYTES, send, trafficOf, writePaddedStatuses } from './traffic.ts';

const SMALL_BYTES = 25_000_000;
const LARGE_BYTES = 250_000_000;
const EVENTS_A_CONSIGNMENT = 20;

/** Megabytes. */
export interface Peak {
  readonly hub: number;
  /** Of the larger one of the two. */
  readonly worker: number;
}
export interface Peaks {
  readonly small: Peak;
  readonly large: Peak;
}

/** Hub and workers are measured in the same run. */
export const peaks = (bench: Bench): Promise<readonly Peaks[]> =>
  bench.once('memory', async () => {
    await bench.endShared();
    const all: Peaks[] = [];
    for (let repeat = 0; repeat < (bench.quick ? 1 : 3); repeat++) {
      all.push({
        small: await peakOf(bench, SMALL_BYTES),
        large: await peakOf(bench, LARGE_BYTES),
      });
    }
    return all;
  });

/** Processes that saw nothing but this file, so that the peak is the file's. */
async function peakOf(bench: Bench, bytes: number): Promise<Peak> {
  const events = Math.floor(bytes / PADDED_BYTES);
  const consignments = Math.ceil(events / EVENTS_A_CONSIGNMENT);
  const traffic = trafficOf(bench.nextSeries(), consignments, events);
  const installation = await bench.install();
  try {
    say(`  ${bytes / 1e6} MB: announcing the consignments`);
    await announce(bench, installation, traffic);
    const path = await writePaddedStatuses(bench, traffic);
    const { processes } = await installation.restart();
    const { seconds } = await send(installation, { member: 'graz', path });
    await rm(path);
    const alive = new Set(installation.alive().map(({ pid }) => pid));
    const peak = (role: string): number =>
      Math.max(
        ...processes.filter((one) => one.role === role).map((one) => peakMegabytes(one, alive)),
      );
    const found = { hub: peak('hub'), worker: peak('worker') };
    const [hub, worker] = [found.hub.toFixed(0), found.worker.toFixed(0)];
    say(`  ${bytes / 1e6} MB: hub ${hub} MB, worker ${worker} MB, ${seconds.toFixed(0)} s`);
    return found;
  } finally {
    await bench.end(installation);
  }
}

/** @throws Error where the process ended meanwhile: its peak is not known */
function peakMegabytes(
  { role, pid }: { role: string; pid: number },
  alive: ReadonlySet<number>,
): number {
  if (!alive.has(pid)) throw new Error(`A ${role} ended while it worked on the file`);
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kibibytes = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]);
  return (kibibytes * 1_024) / 1e6;
}
