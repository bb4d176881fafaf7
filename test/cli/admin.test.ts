import { afterEach, expect, test } from '@jest/globals';
import { readAlias } from '../../src/cli/admin/alias.ts';
import { run } from './run.ts';
import { standInHub } from './stand-in-hub.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A hub whose graph answers this, whatever is asked. */
async function graph(answer: unknown) {
  const made = await standInHub(() => ({ json: answer }));
  closing.push(made.close);
  const sent = () => (JSON.parse(made.heard.at(-1)!.body) as { variables: unknown }).variables;
  return { env: { BORDERO_URL: made.url, BORDERO_KEY: 'k' }, sent, heard: made.heard };
}
const made = (type: string, fields: object) => ({
  data: { result: { __typename: type, ...fields } },
});

test('member add prints the new member', async () => {
  const { env, sent } = await graph(made('Member', { id: 'm', slug: 'graz' }));
  const { code, out } = await run(
    ['admin', 'member', 'add', 'graz', '--name', 'Graz', '--country', 'AT', '--group', 'Alpen'],
    env,
  );
  expect(code).toBe(0);
  expect(JSON.parse(out)).toEqual({ id: 'm', slug: 'graz' });
  expect(sent()).toEqual({
    input: { slug: 'graz', name: 'Graz', country: 'AT', corporateGroup: 'Alpen' },
  });
});

test('the same again ends with 2 and says ALREADY_EXISTS', async () => {
  const { env } = await graph(
    made('AlreadyExists', { code: 'ALREADY_EXISTS', message: 'There is one' }),
  );
  const { code, out, err } = await run(
    ['admin', 'feed', 'add', 'graz-fortras', '--member', 'graz'],
    env,
  );
  expect(code).toBe(2);
  expect(JSON.parse(out)).toMatchObject({ code: 'ALREADY_EXISTS' });
  expect(err).toBe('There is one');
});

test('depot add takes several aliases', async () => {
  const { env, sent } = await graph(made('Depot', { id: 'd' }));
  await run(
    [
      ...[
        'admin',
        'depot',
        'add',
        'GRZ',
        '--member',
        'graz',
        '--name',
        'Depot Graz',
        '--zone',
        'Europe/Vienna',
      ],
      ...['--country', 'AT', '--postcode', '8010', '--alias', 'GLN:4012345000023', '--central-hub'],
      ...['--alias', 'NAME:Depot: Graz@2026-01-01..', '--alias', 'DEPOT_NUMBER:8010@sae'],
    ],
    env,
  );
  expect(sent()).toEqual({
    input: {
      member: 'graz',
      code: 'GRZ',
      name: 'Depot Graz',
      timeZone: 'Europe/Vienna',
      country: 'AT',
      postcode: '8010',
      centralHub: true,
      aliases: [
        { kind: 'GLN', value: '4012345000023' },
        { kind: 'NAME', value: 'Depot: Graz', validFrom: '2026-01-01' },
        { kind: 'DEPOT_NUMBER', value: '8010', network: 'sae' },
      ],
    },
  });
});

test('an alias may be an e-mail address or hold a colon', () => {
  expect(readAlias('MAILBOX:a@b.example')).toEqual({ kind: 'MAILBOX', value: 'a@b.example' });
  expect(readAlias('partner_id:1:2@..2026-12-31')).toEqual({
    kind: 'PARTNER_ID',
    value: '1:2',
    validUntil: '2026-12-31',
  });
  expect(() => readAlias('COLOUR:red')).toThrow('An alias is');
  expect(() => readAlias('GLN')).toThrow('An alias is');
});

test('an alias may be that of one network', () => {
  const alias = { kind: 'DEPOT_NUMBER', value: '8010', network: 'sae' };
  expect(readAlias('DEPOT_NUMBER:8010@SAE')).toEqual(alias);
  expect(readAlias('DEPOT_NUMBER:8010@sae@2026-01-01..')).toEqual({
    ...alias,
    validFrom: '2026-01-01',
  });
  expect(readAlias('MAILBOX:a@b.example@elv')).toMatchObject({
    value: 'a@b.example',
    network: 'elv',
  });
  expect(readAlias('MAILBOX:a@host@')).toEqual({ kind: 'MAILBOX', value: 'a@host' });
  expect(() => readAlias('GLN:@sae')).toThrow('An alias is');
});

test('client add prints id and key alone', async () => {
  const { env, sent } = await graph(
    made('CreatedApiClient', { key: 'bdo_x', client: { id: 'c', name: 'TMS' } }),
  );
  const { out } = await run(
    [
      ...['admin', 'client', 'add', '--member', 'graz', '--name', 'TMS', '--scope', 'read'],
      ...['--scope', 'upload', '--expires', '2027-01-31'],
    ],
    env,
  );
  expect(JSON.parse(out)).toEqual({ id: 'c', key: 'bdo_x' });
  expect(sent()).toEqual({
    input: {
      member: 'graz',
      name: 'TMS',
      scopes: ['read', 'upload'],
      expiresAt: '2027-01-31T23:59:59.999Z',
    },
  });
});

test('a key without the scope ends with 77', async () => {
  const { env } = await graph({
    data: null,
    errors: [{ message: 'Scope admin is needed', extensions: { code: 'FORBIDDEN' } }],
  });
  const { code, err, out } = await run(['admin', 'dead', 'list', '--json'], env);
  expect(code).toBe(77);
  expect(err).toBe('Scope admin is needed');
  expect(JSON.parse(out)).toMatchObject({ code: 'FORBIDDEN' });
});

test('requeue wants names or --all', async () => {
  const { env, heard } = await graph({});
  expect((await run(['admin', 'dead', 'requeue'], env)).code).toBe(64);
  expect((await run(['admin', 'dead', 'requeue', 'x', '--all'], env)).code).toBe(64);
  expect(heard).toEqual([]);
});

test('nobody answers: 69', async () => {
  const env = { BORDERO_URL: 'http://127.0.0.1:9', BORDERO_KEY: 'k' };
  const { code, err } = await run(['admin', 'member', 'list'], env);
  expect(code).toBe(69);
  expect(err).toContain('No hub answers at http://127.0.0.1:9');
});

test('a variable that Bordero does not know: 78', async () => {
  const env = { BORDERO_URL: 'http://127.0.0.1:9', BORDERO_KEY: 'k', BORDERO_KEI: 'x' };
  expect((await run(['uploads'], env)).code).toBe(78);
});

test('bootstrap without a database is wrong use', async () => {
  expect((await run(['admin', 'bootstrap'])).code).toBe(64);
});

test('code lists are told without a hub', async () => {
  const names = await run(['codes', 'list', '--json']);
  const lists = JSON.parse(names.out) as { name: string }[];
  expect(lists.map((each) => each.name)).toContain('sae/fortras/2019');
  const { out } = await run(['codes', 'list', 'elv/fortras/2019']);
  expect(out).toMatch(/status +125 +DELIVERED/);
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  expect((await run(['codes', 'list', 'nonsense'])).code).toBe(64);
});
