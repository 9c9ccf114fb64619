import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RULE_IDS } from '../../src/sop/vocabulary/rules';
import { hasTest, read, root, testsNamedIn } from './pages';

const NOT_BUILT = '_not built yet_';

interface RuleRow {
  readonly rule: string;
  readonly code: string;
  readonly tests: string;
}

const page = read('docs/sop.md');

/** Rows that have a rule's id in a cell of its own; code and tests are the last two cells. */
const rows = page.split('\n').flatMap((line): readonly RuleRow[] => {
  const cells = line.split('|').map((cell) => cell.trim());
  const rule = cells.find((cell) => /^[SNCIX]\d$/.test(cell));
  return rule === undefined ? [] : [{ rule, code: cells.at(-3) ?? '', tests: cells.at(-2) ?? '' }];
});

const files = [...page.matchAll(/`((?:src|dev|test|config|emulator|scripts|docs)\/[\w./-]+)`/g)].map(
  ([, file]) => file ?? '',
);
const tests = testsNamedIn(page);

describe('docs/sop.md', () => {
  it('has one row for each rule of the SOP', () => {
    expect(rows.map(({ rule }) => rule).sort()).toEqual([...RULE_IDS].sort());
  });

  it('names code and a test for each rule, or says that it is not built yet', () => {
    const incomplete = rows.filter(({ code, tests: named }) =>
      code === NOT_BUILT ? named !== '–' : !code.includes('`src/') || !named.includes('`test/'),
    );

    expect(incomplete).toEqual([]);
  });

  it('names only files that exist', () => {
    expect(files.length).toBeGreaterThan(RULE_IDS.length);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  it('names only tests that exist', () => {
    expect(tests.length).toBeGreaterThan(RULE_IDS.length);
    expect(tests.filter((test) => !hasTest(test))).toEqual([]);
  });
});
