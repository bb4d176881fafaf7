import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../src/platform/config.ts';
import { type Embedded, startEmbedded } from '../../src/platform/embedded/start-embedded.ts';

export interface TestServices {
  /** Without a database name: every test file takes its own. */
  readonly mongodbUri: string;
  readonly redisUrl: string;
  stop(): Promise<void>;
}

/**
 * The services of a test run: those of MONGODB_URI and REDIS_URL where both are set, else embedded ones in a folder of
 * their own that goes with them.
 */
export async function startServicesForTests(env: Environment): Promise<TestServices> {
  const { MONGODB_URI: mongodbUri, REDIS_URL: redisUrl } = env;
  if (mongodbUri !== undefined && redisUrl !== undefined) {
    return { mongodbUri, redisUrl, stop: () => Promise.resolve() };
  }
  const { embedded, remove } = await startTemporary(env);
  return {
    mongodbUri: embedded.servers.mongod.url.replace('/bordero?', '/?'),
    redisUrl: embedded.servers.queue.url,
    stop: async () => {
      await embedded.stop();
      await remove();
    },
  };
}

/** Embedded servers in a temporary folder, for a test that kills them; `remove` deletes the folder. */
export async function startTemporary(
  env: Environment,
): Promise<{ embedded: Embedded; dir: string; remove: () => Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'bordero-test-'));
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const embedded = await startEmbedded({ dir, env, say });
  return { embedded, dir, remove: () => rm(dir, { recursive: true, force: true, maxRetries: 3 }) };
}
