import { writeFileSync } from 'node:fs';
import { makeTraffic, type Traffic } from '../../../fixtures/alliance/traffic.ts';
import { EXIT, ExitError } from '../../platform/exit-codes.ts';
import { bootstrapOperator } from '../admin/operator.ts';
import { HubClient } from '../hub-client.ts';
import { countProgress } from '../progress.ts';
import type { Ready, ReadyExtras } from '../supervisor/types.ts';
import type { Terminal } from '../terminal.ts';
import { patiently } from './patience.ts';
import { sendFiles, settle, type Seeding } from './seed.ts';
import { makeKeys, setUpAlliance } from './set-up.ts';
import { readState, writeState, type DemoState } from './state.ts';
import { tips } from './tips.ts';

const SEED = 1;

/** Fills a new hub with the demo alliance and its four weeks of traffic; one that has been filled is left as it is. */
export async function prepareDemo(ready: Ready, terminal: Terminal): Promise<ReadyExtras> {
  const path = ready.file('demo-state.json');
  const known = readState(path);
  const state =
    known?.seededAt === undefined || known.seededAt === null
      ? await fill(ready, terminal, { path, known })
      : known;
  return {
    fields: { keys: state.keys, admin: state.admin },
    lines: tips(ready.url, state, ready.file('demo-delivered.txt')),
  };
}

interface Remembered {
  readonly path: string;
  readonly known: DemoState | null;
}

async function fill(ready: Ready, terminal: Terminal, of: Remembered) {
  const { path } = of;
  let state = of.known ?? (await begin(ready));
  writeState(path, state);
  ready.say('Setting up the demo alliance');
  const admin = new HubClient({ url: ready.url, key: state.admin });
  await patiently(ready.signal, () => setUpAlliance(admin));
  const known = state.keys;
  const keys = await patiently(ready.signal, () => makeKeys(admin, known));
  state = { ...state, keys };
  writeState(path, state);
  const traffic = makeTraffic({ seed: state.seed, now: new Date(state.now) });
  writeFileSync(ready.file('demo-delivered.txt'), traffic.sample.bytes);
  await seed(ready, terminal, { state, traffic });
  const highlights = { ...traffic.highlights };
  state = { ...state, highlights, seededAt: new Date().toISOString() };
  writeState(path, state);
  return state;
}

async function begin(ready: Ready): Promise<DemoState> {
  const admin = await bootstrapOperator(ready.mongodbUri, 'Demo operator');
  if (admin === null) {
    const message = 'The database holds a hub that this demo did not make; --reset starts over';
    throw new ExitError(EXIT.refused, message);
  }
  const now = new Date().toISOString();
  return { seed: SEED, now, admin, keys: {}, seededAt: null, highlights: null };
}

async function seed(
  ready: Ready,
  terminal: Terminal,
  { state, traffic }: { readonly state: DemoState; readonly traffic: Traffic },
): Promise<void> {
  const { files } = traffic;
  const seeding: Seeding = {
    url: ready.url,
    admin: state.admin,
    keys: state.keys,
    files,
    name: `${state.seed}-${state.now}`,
    signal: ready.signal,
  };
  const sending = countProgress(terminal, 'Sending feed files', files.length);
  await sendFiles(seeding, sending);
  sending.stop();
  const working = countProgress(terminal, 'Working through them', files.length);
  await settle(seeding, working);
  working.stop();
}
