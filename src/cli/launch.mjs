#!/usr/bin/env node
/**
 * The door of a fresh checkout: installs packages that are missing or not those of package-lock.json, then runs the
 * command in this same process, so that a signal to it reaches the program. Plain JavaScript without dependencies,
 * because nothing is installed yet when it starts.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = resolve(import.meta.dirname, '../..');

const COMMANDS = {
  demo: 'dist/src/cli/demo.js',
  start: 'dist/src/cli/start.js',
  bordero: 'dist/src/cli/bordero.js',
  schema: 'schema/print.ts',
  bench: 'test/bench/main.ts',
  test: 'node_modules/jest/bin/jest.js',
};

const readJson = (file) => JSON.parse(readFileSync(join(root, file), 'utf8'));

/** True where every package of the lock file is installed in its version; optional and dev ones may be missing. */
function packagesAreInstalled() {
  if (!existsSync(join(root, 'node_modules/.package-lock.json'))) return false;
  const installed = readJson('node_modules/.package-lock.json').packages;
  return Object.entries(readJson('package-lock.json').packages).every(([path, wanted]) => {
    if (path === '') return true;
    const found = installed[path]?.version;
    const mayBeMissing =
      wanted.optional ?? wanted.dev ?? wanted.peer ?? wanted.devOptional ?? false;
    return found === undefined ? mayBeMissing : found === wanted.version;
  });
}

/** Runs npm ci with a line of progress every few seconds; ends this process where that fails. */
async function installPackages() {
  process.stderr.write('Installing packages with npm ci, about half a minute the first time\n');
  const startedAt = Date.now();
  const npm = spawn('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  const stop = () => {
    npm.kill('SIGTERM');
    process.exit(0);
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
  const progress = setInterval(() => {
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    process.stderr.write(`  still installing packages (${seconds} s)\n`);
  }, 5_000);
  const code = await new Promise((done) => {
    npm.on('error', () => done(2)).on('exit', (status) => done(status ?? 2));
  });
  clearInterval(progress);
  process.off('SIGTERM', stop).off('SIGINT', stop);
  if (code === 0) return;
  process.stderr.write(
    'The packages could not be installed: check that npm reaches its registry, then run npm ci\n',
  );
  process.exit(69);
}

const [name, ...rest] = process.argv.slice(2);
const entry = Object.hasOwn(COMMANDS, name ?? '') ? join(root, COMMANDS[name]) : null;
if (entry === null) {
  process.stderr.write(`usage: launch ${Object.keys(COMMANDS).join('|')} [arguments]\n`);
  process.exit(64);
}
if (!packagesAreInstalled()) await installPackages();
process.argv = [process.argv[0], entry, ...rest];
if (name !== 'test' && name !== 'schema') await (await import('./compile.mjs')).compile(root);
if (entry.endsWith('.ts')) (await import('tsx/esm/api')).register();
await import(pathToFileURL(entry).href);
