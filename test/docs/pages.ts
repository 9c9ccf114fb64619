import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(__dirname, '../..');

/** A file of the project, by its path from the root. */
export const read = (path: string): string => readFileSync(join(root, path), 'utf8');

export interface NamedTest {
  readonly file: string;
  readonly title: string;
}

/** Tests that a cell of a page names as `file` "title"; a title may hold quotes of its own. */
export function testsNamedIn(page: string): readonly NamedTest[] {
  return [...page.matchAll(/`(test\/[\w./-]+)` "(.+?)"(?=<br>| *\|)/g)].map(([, file = '', title = '']) => ({
    file,
    title,
  }));
}

/** Whether the file has `it('title', …)`, or the same behind `it.each(…)`. */
export function hasTest({ file, title }: NamedTest): boolean {
  const escaped = title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return existsSync(join(root, file)) && new RegExp(`(?:\\bit|\\))\\(\\s*['"\`]${escaped}['"\`]`).test(read(file));
}

/** A page of tables, each row of which says what the service does in one case, and names tests that show it. */
export interface Catalogue {
  readonly rows: readonly string[];
  /** Rows that begin like another one. */
  readonly doubled: readonly string[];
  readonly withEmptyCells: readonly string[];
  readonly withoutTest: readonly string[];
  readonly unknownTests: readonly NamedTest[];
}

/** @param head how the first column of its tables is headed */
export function catalogueIn(page: string, head: string): Catalogue {
  const rows = page.split('\n').filter((line) => new RegExp(`^\\| (?!-|${head} )`).test(line));
  const cellsOf = (row: string): readonly string[] =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  const firsts = rows.map((row) => cellsOf(row)[0]);
  return {
    rows,
    doubled: rows.filter((row, index) => firsts.indexOf(cellsOf(row)[0]) !== index),
    withEmptyCells: rows.filter((row) => cellsOf(row).includes('')),
    withoutTest: rows.filter((row) => testsNamedIn(row).length === 0),
    unknownTests: testsNamedIn(page).filter((test) => !hasTest(test)),
  };
}
