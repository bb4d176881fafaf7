import { afterAll, expect, test } from '@jest/globals';
import { newRawId } from '../../src/pipeline/upload-id.ts';
import { sweepRaw } from '../../src/pipeline/sweep-raw.ts';
import { bytesOf } from '../store/own-database.ts';
import { openIntake } from './intake.ts';

const { db, stores, clock, receive, stored, drop } = await openIntake();
afterAll(drop);

test('bytes that became no upload go after a day, all others stay', async () => {
  const upload = await receive('kept');
  // A hub that is killed after the bytes and before the Upload document.
  const request = { upload: upload._id, bytes: bytesOf(['lost']), maxBytes: 10 };
  await stores.raw.write({ id: newRawId(), ...request, at: clock.now() });
  const needs = { ...stores, clock };
  expect(await sweepRaw(needs)).toBe(0);
  clock.advance(86_401);
  await receive('fresh');
  expect(await stored()).toEqual([2, 3, 3]);
  expect(await sweepRaw(needs)).toBe(1);
  expect(await stored()).toEqual([2, 2, 2]);
  expect(await db.collection('raw.files').countDocuments({ kept: true })).toBe(1);
  expect(await sweepRaw(needs)).toBe(0);
});
