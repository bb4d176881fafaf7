import { afterAll, expect, test } from '@jest/globals';
import {
  execute,
  getNamedType,
  isAbstractType,
  isInputObjectType,
  isLeafType,
  isNonNullType,
  isObjectType,
  parse,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';
import type { Viewer } from '../../schema/context.ts';
import { globalId, type NodeType } from '../../schema/ids.ts';
import { schema } from '../../schema/index.ts';
import { SCOPES } from '../../src/domain/scope.ts';
import {
  consignmentDoc,
  eventDoc,
  feedDoc,
  manifestDoc,
  timelineEvent,
  uploadDoc,
} from '../support/documents.ts';
import { Graph } from '../support/graph.ts';

/** Everything of graz carries this word, in every text that a document has. */
const SECRET = 'hush';
const SECRET_NUMBER = 77_123;
const graph = await Graph.create();
for (const slug of ['graz', 'brno', 'lyon', 'porto']) await graph.member(slug);
afterAll(() => graph.close());
const { collections } = graph;

const at = new Date('2026-11-20T10:00:00Z');
const source = { upload: `${SECRET}-upload`, line: SECRET_NUMBER, receivedAt: at };
const hushed = {
  name: SECRET,
  street: SECRET,
  place: { name: SECRET, postcode: SECRET, country: 'AT' },
};
const event = timelineEvent(`${SECRET}:1`, 'graz', {
  reason: SECRET,
  code: SECRET,
  text: SECRET,
  signedBy: SECRET,
  line: SECRET_NUMBER,
  upload: `${SECRET}-upload`,
  barcode: SECRET,
});
await collections.feeds.insertOne(feedDoc(`${SECRET}-feed`, 'graz'));
await collections.uploads.insertOne(
  uploadDoc(`${SECRET}-upload`, 'graz', {
    feed: `${SECRET}-feed`,
    fileName: SECRET,
    byteSize: SECRET_NUMBER,
  }),
);
await collections.issues.insertOne({
  _id: `${SECRET}-upload:0000000001:0`,
  upload: `${SECRET}-upload`,
  chunk: 0,
  severity: 'ERROR',
  code: 'BAD_DATE',
  line: SECRET_NUMBER,
  record: SECRET,
  field: SECRET,
  value: SECRET,
});
await collections.manifests.insertOne(
  manifestDoc(`${SECRET}-m`, ['graz', 'brno'], {
    number: SECRET,
    source,
    consignments: [`${SECRET}-c`],
    packageCount: SECRET_NUMBER,
    unloadings: [
      {
        loadingUnit: SECRET,
        arrivedAt: at,
        startedAt: at,
        finishedAt: at,
        differences: [
          { consignment: `${SECRET}-c`, reason: SECRET, packageCount: SECRET_NUMBER, note: SECRET },
        ],
        source,
      },
    ],
  }),
);
const shared = {
  references: [{ type: 'OTHER' as const, value: SECRET, issuer: 'graz' }],
  consignee: hushed,
  manifests: [`${SECRET}-m`],
  packages: [{ barcode: SECRET, isSscc: false, type: SECRET, weightKg: SECRET_NUMBER }],
  problems: [{ code: 'CONFLICTING_VALUE' as const, field: SECRET, value: SECRET }],
  events: [event],
  find: {
    references: [SECRET],
    consigneeName: SECRET,
    manifestNumbers: [SECRET],
    destinationCountry: 'AT',
  } as never,
};
await collections.consignments.insertMany([
  consignmentDoc(`${SECRET}-c`, ['graz', 'brno'], shared),
  { ...consignmentDoc(`${SECRET}-joined`, []), viewers: [], joinedInto: `${SECRET}-c` },
]);
await collections.events.insertMany([
  { ...eventDoc(`${SECRET}:1`, 'graz'), waiting: false, keys: [`OTHER|${SECRET}`] },
  {
    ...eventDoc(`${SECRET}:2`, 'graz'),
    code: SECRET,
    tellings: [{ ...eventDoc('x', 'graz').tellings[0]!, reason: SECRET, text: SECRET }],
  },
]);
await collections.reviewItems.insertOne({
  _id: `${SECRET}-r`,
  kind: 'AMBIGUOUS_REFERENCE',
  feed: `${SECRET}-feed`,
  member: 'graz',
  value: SECRET,
  occurrences: 1,
  counted: [],
  firstSeenAt: at,
  source,
  consignments: [`${SECRET}-c`],
  eventKinds: [],
  resolvedAt: null,
  resolvedBy: null,
});
await collections.deadLetters.insertOne({
  _id: `${SECRET}-d`,
  job: SECRET,
  payload: {},
  upload: `${SECRET}-upload`,
  code: SECRET,
  message: SECRET,
  attempts: 1,
  failedAt: at,
});
await graph.key('graz', SCOPES, { _id: `${SECRET}-client`, name: SECRET, keyPrefix: SECRET });

const THINGS: readonly [NodeType, string][] = [
  ['Feed', `${SECRET}-feed`],
  ['Upload', `${SECRET}-upload`],
  ['Consignment', `${SECRET}-c`],
  ['Consignment', `${SECRET}-joined`],
  ['ConsignmentEvent', `${SECRET}:1`],
  ['ConsignmentEvent', `${SECRET}:2`],
  ['Manifest', `${SECRET}-m`],
  ['ReviewItem', `${SECRET}-r`],
  ['DeadLetter', `${SECRET}-d`],
  ['ApiClient', `${SECRET}-client`],
];

/** All scopes of a member; admin is another matter. */
const viewer = (member: string, scopes = SCOPES.filter((one) => one !== 'admin')): Viewer => ({
  member,
  client: { id: 'c', name: 'test' },
  scopes: new Set(scopes),
});

async function run(source: string, who: Viewer, variableValues: Record<string, unknown> = {}) {
  const contextValue = { viewer: who, ...graph.service.open(), language: 'en' as const };
  return execute({ schema, document: parse(source), contextValue, variableValues });
}

/** Every field below a type, as deep as leads to something new on this way. */
function everything(type: GraphQLOutputType, path: readonly string[] = []): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  if (isAbstractType(named)) {
    const parts = schema
      .getPossibleTypes(named)
      .map((one) => `... on ${one.name} ${everything(one, path)}`);
    return `{ __typename ${parts.join(' ')} }`;
  }
  const fields = Object.values((named as GraphQLObjectType).getFields()).flatMap((field) => {
    const below = getNamedType(field.type);
    if (isLeafType(below)) return [field.name];
    if (path.includes(below.name) || path.length > 6) return [];
    return [`${field.name} ${everything(field.type, [...path, named.name, below.name])}`];
  });
  return fields.length === 0 ? '{ __typename }' : `{ ${fields.join(' ')} }`;
}

