import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Node options that an entry needs: sources go through tsx, compiled files run as they are. */
export const nodeOptionsFor = (file: string): readonly string[] =>
  file.endsWith('.ts')
    ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href]
    : [];

/** Arguments for `node` that run an entry with its own arguments. */
export function nodeArguments(entry: URL, args: readonly string[]): readonly string[] {
  const file = fileURLToPath(entry);
  return [...nodeOptionsFor(file), file, ...args];
}

/** A file beside a module (`import.meta.url`), `.ts` in the sources and `.js` in the compiled program. */
export const entryBeside = (module: string, name: string): URL =>
  new URL(`${name}${module.endsWith('.ts') ? '.ts' : '.js'}`, module);
