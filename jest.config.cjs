const { existsSync } = require('node:fs');
const { availableParallelism } = require('node:os');
const { join } = require('node:path');

const globalSetup = join(__dirname, 'test/support/global-setup.ts');
/** `npm test -- --fast` runs no test that needs Temporal or the bundle. */
const needsSetup = process.env.AT_RISK_TESTS !== 'fast' && existsSync(globalSetup);

function transformed(parser) {
  const jsc = { parser, target: 'es2022', transform: { react: { runtime: 'automatic' } } };
  return ['@swc/jest', { jsc, module: { type: 'commonjs' }, sourceMaps: 'inline' }];
}

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.{ts,tsx}'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.cache/'],
  transform: {
    '\\.ts$': transformed({ syntax: 'typescript' }),
    '\\.tsx$': transformed({ syntax: 'typescript', tsx: true }),
    // They come as ES modules only.
    '/node_modules/(@hubspot/ui-extensions|tinyspy)/.*\\.js$': transformed({ syntax: 'ecmascript' }),
  },
  transformIgnorePatterns: ['/node_modules/(?!(@hubspot/ui-extensions|tinyspy)/)'],
  // HubSpot's build finds it as a workspace of hubspot-app/src/app/package.json.
  moduleNameMapper: { '^@at-risk/backend/(.*)$': '<rootDir>/hubspot-app/src/app/backend/$1' },
  reporters: ['default', '<rootDir>/test/support/reporter.cjs'],
  // Tests with a Temporal server and the emulator share two cores with the servers themselves.
  testTimeout: 120_000,
  // Twice the cores: most tests wait for their servers half of the time.
  maxWorkers: 2 * availableParallelism(),
  testSequencer: '<rootDir>/test/support/sequencer.cjs',
  ...(needsSetup && { globalSetup }),
};
