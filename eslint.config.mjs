import { defineConfig, globalIgnores } from 'eslint/config';
import { importX } from 'eslint-plugin-import-x';
import jest from 'eslint-plugin-jest';
import tseslint from 'typescript-eslint';

const typescript = ['**/*.{ts,tsx}'];
const plain = ['**/*.mjs', '**/*.cjs'];
const tests = ['test/**/*.{ts,tsx}'];

const noEnums = {
  selector: 'TSEnumDeclaration',
  message: 'Use an `as const` table or a union of strings instead of an enum.',
};
const BRANDS = '/^(Instant|CalendarDate|TimeZone|(Ticket|Company|Note|Invoice|File|Task|User)Id)$/';
const noBrandCasts = {
  selector: ['', 'TSUnionType > ']
    .map((union) => `TSAsExpression > ${union}TSTypeReference[typeName.name=${BRANDS}]`)
    .join(', '),
  message:
    'Parse it with its schema, or use the functions of src/sop/vocabulary/dates.ts (instantAt, later, latest, …).',
};

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', '.cache/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  {
    name: 'everything',
    plugins: { 'import-x': importX },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'no-unreachable': 'error',
      'max-lines': ['error', { max: 350, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
      'import-x/first': 'error',
      'import-x/newline-after-import': 'error',
      'import-x/no-default-export': 'error',
      'import-x/no-duplicates': 'error',
      'import-x/order': [
        'error',
        {
          groups: ['builtin', 'external', 'parent', 'sibling', 'index'],
          alphabetize: { order: 'asc', caseInsensitive: true },
        },
      ],
    },
  },

  {
    name: 'typescript',
    files: typescript,
    // The rules that need types are in .oxlintrc.json: oxlint reads types in a sixth of the time.
    extends: [tseslint.configs.strict, tseslint.configs.stylistic],
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      // `import { type T }` alone would run the module; only `import type` tells the architecture check that it does not.
      '@typescript-eslint/no-import-type-side-effects': 'error',
      'no-restricted-syntax': ['error', noEnums],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Settings are read once, in src/config, and passed down.' },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: ['node:process', 'process'].map((name) => ({
            name,
            importNames: ['env'],
            message: 'Settings are read once, in src/config, and passed down.',
          })),
        },
      ],
    },
  },
  { name: 'the list of layers', files: ['.dependency-cruiser.cjs'], rules: { 'max-lines': 'off' } },
  {
    name: 'who may read the environment',
    files: ['src/config', 'dev', 'scripts', 'test', 'bench'].map((folder) => `${folder}/**/*.ts`),
    rules: { 'no-restricted-properties': 'off', 'no-restricted-imports': 'off' },
  },
  {
    name: 'the service logs, only its command prints',
    files: ['src/**/*.ts'],
    ignores: ['src/cli/**'],
    rules: { 'no-console': 'error' },
  },
  {
    name: 'branded values are made in one place',
    files: ['src/**/*.ts'],
    ignores: ['src/sop/vocabulary/dates.ts'],
    rules: { 'no-restricted-syntax': ['error', noEnums, noBrandCasts] },
  },
  {
    name: 'one way out to the terminal',
    files: ['src/cli/**/*.ts'],
    ignores: ['src/cli/output/terminal.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        noEnums,
        noBrandCasts,
        {
          selector:
            "MemberExpression[property.name='write'][object.object.name='process'][object.property.name=/^std/]",
          message: 'Print through src/cli/output/terminal.ts, so that what others wrote steers no terminal.',
        },
      ],
    },
  },

  {
    name: 'tests',
    files: tests,
    extends: [jest.configs['flat/recommended'], jest.configs['flat/style']],
    rules: {
      'max-lines': 'off',
      'max-lines-per-function': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      'jest/expect-expect': [
        'error',
        {
          assertFunctionNames: [
            'expect',
            'expect*',
            'fc.assert',
            'assert*',
            'world.until*',
            'until*',
            'person.sees*',
            'person.isAccessible',
          ],
        },
      ],
      'jest/consistent-test-it': ['error', { fn: 'it', withinDescribe: 'it' }],
    },
  },

  {
    name: 'scripts and tool settings',
    files: plain,
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
      },
    },
    rules: { 'no-undef': 'error', 'no-unused-vars': ['error', { argsIgnorePattern: '^_' }] },
  },
  {
    name: 'the page of the emulator, which runs in a browser',
    files: ['emulator/page/**/*.js'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          ...['addEventListener', 'confirm', 'document', 'fetch', 'getSelection', 'history', 'location', 'setTimeout'],
          ...['crypto', 'localStorage', 'sessionStorage', 'DOMParser', 'Event', 'FormData', 'Node', 'ResizeObserver'],
          ...['URL', 'URLSearchParams'],
        ].map((name) => [name, 'readonly']),
      ),
    },
    rules: { 'no-undef': 'error', 'no-unused-vars': 'error' },
  },
  {
    name: 'scripts and tool settings in CommonJS',
    files: ['**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { module: 'writable', require: 'readonly', __dirname: 'readonly' },
    },
  },
  { name: 'tool settings', files: ['*.config.mjs'], rules: { 'import-x/no-default-export': 'off' } },
);
