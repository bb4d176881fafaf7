/** Entry of `npm run demo`: the hub with a synthetic alliance in it. */
import { runMain } from '../platform/exit-codes.ts';
import { prepareDemo } from './demo/prepare.ts';
import { readOptions } from './supervisor/options.ts';
import { runSupervisor } from './supervisor/run.ts';
import { processTerminal } from './terminal.ts';

await runMain(async () =>
  runSupervisor({
    mode: 'demo',
    options: readOptions('demo', process.argv.slice(2)),
    env: process.env,
    onReady: (ready) => prepareDemo(ready, processTerminal()),
  }),
);
