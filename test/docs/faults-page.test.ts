import { hasTest, read, testsNamedIn } from './pages';

const LEAST_ROWS = 60;

const page = read('docs/faults.md');
const rows = page.split('\n').filter((line) => /^\| (?!-|fault or bad input)/.test(line));

describe('docs/faults.md', () => {
  it('is a catalogue of at least sixty faults, each with what the service does', () => {
    const cells = rows.map((row) => row.split('|').map((cell) => cell.trim()));

    expect(rows.length).toBeGreaterThanOrEqual(LEAST_ROWS);
    expect(new Set(cells.map(([, fault]) => fault)).size).toBe(rows.length);
    expect(cells.filter(([, fault, does]) => fault === '' || does === '')).toEqual([]);
  });

  it('names a test in every row, and only tests that exist', () => {
    expect(rows.filter((row) => testsNamedIn(row).length === 0)).toEqual([]);
    expect(testsNamedIn(page).filter((test) => !hasTest(test))).toEqual([]);
  });
});
