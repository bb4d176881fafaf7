/** Entry of `npm start`: the hub without demo data, persistent in its data folder. */
import { runMain } from '../platform/exit-codes.ts';
import { readOptions } from './supervisor/options.ts';
import { runSupervisor } from './supervisor/run.ts';

await runMain(() =>
  runSupervisor({
    mode: 'start',
    options: readOptions('start', process.argv.slice(2)),
    env: process.env,
  }),
);
