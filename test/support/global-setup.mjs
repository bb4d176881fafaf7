/**
 * Starts one mongod and one queue server for the projects that need them, once per run. Their addresses reach the
 * test files by TEST_MONGODB_URI (without a database name) and TEST_REDIS_URL.
 */
import { tsImport } from 'tsx/esm/api';

export default async function startServices() {
  if (globalThis.borderoServices !== undefined) return;
  const { startServicesForTests } = await tsImport('./services.ts', import.meta.url);
  globalThis.borderoServices = await startServicesForTests(process.env);
  process.env.TEST_MONGODB_URI = globalThis.borderoServices.mongodbUri;
  process.env.TEST_REDIS_URL = globalThis.borderoServices.redisUrl;
}
