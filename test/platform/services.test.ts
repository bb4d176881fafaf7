import { expect, test } from '@jest/globals';
import { connectMongo } from '../../src/platform/mongo.ts';

test('the services of a test run take writes, and a test file has a database of its own', async () => {
  const uri = process.env['TEST_MONGODB_URI'] ?? '';
  const { db, close } = await connectMongo({ uri, waitSeconds: 5 });
  expect(db.databaseName).toBe('bordero');
  await db.client.db('services_test').dropDatabase();
  await close();
  expect(process.env['TEST_REDIS_URL']).toMatch(/^redis:/);
});
