import { resolve } from 'node:path';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { freePort } from '../../platform/embedded/free-port.ts';
import { Guardian } from '../../platform/embedded/guardian.ts';
import { startMongod } from '../../platform/embedded/mongod.ts';
import { resolveMongod } from '../../platform/embedded/mongod-binary.ts';
import type { Environment } from '../../platform/config.ts';
import { DataFolder } from '../supervisor/data-folder.ts';

const Processes = z.array(z.looseObject({ role: z.string(), url: z.string().optional() }));

export interface EmbeddedDatabase {
  readonly data: string;
  readonly env: Environment;
  readonly say: (line: string) => void;
}

/** Runs `work` with the address of a data folder's mongod: the running one, else one that is started for it. */
export async function withEmbeddedDatabase<Result>(
  { data, env, say }: EmbeddedDatabase,
  work: (mongodbUri: string) => Promise<Result>,
): Promise<Result> {
  const path = resolve(data);
  const running = runningUrl(path);
  if (running !== null) return work(running);
  const folder = new DataFolder(path);
  const guardian = new Guardian();
  try {
    const binary = await resolveMongod({ env, say });
    const port = await freePort(folder.readPorts().mongod ?? null);
    const mongod = startMongod({ binary, dir: folder.inside('mongod'), port });
    guardian.watch(mongod.child);
    try {
      await mongod.ready;
      return await work(mongod.url);
    } finally {
      await mongod.stop();
    }
  } finally {
    guardian.release();
    folder.release();
  }
}

/** Where a supervisor runs on the folder, processes.json says so. */
function runningUrl(path: string): string | null {
  try {
    const text: unknown = JSON.parse(readFileSync(`${path}/processes.json`, 'utf8'));
    const mongod = Processes.parse(text).find((each) => each.role === 'mongod');
    return mongod?.url ?? null;
  } catch {
    return null;
  }
}
