import type { ProcessEntry, Ready, ReadyExtras, SupervisorRequest } from './types.ts';

/** The one line of `--json` on standard output, or some for people. */
export function printReady(
  { mode, options }: SupervisorRequest,
  { url, dataDir }: Ready,
  { extras, processes }: { extras: ReadyExtras; processes: readonly ProcessEntry[] },
): void {
  if (options.json) {
    const line = { ready: true, url, ...extras.fields, processes };
    process.stdout.write(`${JSON.stringify(line)}\n`);
    return;
  }
  const logs = mode === 'demo' ? [`Data and logs are in ${dataDir}`] : [];
  const lines = [
    `Bordero is ready at ${url}`,
    ...(extras.lines ?? []),
    ...logs,
    'Stop with Ctrl-C',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
