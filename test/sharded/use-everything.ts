import { expect } from '@jest/globals';
import type { Stores } from '../../src/store/stores.ts';
import type { Slice } from '../../src/store/page.ts';
import type { Touched } from '../../src/store/chunk-store.ts';
import { NO_COUNTS } from '../../src/store/upload-store.ts';
import { T0, uploadRow } from '../store/upload-row.ts';

/**
 * Calls what a journey does not reach, at least once each: what GraphQL reads, what the sweeper and people do, what is rare. That it
 * asks the right shards is seen by who watches; here it only has to work and to find what stands.
 */
export async function useEverything(stores: Stores): Promise<void> {
  await readConsignments(stores);
  await readTheRest(stores);
  await moveUploads(stores);
  await finishRarely(stores);
  await parkLetters(stores);
  await sweepBytes(stores);
}

const FIRST: Slice = { size: 2, after: null, before: null, fromEnd: false };
const VIEWER = 'hamburg';
const ONE = { member: VIEWER, everyMember: false };
const ALL = { member: VIEWER, everyMember: true };
const NOW = new Date('2027-01-01T00:00:00Z');

async function readConsignments({ reads, consignments }: Stores): Promise<void> {
  const { rows } = await reads.consignments.page(VIEWER, {}, 'UPDATED_DESC', FIRST);
  const [doc] = rows;
  if (doc === undefined) throw new Error('the journey left no consignment');
  const last = { ...FIRST, after: [doc.updatedAt, doc._id] };
  await reads.consignments.page(VIEWER, { reference: '4711' }, 'UPDATED_DESC', last);
  expect(await reads.consignments.count(VIEWER, {})).toBeGreaterThan(0);
  const found = await reads.consignments.findByIds(VIEWER, [doc.consignment, 'unknown']);
  expect(found.map((one) => one?._id ?? null)).toEqual([doc._id, null]);
  expect(await reads.consignments.findChanged(VIEWER, {}, [doc.consignment])).toHaveLength(1);
  const ids = doc.events.map(({ id }) => id);
  expect(await reads.consignments.findHolding(VIEWER, doc.find.references, ids)).not.toEqual([]);
  expect(await reads.events.findByIds(ids)).not.toEqual([]);
  const page = { _id: `${doc._id}:1:1`, document: doc._id, version: 1, page: 1, events: [] };
  await consignments.writePages([page]);
  await reads.consignments.loadTimelines([{ ...doc, eventCount: doc.events.length + 1 }]);
  await consignments.dropOlderPages(doc._id, 9);
  await consignments.replaceOlder([{ ...doc, _id: `${doc._id}~graz`, viewers: [] }]);
  await reads.manifests.findByIds(VIEWER, doc.manifests);
}

async function readTheRest({ reads, figures, uploads }: Stores): Promise<void> {
  for (const viewing of [ONE, ALL]) {
    for (const states of [null, ['COMPLETED' as const]]) {
      for (const feed of [null, 'hamburg-fortras'])
        await reads.uploads.page(viewing, { feed, states }, FIRST);
      await reads.uploads.count(viewing, { feed: null, states });
    }
    for (const kind of [null, 'UNKNOWN_CODE' as const])
      for (const includeResolved of [false, true]) {
        await reads.reviews.page(viewing, { kind, includeResolved }, FIRST);
        await reads.reviews.count(viewing, { kind, includeResolved });
      }
    await reads.reviews.findByIds(viewing, ['unknown']);
  }
  const { rows } = await reads.uploads.page(ONE, { feed: null, states: null }, FIRST);
  const [{ _id: id } = { _id: '' }] = rows;
  expect(await reads.uploads.findByIds(ONE, [id])).toHaveLength(1);
  await reads.issues.page(id, null, FIRST);
  await reads.issues.count(id, 'ERROR');
  for await (const { line } of reads.issues.rejections(id)) expect(line).not.toBeNaN();
  await reads.manifests.page(VIEWER, { number: '1' }, FIRST);
  await reads.manifests.count(VIEWER, {});
  await reads.events.orphans(VIEWER, FIRST);
  await reads.events.countOrphans(VIEWER);
  expect((await figures.uploads()).accepted).toBeGreaterThan(0);
  expect(await figures.backlog(NOW)).toEqual({ unfinished: 0, oldestSeconds: null });
  await figures.requeued();
  await figures.deadLetters();
  expect(await uploads.pendingOf(VIEWER, 10)).toBe(0);
}

