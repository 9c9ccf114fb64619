// npm run mutations: changes src/sop in small ways, one at a time, and names those that no test of test/sop finds.
export default {
  mutate: ['src/sop/**/*.ts'],
  testRunner: 'jest',
  jest: { projectType: 'custom', configFile: 'test/mutations/jest.config.cjs' },
  coverageAnalysis: 'perTest',
  // A mutated module constant needs all tests; most of them only change a text.
  ignoreStatic: true,
  // What a sentence says is compared where people see it.
  mutator: { excludedMutations: ['StringLiteral'] },
  reporters: ['clear-text', 'progress', 'html'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, allowEmojis: false },
  htmlReporter: { fileName: '.cache/mutations/index.html' },
  tempDirName: '.cache/mutations/sandbox',
  ignorePatterns: ['.cache', 'dist', 'docs', 'bench', 'deploy', 'test/replay/histories'],
  thresholds: { high: 90, low: 80, break: null },
  allowEmpty: false,
};
