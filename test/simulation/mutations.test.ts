import { RULE_IDS } from '../../src/sop/vocabulary/rules';
import { read } from '../docs/pages';
import { apply, editsOf } from './mutations/apply';
import { MUTATIONS } from './mutations/list';

describe('the mutations', () => {
  it('break every rule of the SOP', () => {
    const broken = new Set(MUTATIONS.map(({ rule }) => rule));
    expect(RULE_IDS.filter((rule) => !broken.has(rule))).toEqual([]);
  });

  it.each(MUTATIONS)('$rule: can still be made: $what', (mutation) => {
    for (const edit of editsOf(mutation)) {
      const text = read(edit.file);
      expect(apply(edit, text)).not.toBe(text);
    }
  });

  it('are all in docs/mutations.md, each with the invariant that found it', () => {
    const rows = read('docs/mutations.md')
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim()));
    const found = (rule: string, what: string): string | undefined =>
      rows.find(([, first, second]) => first === rule && second === what)?.[4];
    const missing = MUTATIONS.filter(({ rule, what }) => (found(rule, what) ?? '') === '');
    expect(missing).toEqual([]);
  });
});
