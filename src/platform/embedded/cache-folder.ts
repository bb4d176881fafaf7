import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Environment } from '../config.ts';

/** Where fetched binaries are kept: one folder a user (XDG base directories). */
export function cacheFolder(env: Environment): string {
  const base = env['XDG_CACHE_HOME'];
  const home = env['HOME'];
  const root =
    base !== undefined && isAbsolute(base)
      ? base
      : join(home !== undefined && home !== '' ? home : homedir(), '.cache');
  return join(root, 'bordero');
}