const roots = Object.values(schema.getQueryType()!.getFields());
const tellsSecret = (value: unknown): boolean => {
  const text = JSON.stringify(value);
  return text.includes(SECRET) || text.includes(String(SECRET_NUMBER));
};

test.each(
  ['lyon', 'porto'].flatMap((member) => roots.map((root) => [member, root.name, root] as const)),
)('%s reads nothing of graz from %s', async (member, _name, root) => {
  const ids = root.name === 'node' ? THINGS.map(([type, id]) => globalId(type, id)) : [null];
  for (const id of ids) {
    const args = id === null ? '' : `(id: "${id}")`;
    const result = await run(`{ ${root.name}${args} ${everything(root.type)} }`, viewer(member));
    expect(tellsSecret(result)).toBe(false);
    if (id !== null) expect(result).toEqual({ data: { node: null } });
  }
});

/** Public to members, or for whoever runs the hub. */
const NOT_OF_A_MEMBER = ['node', 'members', 'viewer', 'deadLetters', 'hubHealth'];

test('the walk would tell: graz itself reads all of it', async () => {
  const silent: string[] = [];
  for (const root of roots.filter(({ name }) => !NOT_OF_A_MEMBER.includes(name))) {
    const result = await run(`{ ${root.name} ${everything(root.type)} }`, viewer('graz'));
    if (!tellsSecret(result)) silent.push(root.name);
  }
  expect(silent).toEqual([]);
});

const FILTERS: readonly string[] = [
  `reference: "${SECRET}"`,
  `consigneeName: "hu"`,
  `manifestNumber: "${SECRET}"`,
  'hasProblems: false',
  'statusKinds: [PICKED_UP]',
  'sendingPartner: "graz"',
  'receivingPartner: "brno"',
  'destinationCountry: "AT"',
  'destinationPostcodePrefix: "6"',
  'statusFrom: "2020-01-01T00:00:00Z"',
  'statusUntil: "2030-01-01T00:00:00Z"',
  'updatedSince: "2020-01-01T00:00:00Z"',
  'originCountry: "AT"',
];

test('no filter, order or count tells that something foreign exists', async () => {
  const input = schema.getType('ConsignmentFilter');
  const names = isInputObjectType(input) ? Object.keys(input.getFields()) : [];
  expect(names.filter((name) => !FILTERS.some((filter) => filter.startsWith(name)))).toEqual([]);
  for (const filter of FILTERS) {
    const { data } = await run(
      `{ consignments(filter: { ${filter} }) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } }`,
      viewer('lyon'),
    );
    expect(data).toEqual({
      consignments: { totalCount: 0, nodes: [], pageInfo: { hasNextPage: false, endCursor: null } },
    });
  }
  const { data } = await run(
    `{ uploads(feed: "${SECRET}-feed") { totalCount } manifests(filter: { number: "${SECRET}" }) { totalCount } reviewItems { totalCount } orphanedEvents { totalCount } }`,
    viewer('lyon'),
  );
  expect(data).toEqual({
    uploads: { totalCount: 0 },
    manifests: { totalCount: 0 },
    reviewItems: { totalCount: 0 },
    orphanedEvents: { totalCount: 0 },
  });
});

