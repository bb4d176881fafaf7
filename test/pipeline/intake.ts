import type { AnyJob, JobPlace, VisibleJobQueue } from '../../src/jobs/catalogue.ts';
import { receiveUpload, type ReceiveRequest } from '../../src/pipeline/receive-upload.ts';
import type { UploadDoc } from '../../src/store/documents.ts';
import { bytesOf, FEED, ownDatabase, type OwnDatabase } from '../store/own-database.ts';

/** A queue that keeps what was asked for and never works. */
export class IdleQueue implements VisibleJobQueue {
  readonly asked: AnyJob[] = [];
  /** Where every job that was asked for is said to stand. */
  place: JobPlace = 'waiting';

  ask(key: AnyJob['key'], payload: AnyJob['payload']): Promise<boolean> {
    if (this.place === 'unknown') return Promise.resolve(false);
    this.asked.push({ key, payload } as AnyJob);
    return Promise.resolve(true);
  }

  whereIs(key: AnyJob['key'], payload: AnyJob['payload']): Promise<JobPlace> {
    if (this.place === 'unknown') return Promise.resolve('unknown');
    const wanted = JSON.stringify([key, payload]);
    const isIn = this.asked.some((job) => JSON.stringify([job.key, job.payload]) === wanted);
    return Promise.resolve(isIn ? this.place : 'absent');
  }

  /** What an emptied server knows. */
  flush(): void {
    this.asked.length = 0;
  }
}

export class SetClock {
  #time = Date.parse('2026-11-24T12:00:00Z');
  now(): Date {
    return new Date(this.#time);
  }
  advance(seconds: number): void {
    this.#time += seconds * 1_000;
  }
}

export interface Intake extends OwnDatabase {
  readonly queue: IdleQueue;
  readonly clock: SetClock;
  receive(
    content: string | readonly (string | Uint8Array)[],
    more?: Partial<ReceiveRequest>,
  ): Promise<UploadDoc>;
  /** Everything that receiving stores: uploads, heads of bytes, pieces of bytes. */
  stored(): Promise<[number, number, number]>;
}

/** What receives uploads, on a database of its own. */
export async function openIntake(): Promise<Intake> {
  const database = await ownDatabase();
  const { db, stores } = database;
  const queue = new IdleQueue();
  const clock = new SetClock();
  return {
    ...database,
    queue,
    clock,
    receive: (content, more) =>
      receiveUpload(
        { ...stores, queue, clock },
        {
          feed: FEED,
          fileName: 'feed.txt',
          bytes: bytesOf(typeof content === 'string' ? [content] : content),
          dryRun: false,
          idempotencyKey: null,
          maxBytes: 2 ** 20,
          ...more,
        },
      ),
    stored: () =>
      Promise.all([
        db.collection('uploads').countDocuments(),
        db.collection('raw.files').countDocuments(),
        db.collection('raw.chunks').countDocuments(),
      ]),
  };
}
