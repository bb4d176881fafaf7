/**
 * Three projects: `pure` needs no service, `mongo` shares one mongod and one queue server that a global setup
 * starts (every test file takes its own database and queue prefix), `processes` starts real processes.
 */
const common = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json', 'node'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        module: { type: 'es6' },
        sourceMaps: 'inline',
        jsc: {
          experimental: { keepImportAttributes: true },
          target: 'es2023',
          parser: { syntax: 'typescript' },
        },
      },
    ],
  },
};
const inRooms = (rooms) => rooms.map((room) => `<rootDir>/test/${room}/**/*.test.ts`);
const services = {
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
};

export default {
  maxWorkers: 2,
  testTimeout: 60_000,
  reporters: ['default', '<rootDir>/test/support/count-reporter.mjs'],
  projects: [
    {
      ...common,
      displayName: 'pure',
      testMatch: inRooms([
        'domain',
        'feeds',
        'codes',
        'normalising',
        'matching',
        'tracking',
        'sharing',
        'jobs',
        'fixtures',
        'bench',
      ]),
    },
    {
      ...common,
      ...services,
      displayName: 'mongo',
      testMatch: inRooms(['store', 'pipeline', 'schema', 'server', 'cli']),
    },
    {
      ...common,
      ...services,
      displayName: 'processes',
      testMatch: inRooms(['workers', 'faults', 'platform', 'sharded', 'demo']),
    },
  ],
};
