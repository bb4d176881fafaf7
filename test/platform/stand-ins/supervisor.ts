/** The supervisor with stand-ins for hub and worker; MODE is demo or start. */
import { readOptions } from '../../../src/cli/supervisor/options.ts';
import { runSupervisor } from '../../../src/cli/supervisor/run.ts';
import { runMain } from '../../../src/platform/exit-codes.ts';

const mode = process.env['MODE'] === 'demo' ? 'demo' : 'start';
await runMain(() =>
  runSupervisor({
    mode,
    options: readOptions(mode, process.argv.slice(2)),
    env: process.env,
    onReady: ({ url }) => Promise.resolve({ fields: { keys: { graz: url } } }),
    entries: {
      hub: new URL('hub.ts', import.meta.url),
      worker: new URL('worker.ts', import.meta.url),
    },
  }),
);