async function moveUploads({ uploads, chunks }: Stores): Promise<void> {
  for (const id of ['stuck', 'bad', 'done']) await uploads.accept(uploadRow(id));
  const stuck = { id: 'stuck', epoch: 0, at: T0 };
  const found = await uploads.stranded({ untouchedSince: NOW, lookedAtBefore: [NOW], limit: 9 });
  expect(found).toHaveLength(3);
  await uploads.noteWaiting(['stuck'], T0);
  expect((await uploads.nextEpoch(stuck))?.epoch).toBe(1);
  expect(await uploads.fail({ ...stuck, epoch: 1 }, 'TEST')).toBe(true);
  expect((await uploads.revive('stuck', T0))?.epoch).toBe(2);
  expect(await uploads.refuse({ id: 'bad', epoch: 0, at: T0 }, { format: null })).toBe(true);
  const sum = { counts: NO_COUNTS, withIssues: false };
  expect(await uploads.complete({ id: 'done', epoch: 0, at: T0 }, sum)).toBe(true);
  expect(await uploads.recount('done', sum)).toBe(true);
  await chunks.put({ upload: 'stuck', number: 0 }, []);
  expect(await chunks.unapplied('stuck', 2)).toEqual([0, 1]);
  await chunks.overrule({ upload: 'stuck', number: 0 }, { line: 1, outcome: 'created' });
  const touched = { events: [], claims: [] } as unknown as Touched;
  await chunks.markApplied({ upload: 'stuck', number: 0 }, { counts: NO_COUNTS, touched }, T0);
  await chunks.dropBeyond('stuck', 0);
}

async function finishRarely({ issues, manifests, records, senderIds }: Stores): Promise<void> {
  const orphan = { code: 'ORPHAN', line: 1, record: null, field: null, value: null } as const;
  await issues.add('stuck', 0, [orphan]);
  expect(await issues.orphanLines('stuck')).toEqual(new Set([1]));
  await issues.dropOrphans('stuck', [1]);
  await issues.overrule('stuck', 0, orphan);
  await issues.replace('stuck', 0, []);
  await manifests.reportsByIds(['unknown']);
  await manifests.confirmingReports(['unknown']);
  await manifests.addBuckets('unknown', ['bucket']);
  await records.claimsOnManifests(['unknown']);
  await records.withdrawEvent('a:b', { upload: 'stuck', at: T0 } as never);
  await records.takeBackTelling('a:b', { key: 'stuck:1', at: T0 });
  await records.dropTelling('a:b', 'stuck:1');
  for (const what of ['claims', 'events', 'reports', 'differences', 'manifestDocuments'] as const)
    await records.takeBack(what, ['a:b'], { upload: 'stuck', at: T0 });
  await senderIds.takeBack(['unknown'], { upload: 'stuck', at: T0 });
}

async function parkLetters({ deadLetters, reads }: Stores): Promise<void> {
  const letter = { job: 'parse', payload: {}, upload: 'stuck', code: 'TEST', message: 'no' };
  for (const _id of ['one', 'two'])
    await deadLetters.put({ _id, ...letter, attempts: 1, failedAt: T0 });
  expect((await reads.deadLetters.page(FIRST)).rows).toHaveLength(2);
  expect(await reads.deadLetters.findByIds(['one'])).toHaveLength(1);
  expect(await deadLetters.findByIds(['one'])).toHaveLength(1);
  await deadLetters.delete(['one']);
  await deadLetters.deleteOfUpload('stuck');
  expect(await reads.deadLetters.count()).toBe(0);
}

async function sweepBytes({ raw, uploads }: Stores): Promise<void> {
  const unclaimed = await raw.unclaimedBefore(NOW, 100);
  expect(unclaimed).not.toEqual([]);
  expect(await uploads.withoutUpload(unclaimed)).toEqual([]);
  await raw.keep(unclaimed.map(({ id }) => id));
  expect(await raw.unclaimedBefore(NOW, 100)).toEqual([]);
}
