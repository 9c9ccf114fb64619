const { existsSync } = require('node:fs');
const { join } = require('node:path');

const globalSetup = join(__dirname, 'test/support/global-setup.ts');

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
  maxWorkers: 2,
  ...(existsSync(globalSetup) && { globalSetup }),
};
