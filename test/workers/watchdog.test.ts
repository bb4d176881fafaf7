import { expect, test } from '@jest/globals';
import type { JobKey } from '../../src/jobs/catalogue.ts';
import { Watchdog } from '../../workers/watchdog.ts';

const SECOND = 1_000;
const chunksWait = new Map<JobKey, number>([['apply-chunk', 5]]);
const nothingWaits = new Map<JobKey, number>([['apply-chunk', 0]]);
const watch = () => new Watchdog(new Map<JobKey, number>([['apply-chunk', 2]]));

/** Looks every five seconds; answers when the dog first barked. */
function barksAfter(dog: Watchdog, waiting: ReadonlyMap<JobKey, number> | null, seconds = 600) {
  for (let now = 0; now <= seconds; now += 5)
    if (dog.findsFault(waiting, now * SECOND) !== null) return now;
  return null;
}

test('jobs that wait while none is taken for half a minute are a fault', () => {
  expect(barksAfter(watch(), chunksWait)).toBe(35);
});

test('a process that has nothing to do, or no queue, is at peace', () => {
  expect(barksAfter(watch(), nothingWaits)).toBeNull();
  expect(barksAfter(watch(), null)).toBeNull();
});

test('a process that has its hands full is at peace while jobs wait', () => {
  const dog = watch();
  dog.started('apply-chunk', 0);
  dog.started('apply-chunk', 0);
  expect(barksAfter(dog, chunksWait)).toBeNull();
});

test('with a free hand it has to take what waits', () => {
  const dog = watch();
  dog.started('apply-chunk', 0);
  expect(barksAfter(dog, chunksWait)).toBe(35);
});

test('every end of a job is a sign of life', () => {
  const dog = watch();
  for (let now = 0; now < 600; now += 20) {
    dog.started('apply-chunk', now * SECOND)((now + 1) * SECOND);
    expect(dog.findsFault(chunksWait, (now + 20) * SECOND)).toBeNull();
  }
});

test('a job that does not end is a fault', () => {
  const dog = watch();
  dog.started('apply-chunk', 0);
  expect(barksAfter(dog, nothingWaits, 3_600)).toBe(905);
});