const file = {
  name: 'a',
  stream: async function* () {
    yield new Uint8Array(1);
  },
};
/** Every mutation that names a thing, with that thing foreign and unknown. */
const NAMING: Readonly<Record<string, (id: string) => string>> = {
  uploadFeed: (id) => `uploadFeed(feed: "${id}", file: $file) { id }`,
  withdrawEvent: (id) => `withdrawEvent(event: "${id}", reason: "x") { __typename }`,
  withdrawUpload: (id) => `withdrawUpload(upload: "${id}", reason: "x") { __typename }`,
  revokeApiClient: (id) => `revokeApiClient(client: "${id}") { id }`,
};
/** Those that only name members, which everybody sees, or need scope admin. */
const OTHERS = [
  'createApiClient',
  'createMember',
  'createDepot',
  'createFeed',
  'requeueDeadLetters',
];

test('every mutation is looked at here', () => {
  const names = Object.keys(schema.getMutationType()!.getFields());
  expect(names.sort()).toEqual([...Object.keys(NAMING), ...OTHERS].sort());
});

test.each([
  ['uploadFeed', `${SECRET}-feed`, 'nobodys-feed'],
  ['uploadFeed', `fee_${SECRET}-feed`, 'fee_nobodys-feed'],
  ['withdrawEvent', `evt_${SECRET}.1`, 'evt_nothing.1'],
  ['withdrawEvent', `evt_${SECRET}.2`, 'nonsense'],
  ['withdrawUpload', `upl_${SECRET}-upload`, 'upl_nothing'],
  ['revokeApiClient', `cli_${SECRET}-client`, 'cli_nothing'],
])('%s answers for a foreign thing as for an unknown one', async (name, foreign, unknown) => {
  const head = name === 'uploadFeed' ? 'mutation ($file: File!)' : 'mutation';
  const of = async (id: string) => {
    const { data, errors } = await run(`${head} { ${NAMING[name]!(id)} }`, viewer('lyon'), {
      file,
    });
    return {
      data,
      errors: errors?.map(({ message, originalError }) => [
        message,
        (originalError as { code?: string }).code,
      ]),
    };
  };
  const told = await of(foreign);
  expect(told.errors?.[0]?.[1]).toBe('NOT_FOUND');
  expect(told).toEqual(await of(unknown));
});

test('what a key has no scope for is FORBIDDEN at every root', async () => {
  const nothing = viewer('graz', []);
  for (const type of [schema.getQueryType()!, schema.getMutationType()!]) {
    for (const field of Object.values(type.getFields())) {
      if (field.name === 'viewer') continue;
      const args = field.args.filter((arg) => isNonNullType(arg.type));
      const heads = args.map(({ name, type: of }) => `$${name}: ${String(of)}`);
      const passed = args.map(({ name }) => `${name}: $${name}`);
      const kind = type === schema.getQueryType() ? 'query' : 'mutation';
      const below = isLeafType(getNamedType(field.type)) ? '' : '{ __typename }';
      const document = `${kind}${heads.length ? `(${heads.join(', ')})` : ''} { ${field.name}${passed.length ? `(${passed.join(', ')})` : ''} ${below} }`;
      const input = INPUTS[field.name];
      const { errors } = await run(document, nothing, { ...SAMPLES, input });
      expect([
        field.name,
        (errors?.[0]?.originalError as { code?: string } | undefined)?.code,
      ]).toEqual([field.name, 'FORBIDDEN']);
    }
  }
});
const SAMPLES = {
  id: 'con_1',
  feed: 'f',
  file,
  upload: 'u',
  event: 'e',
  reason: 'r',
  client: 'c',
  deadLetters: [],
};
const INPUTS: Readonly<Record<string, object>> = {
  createMember: { slug: 's', name: 'n', country: 'AT', corporateGroup: 'g' },
  createDepot: { member: 'm', code: 'c', name: 'n', timeZone: 'UTC', country: 'AT' },
  createFeed: { member: 'm', slug: 's' },
  createApiClient: { name: 'n', scopes: [] },
};

test('every type that can be asked for is an object with a known owner', () => {
  const nodes = Object.values(schema.getTypeMap()).filter(
    (type) => isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node'),
  );
  const covered = new Set<string>([...THINGS.map(([type]) => type), 'Member', 'Depot']);
  expect(nodes.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
});
