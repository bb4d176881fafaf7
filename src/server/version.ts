import { readFileSync } from 'node:fs';

/** Version of the program, as its package says; also from the compiled folder, which lies one level deeper. */
export function readVersion(): string {
  for (const path of ['../../package.json', '../../../package.json']) {
    try {
      const text = readFileSync(new URL(path, import.meta.url), 'utf8');
      return (JSON.parse(text) as { version: string }).version;
    } catch {
      // The other place is tried.
    }
  }
  return '0.0.0';
}
