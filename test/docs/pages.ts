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
