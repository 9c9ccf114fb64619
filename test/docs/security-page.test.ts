import { catalogueIn, read } from './pages';

const LEAST_ROWS = 95;

describe('docs/security.md', () => {
  const page = read('docs/security.md');
  const catalogue = catalogueIn(page, 'attack');

  it('has every attack that was tried, by whom, and what happens now', () => {
    expect(catalogue.rows.length).toBeGreaterThanOrEqual(LEAST_ROWS);
    expect(catalogue.doubled).toEqual([]);
    expect(catalogue.withEmptyCells).toEqual([]);
  });

  it('names a test in every row, and only tests that exist', () => {
    expect(catalogue.withoutTest).toEqual([]);
    expect(catalogue.unknownTests).toEqual([]);
  });

  it('says what cannot be prevented, and who could do it', () => {
    const list = page.slice(page.indexOf('## What cannot be prevented'));
    for (const who of ["Temporal's API key", 'access token', 'client secret', 'super admin', 'colludes'])
      expect(list).toContain(who);
  });
});
