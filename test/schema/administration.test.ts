import { afterAll, expect, test } from '@jest/globals';
import { Graph } from '../support/graph.ts';

const graph = await Graph.create();
const admin = (await graph.hub.steps.bootstrap({ alliance: 'Test alliance' })).key;
afterAll(() => graph.close());

const mutate = async (key: string, name: string, input: object, below: string) => {
  const type = `C${name.slice(1)}Input`;
  const exists = name === 'createApiClient' ? '' : '... on AlreadyExists { path }';
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { __typename ... on Problem { code message } ... on InvalidInput { fields { path message } } ${exists} ${below} } }`;
  const { data, errors } = await graph.ask(key, query, { input });
  return errors.length > 0 ? errors[0]!.extensions['code'] : data![name];
};
const member = (slug: string, fields = {}) =>
  mutate(
    admin,
    'createMember',
    { slug, name: slug, country: 'AT', corporateGroup: 'one', ...fields },
    '... on Member { id slug }',
  );

test('bootstrap works once, also when two come at the same time', async () => {
  const again = () =>
    graph.hub.steps.bootstrap({ alliance: 'Other' }).then(
      () => 'made',
      (error: unknown) => (error as { code: string }).code,
    );
  expect(await Promise.all([again(), again()])).toEqual(['ALREADY_EXISTS', 'ALREADY_EXISTS']);
  const { data } = await graph.ask(admin, '{ viewer { member { slug name } scopes } }');
  expect(data!['viewer']).toEqual({
    member: { slug: 'operator', name: 'Test alliance' },
    scopes: ['read', 'upload', 'capacity', 'clients', 'users', 'sharing', 'admin'],
  });
});

test('of two first bootstraps at once one wins', async () => {
  const fresh = await Graph.create();
  const results = await Promise.allSettled(
    ['a', 'b'].map((alliance) => fresh.hub.steps.bootstrap({ alliance })),
  );
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await fresh.close();
});

test('a member, its depot and its feeds are created', async () => {
  expect(await member('graz')).toEqual({ __typename: 'Member', id: 'mem_graz', slug: 'graz' });
  const feed = (slug: string, fields = {}) =>
    mutate(
      admin,
      'createFeed',
      { member: 'graz', slug, ...fields },
      '... on Feed { id timeZone format codeList member { slug } }',
    );
  expect(await feed('early')).toMatchObject({ id: 'fee_early', timeZone: 'UTC', format: 'AUTO' });
  const depot = {
    member: 'mem_graz',
    code: '8010',
    name: 'Graz',
    timeZone: 'Europe/Vienna',
    country: 'AT',
    postcode: '8010',
    aliases: [{ kind: 'GLN', value: ' 4012345000009 ' }],
  };
  expect(
    await mutate(
      admin,
      'createDepot',
      depot,
      '... on Depot { code centralHub place { country } member { slug depots { code } } }',
    ),
  ).toEqual({
    __typename: 'Depot',
    code: '8010',
    centralHub: false,
    place: { country: 'AT' },
    member: { slug: 'graz', depots: [{ code: '8010' }] },
  });
  expect(await feed('graz-fortras', { codeList: 'sae/fortras/2019' })).toEqual({
    __typename: 'Feed',
    id: 'fee_graz-fortras',
    timeZone: 'Europe/Vienna',
    format: 'AUTO',
    codeList: 'sae/fortras/2019',
    member: { slug: 'graz' },
  });
  expect((await graph.collections.feeds.findOne({ _id: 'early' }))?.zoneAssumed).toBe(true);
  expect(await feed('early')).toMatchObject({
    __typename: 'AlreadyExists',
    code: 'ALREADY_EXISTS',
    path: 'slug',
  });
  expect(await mutate(admin, 'createDepot', depot, '')).toMatchObject({
    __typename: 'AlreadyExists',
    path: 'code',
  });
  expect(await member('graz')).toMatchObject({ __typename: 'AlreadyExists', path: 'slug' });
});

test('wrong input is told field by field', async () => {
  const told = await member('No Slug', { country: 'XX', name: ' ' });
  expect(told).toMatchObject({ __typename: 'InvalidInput', code: 'INVALID_INPUT' });
  expect(told.fields.map(({ path }: { path: string }) => path)).toEqual([
    'slug',
    'name',
    'country',
  ]);
  const feed = await mutate(
    admin,
    'createFeed',
    { member: 'graz', slug: 'f', format: 'nope', codeList: 'no/list', timeZone: 'Mars/Base' },
    '',
  );
  expect(feed.fields.map(({ path }: { path: string }) => path)).toEqual([
    'format',
    'codeList',
    'timeZone',
  ]);
  expect(await mutate(admin, 'createFeed', { member: 'nobody', slug: 'f' }, '')).toBe('NOT_FOUND');
});

test('a list of reasons alone is no code list of a feed; the answer names those that are', async () => {
  const input = { member: 'graz', slug: 'reasons', codeList: 'x12/1651/004010' };
  const told = await mutate(admin, 'createFeed', input, '');
  expect(told).toMatchObject({ __typename: 'InvalidInput', fields: [{ path: 'codeList' }] });
  expect(told.message).toMatch(/^Must be a code list that says what a status means: cl\/fortras/);
  expect(told.message).toContain('x12/1650/004010');
  expect(told.message).not.toContain('x12/1651/004010');
  expect(await graph.collections.feeds.findOne({ _id: 'reasons' })).toBeNull();
});

test('a client is created with a key that is shown once, and revoked at once', async () => {
  const input = { name: 'erp', scopes: ['read', 'upload'], member: 'graz' };
  const made = await mutate(
    admin,
    'createApiClient',
    input,
    '... on CreatedApiClient { key client { id keyPrefix scopes member { slug } revokedAt } }',
  );
  expect(made.key).toMatch(/^bdo_[a-z2-7]{8}_[A-Za-z0-9_-]{43}$/);
  expect(made.key.startsWith(made.client.keyPrefix)).toBe(true);
  expect(JSON.stringify(await graph.collections.apiClients.find().toArray())).not.toContain(
    made.key,
  );
  expect((await graph.ask(made.key, '{ viewer { client } }')).data).toEqual({
    viewer: { client: 'erp' },
  });
  const revoke = () =>
    graph.ask(admin, `mutation { revokeApiClient(client: "${made.client.id}") { revokedAt } }`);
  const first = await revoke();
  expect((await graph.ask(made.key, '{ viewer { client } }')).status).toBe(401);
  expect((await revoke()).data).toEqual(first.data);
});

test('nobody grants what he does not hold, or to another member', async () => {
  const key = await graph.key('graz', ['read', 'clients']);
  const create = (input: object) =>
    mutate(key, 'createApiClient', input, '... on CreatedApiClient { client { member { slug } } }');
  expect(await create({ name: 'a', scopes: ['read'] })).toMatchObject({
    client: { member: { slug: 'graz' } },
  });
  expect(
    (await create({ name: 'a', scopes: ['read', 'admin', 'nope'] })).fields.map(
      ({ path }: { path: string }) => path,
    ),
  ).toEqual(['scopes.1', 'scopes.2']);
  expect(await create({ name: 'a', scopes: [] })).toMatchObject({ __typename: 'InvalidInput' });
  expect(
    await create({ name: 'a', scopes: ['read'], expiresAt: '2020-01-01T00:00:00Z' }),
  ).toMatchObject({ fields: [{ path: 'expiresAt' }] });
  expect(await create({ name: 'a', scopes: ['read'], member: 'operator' })).toBe('FORBIDDEN');
  expect(await create({ name: 'a', scopes: ['read'], member: 'nobody' })).toBe('FORBIDDEN');
  const { data } = await graph.ask(key, '{ apiClients { member { slug } } }');
  expect(
    new Set(data!['apiClients'].map((client: { member: { slug: string } }) => client.member.slug)),
  ).toEqual(new Set(['graz']));
  const all = await graph.ask(admin, '{ apiClients { member { slug } } }');
  expect(
    new Set(
      all.data!['apiClients'].map((client: { member: { slug: string } }) => client.member.slug),
    ),
  ).toEqual(new Set(['graz', 'operator']));
});

test('what runs the hub is told to admins', async () => {
  await graph.collections.deadLetters.insertOne({
    _id: 'd1',
    job: 'parse-upload',
    payload: {},
    upload: null,
    code: 'BUG',
    message: 'm',
    attempts: 8,
    failedAt: new Date(),
  });
  const { data } = await graph.ask(
    admin,
    '{ deadLetters { totalCount nodes { id job upload { id } attempts } } hubHealth { mongo queue workers version queues { name } } }',
  );
  expect(data).toEqual({
    deadLetters: {
      totalCount: 1,
      nodes: [{ id: 'dea_d1', job: 'parse-upload', upload: null, attempts: 8 }],
    },
    hubHealth: { mongo: true, queue: true, workers: 0, version: 'test', queues: [] },
  });
  const requeued = await graph.ask(
    admin,
    'mutation { requeueDeadLetters(deadLetters: ["dea_d1", "dea_zz", "nonsense"]) }',
  );
  expect(requeued.data).toEqual({ requeueDeadLetters: 1 });
});
