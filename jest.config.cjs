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

/**
 * A test's code sees the globals of the sandbox that jest runs it in through an interceptor, each time. These are handed to each module as its own instead:
 * twice as fast where much is computed. None that node_modules declare again at the top of a module, and none that tests replace (Date, timers).
 */
const GLOBALS = [
  ...['Array', 'BigInt', 'Boolean', 'Error', 'Float64Array', 'Intl', 'JSON', 'Map', 'Math', 'Number', 'Object'],
  ...['Promise', 'Proxy', 'RangeError', 'Reflect', 'RegExp', 'Set', 'String', 'Symbol', 'TypeError', 'Uint8Array'],
  ...['WeakMap', 'WeakSet', 'decodeURIComponent', 'encodeURIComponent', 'isFinite', 'isNaN', 'parseInt'],
];

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  sandboxInjectedGlobals: GLOBALS,
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
  // Most tests wait for their servers more than half of the time.
  maxWorkers: Math.ceil(2.5 * availableParallelism()),
  // A file's modules stay in the process that ran it, and with a gigabyte of them the next file takes up to four times as long.
  workerIdleMemoryLimit: '700MB',
  testSequencer: '<rootDir>/test/support/sequencer.cjs',
  ...(needsSetup && { globalSetup }),
};
