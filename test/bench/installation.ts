/** An installation as an operator has it: `npm start` in processes of its own, set up by mutations. */
import { bootstrapOperator } from '../../src/cli/admin/operator.ts';
import { makeKeys, setUpAlliance } from '../../src/cli/demo/set-up.ts';
import { HubClient } from '../../src/cli/hub-client.ts';
import { type Entry, programEntry, type Supervised, supervise } from '../support/supervised.ts';

const PROGRAM = {
  entry: programEntry('src/cli/start.ts'),
  args: ['--hubs', '1', '--workers', '2'],
  env: { BORDERO_RATE_LIMIT: 'off', BORDERO_LOG_LEVEL: 'warn' },
};

export interface Installation {
  readonly url: string;
  readonly mongodbUri: string;
  /** By member. */
  readonly keys: Readonly<Record<string, string>>;
  /** All processes, as they were when it started; ids of restarted ones differ from `alive`. */
  readonly processes: readonly Entry[];
  alive(): readonly Entry[];
  /** Ends all processes and starts new ones on the same data. */
  restart(): Promise<Installation>;
  /** Ends all processes and deletes the data. */
  end(): Promise<void>;
}

/** Starts one hub, two workers and their servers on an empty data folder, and makes the alliance. */
export async function install(): Promise<Installation> {
  const supervised = await supervise(PROGRAM);
  const { url, processes } = await supervised.ready;
  const key = await bootstrapOperator(addressOf(processes, 'mongod'), 'Bench');
  if (key === null) throw new Error('The fresh installation has been set up before');
  const admin = new HubClient({ url, key });
  await setUpAlliance(admin);
  return running(supervised, await makeKeys(admin, {}));
}

async function running(
  first: Supervised,
  keys: Readonly<Record<string, string>>,
): Promise<Installation> {
  let supervised = first;
  let { url, processes } = await first.ready;
  const installation: Installation = {
    keys,
    get url() {
      return url;
    },
    get processes() {
      return processes;
    },
    get mongodbUri() {
      return addressOf(processes, 'mongod');
    },
    alive: () => supervised.processes(),
    restart: async () => {
      supervised.child.kill('SIGTERM');
      await supervised.exit;
      supervised = await supervise({ ...PROGRAM, dir: supervised.dir });
      ({ url, processes } = await supervised.ready);
      return installation;
    },
    end: () => supervised.cleanUp(),
  };
  return installation;
}

function addressOf(processes: readonly Entry[], role: string): string {
  const url = processes.find((entry) => entry.role === role)?.url;
  if (url === undefined) throw new Error(`There is no ${role}`);
  return url;
}
