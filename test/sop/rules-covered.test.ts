import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULE_IDS, type RuleId } from '../../src/sop/vocabulary/rules';

/** Rules that have no code or no test yet. A rule that has both must leave this list. */
const NOT_YET: readonly RuleId[] = [];

const root = join(__dirname, '../..');
const sources = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const ID = '[SNCIX]\\d';
const IDS = `${ID}(?:(?:, |–)${ID})*`;

/** The ids in a text, with those between the ends of a range such as `N1–N8`. */
function idsIn(text: string): readonly string[] {
  const ranges = text.matchAll(new RegExp(`\\b([SNCIX])(\\d)–\\1(\\d)\\b`, 'g'));
  const between = [...ranges].flatMap(([, letter, from, to]) =>
    Array.from({ length: Number(to) - Number(from) + 1 }, (_, step) => `${letter ?? ''}${Number(from) + step}`),
  );
  return [...(text.match(new RegExp(`\\b${ID}\\b`, 'g')) ?? []), ...between];
}

/** The ids with which titles of tests begin: `it('N2, N3: …')`, `it.each([…])('N4: …')`. */
function idsOfTitles(text: string): readonly string[] {
  const titles = text.matchAll(new RegExp(`(?:\\bit|\\))\\(\\s*['"\`](${IDS}): `, 'g'));
  return [...titles].flatMap(([, ids]) => idsIn(ids ?? ''));
}

const inCode = new Set(
  sources('src')
    .filter((path) => path !== join('src', 'sop', 'rules.ts'))
    .flatMap((path) => idsIn(read(path))),
);
const inTests = new Set(
  sources('test')
    .filter((path) => path.endsWith('.test.ts'))
    .flatMap((path) => idsOfTitles(read(path))),
);

describe('the rules of the SOP', () => {
  it.each(RULE_IDS.filter((id) => !NOT_YET.includes(id)))('rule %s is cited where it is carried out', (id) => {
    expect(inCode).toContain(id);
  });

  it.each(RULE_IDS.filter((id) => !NOT_YET.includes(id)))('rule %s begins the title of a test', (id) => {
    expect(inTests).toContain(id);
  });

  it('has no rule on the list of those to come that has both code and test by now', () => {
    expect(NOT_YET.filter((id) => inCode.has(id) && inTests.has(id))).toEqual([]);
  });

  it('has no test for a rule that the SOP does not have', () => {
    expect([...inTests].filter((id) => !RULE_IDS.some((rule) => rule === id))).toEqual([]);
  });
});
