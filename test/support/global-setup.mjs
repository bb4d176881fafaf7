/**
 * Starts one mongod and one queue server for the projects that need them, once per run. Their addresses reach the
 * test files by TEST_MONGODB_URI (without a database name) and TEST_REDIS_URL. Compiles the programs that tests run as processes.
 */
import { resolve } from 'node:path';
import { tsImport } from 'tsx/esm/api';
import { compile } from '../../src/cli/compile.mjs';

export default async function startServices() {
  if (globalThis.borderoServices !== undefined) return;
  await compile(resolve(import.meta.dirname, '../..'));
  const { startServicesForTests } = await tsImport('./services.ts', import.meta.url);
  globalThis.borderoServices = await startServicesForTests(process.env);
  process.env.TEST_MONGODB_URI = globalThis.borderoServices.mongodbUri;
  process.env.TEST_REDIS_URL = globalThis.borderoServices.redisUrl;
}
