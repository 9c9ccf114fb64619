import { catalogueIn, read } from './pages';

const LEAST_ROWS = 60;

describe('docs/faults.md', () => {
  const catalogue = catalogueIn(read('docs/faults.md'), 'fault or bad input');

  it('is a catalogue of at least sixty faults, each with what the service does', () => {
    expect(catalogue.rows.length).toBeGreaterThanOrEqual(LEAST_ROWS);
    expect(catalogue.doubled).toEqual([]);
    expect(catalogue.withEmptyCells).toEqual([]);
  });

  it('names a test in every row, and only tests that exist', () => {
    expect(catalogue.withoutTest).toEqual([]);
    expect(catalogue.unknownTests).toEqual([]);
  });
});
