const { join } = require('node:path');
const { sandboxInjectedGlobals, transform } = require('../../jest.config.cjs');

/** For Stryker, which runs the tests of a mutant again and again: the quick ones of test/sop. */
/** @type {import('jest').Config} */
module.exports = {
  rootDir: join(__dirname, '../..'),
  testEnvironment: 'node',
  sandboxInjectedGlobals,
  testMatch: ['<rootDir>/test/sop/**/*.test.ts'],
  testPathIgnorePatterns: ['/test/sop/(every-combination|model|random-snapshots|rules-covered)'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.cache/'],
  transform,
};
