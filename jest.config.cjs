const { existsSync } = require('node:fs');
const { join } = require('node:path');

const globalSetup = join(__dirname, 'test/support/global-setup.ts');
/** `npm test -- --fast` runs no test that needs Temporal or the bundle. */
const needsSetup = process.env.AT_RISK_TESTS !== 'fast' && existsSync(globalSetup);

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.cache/'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  reporters: ['default', '<rootDir>/test/support/reporter.cjs'],
  // Tests with a Temporal server and the emulator share two cores with the servers themselves.
  testTimeout: 60_000,
  // More of them finish sooner on two cores, but then some tests wait too long for their servers.
  maxWorkers: 2,
  testSequencer: '<rootDir>/test/support/sequencer.cjs',
  ...(needsSetup && { globalSetup }),
};
