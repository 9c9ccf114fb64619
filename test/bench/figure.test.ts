import { compared, figuresAsMarkdown, spreadOf, type Figure } from '../../bench/figure';

const FIGURE: Figure = {
  what: 'events durable',
  unit: 'a second',
  measured: [4_000, 6_000, 900],
  floor: { what: 'single calls', values: [100, 120, 30] },
  goal: { atLeast: 30 },
};

describe('a figure beside its floor', () => {
  it('has the least, the middle and the greatest of all repetitions', () => {
    expect(spreadOf([3, 1, 2])).toEqual({ min: 1, median: 2, max: 3 });
  });

  it('is compared within each repetition, so that a slow one says nothing of the code', () => {
    expect(compared(FIGURE)).toMatchObject({ ratio: { min: 30, median: 40, max: 50 }, goal: '≥ 30 ×', met: true });
  });

  it('misses a goal that its middle ratio misses, whichever way the goal points', () => {
    expect(compared({ ...FIGURE, goal: { atLeast: 41 } }).met).toBe(false);
    expect(compared({ ...FIGURE, goal: { atMost: 39 } }).met).toBe(false);
    expect(compared({ ...FIGURE, goal: { atMost: 40 } }).met).toBe(true);
  });

  it('is a row of Markdown', () => {
    expect(figuresAsMarkdown([FIGURE]).split('\n').at(-1)).toBe(
      '| events durable | 900 / 4000 / 6000 a second | single calls | 30.0 / 100 / 120 a second | 30.0 / 40.0 / 50.0 × | ≥ 30 × | yes |',
    );
  });
});
