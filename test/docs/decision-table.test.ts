import { withDecisionTable } from '../../dev/docs/decision-table';
import { read } from './pages';

describe('the decision table of docs/sop.md', () => {
  it('is what the SOP in src/sop says (npm run docs:table)', () => {
    const page = read('docs/sop.md');

    expect(withDecisionTable(page)).toBe(page);
  });

  it('has a place in the page', () => {
    expect(() => withDecisionTable('# Another page\n')).toThrow('the page has no markers');
  });
});
