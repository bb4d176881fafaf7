import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Environment } from '../config.ts';

export interface CommandResult {
  /** Null: could not be started, was ended by a signal or took too long. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Environment;
  readonly cwd?: string;
  readonly timeoutMs?: number;
  /** Called every 5 s while the command runs, with the seconds so far. */
  readonly onProgress?: (seconds: number) => void;
}

/** Runs a program to its end; never throws. The program ends with this process. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<CommandResult> {
  const { env, cwd, timeoutMs = 60_000, onProgress } = options;
  return new Promise((resolve) => {
    const startedAt = Date.now();
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      ...(env === undefined ? {} : { env: { ...env } }),
      ...(cwd === undefined ? {} : { cwd }),
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const progress = setInterval(
      () => onProgress?.(Math.round((Date.now() - startedAt) / 1_000)),
      5_000,
    );
    const abandon = (): void => void child.kill('SIGKILL');
    process.once('exit', abandon);
    const end = (code: number | null): void => {
      clearInterval(progress);
      process.off('exit', abandon);
      resolve({ code, stdout, stderr });
    };
    child.once('error', () => end(null));
    child.once('close', (code) => end(code));
  });
}

/** Full path of a program on PATH, or null. */
export async function findOnPath(name: string, env: Environment): Promise<string | null> {
  for (const folder of (env['PATH'] ?? '').split(delimiter).filter((entry) => entry !== '')) {
    const path = join(folder, name);
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return null;
}
