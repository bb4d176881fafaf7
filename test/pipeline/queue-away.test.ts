import { afterAll, expect, test } from '@jest/globals';
import { createHub } from '../../src/hub.ts';
import type { AnyJob, JobPlace, VisibleJobQueue } from '../../src/jobs/catalogue.ts';
import { World } from '../support/world.ts';
import { event, jsonl, SETUP } from './trade.ts';

const world = await World.create(SETUP);
afterAll(() => world.close());

/** A queue server that goes away after so many jobs, and comes back empty. */
class FleetingQueue implements VisibleJobQueue {
  left = Infinity;
  readonly asked: AnyJob[] = [];

  ask(key: AnyJob['key'], payload: AnyJob['payload']): Promise<boolean> {
    this.asked.push({ key, payload } as AnyJob);
    return Promise.resolve(this.left-- > 0);
  }

  whereIs(): Promise<JobPlace> {
    return Promise.resolve('absent');
  }
}

const queue = new FleetingQueue();
let now = Date.parse('2026-11-24T13:00:00Z');
const { steps, stores } = createHub({
  db: world.db,
  queue,
  announcer: { uploadMoved: () => undefined, consignmentsChanged: () => undefined },
  version: 'test',
  limits: { maxUploadBytes: 2 ** 20 },
  clock: { now: () => new Date(now) },
});

test('a queue that goes away is asked for no further chunk, and the sweeper asks for all of them', async () => {
  const records = Array.from({ length: 6000 }, (_, n) => event(`${n}`, 'HUB_IN', '23T10:00'));
  const { _id: uploadId } = await world.receive('graz-json', jsonl(...records));
  const chunks = async () => (await stores.uploads.find(uploadId))?.chunks ?? 0;
  queue.left = 1;
  await steps.parseUpload({ uploadId, epoch: 0, signal: new AbortController().signal });
  expect(await chunks()).toBeGreaterThan(2);
  expect(queue.asked.map(({ key }) => key)).toEqual(['apply-chunk', 'apply-chunk']);

  queue.left = Infinity;
  queue.asked.length = 0;
  now += 60_000;
  expect(await steps.requeueStranded()).toEqual({ requeued: 1, givenUp: 0 });
  expect(queue.asked).toEqual(
    Array.from({ length: await chunks() }, (_, chunk) => ({
      key: 'apply-chunk',
      payload: { uploadId, epoch: 1, chunk },
    })),
  );
});
