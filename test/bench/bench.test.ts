import { CommanderError } from 'commander';
import { compared, shareOf, spreadOf, type Figure, type Growth } from '../../bench/figure';
import { readOptions } from '../../bench/options';
import { plot } from '../../bench/plot';
import { figuresAsMarkdown, reportAsJson, reportAsMarkdown, type Report } from '../../bench/report';
import { BENCHES, ROWS } from '../../bench/rows';
import { inProcess } from '../support/in-process';

const FIGURE: Figure = {
  name: 'intake',
  what: 'events durable',
  unit: 'a second',
  measured: [4_000, 6_000, 900],
  floor: { what: 'single calls', values: [100, 120, 30] },
  goal: { atLeast: 30 },
};

const GROWTH: Growth = {
  name: 'sweep',
  what: 'how long a sweep takes',
  of: 'open cases',
  unit: 's',
  lines: [
    {
      name: 'calls < searches',
      points: [
        { n: 10, values: [0.2, 0.1, 0.4] },
        { n: 1_000, values: [20, 19, 21] },
      ],
    },
  ],
};

const REPORT: Report = {
  at: '2026-11-29T12:00:00.000Z',
  quick: true,
  surroundings: {
    versions: { node: 'v20.20.0', temporal: 'CLI 1.9.1 (Server 1.32.0, UI 2.54.1)', sdk: '1.24.0' },
    machine: { cores: 2, cpu: 'a processor', memoryGiB: 16, os: 'Linux 6', load: 1.25 },
  },
  figures: [FIGURE],
  growths: [GROWTH],
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

  it('has a margin above 1 where it is better than its goal, whichever way the goal points', () => {
    expect(compared({ ...FIGURE, goal: { atLeast: 20 } }).margin).toEqual({ min: 1.5, median: 2, max: 2.5 });
    expect(compared({ ...FIGURE, goal: { atMost: 20 } }).margin).toEqual({ min: 0.4, median: 0.5, max: 2 / 3 });
  });

  it('needs three repetitions, and a floor for each', () => {
    expect(() => compared({ ...FIGURE, measured: [1, 2] })).toThrow(/intake: 2 values and 3 floors/);
    expect(() => compared({ ...FIGURE, measured: [1, 2], floor: { what: 'one', values: [1, 1] } })).toThrow(
      /at least 3 of both/,
    );
  });

  it('has a percentile that is one of its values', () => {
    expect(shareOf(0.5, [5, 1, 3])).toBe(3);
    expect(shareOf(0.95, [5, 1, 3])).toBe(5);
    expect(shareOf(0.5, [2, 1])).toBe(1);
  });
});

describe('a report', () => {
  it('has a row of Markdown for each figure', () => {
    expect(figuresAsMarkdown([FIGURE]).split('\n').at(-1)).toBe(
      '| intake | events durable | 900 / 4000 / 6000 a second | single calls | 30.0 / 100 / 120 a second | 30.0 / 40.0 / 50.0 × | ≥ 30 × | yes |',
    );
  });

  it('names versions and machine, with its load when the run began', () => {
    expect(reportAsMarkdown(REPORT).split('\n')[0]).toBe(
      "2026-11-29, --quick: Node v20.20.0, Temporal CLI 1.9.1 (Server 1.32.0, UI 2.54.1), Temporal's SDK 1.24.0; 2 cores (a processor), 16 GiB, Linux 6, load 1.3 at the start. Least / median / greatest of all repetitions.",
    );
  });

  it('has a row for each point of what grows', () => {
    expect(reportAsMarkdown(REPORT)).toContain('| sweep | calls < searches | 1000 | 19.0 / 20.0 / 21.0 s |');
  });

  it('has the same as JSON, for a program', () => {
    expect(JSON.parse(reportAsJson(REPORT))).toMatchObject({
      surroundings: { machine: { cores: 2, load: 1.25 } },
      figures: [{ name: 'intake', repetitions: 3, ratio: { min: 30, median: 40, max: 50 }, met: true }],
      growths: [
        { name: 'sweep', lines: [{ points: [{ n: 10, repetitions: 3, min: 0.1, median: 0.2, max: 0.4 }, {}] }] },
      ],
    });
  });
});

describe('a plot', () => {
  it('draws each figure with its ratio and goal, and says which is missed', () => {
    const drawn = plot({ figures: [FIGURE, { ...FIGURE, name: 'other', goal: { atMost: 39 } }], growths: [] }, 'here');
    expect(drawn).toContain('>30.0 / 40.0 / 50.0 ×, goal ≥ 30 ×</text>');
    expect(drawn).toContain('>30.0 / 40.0 / 50.0 ×, goal ≤ 39 ×: missed</text>');
  });

  it('has a line for each part of its title: one line would be wider than the drawing', () => {
    const drawn = plot({ figures: [FIGURE], growths: [] }, 'Node, Temporal; 2 cores');
    const [first, second] = ['Node, Temporal', '2 cores'].map(
      (part) => new RegExp(`y="([\\d.]+)"[^>]*>${part}<`).exec(drawn)?.[1],
    );
    expect(Number(second)).toBeGreaterThan(Number(first));
  });

  it('ends a bar left of the goal where the goal is missed, and right of it where it is met', () => {
    const bar = (figure: Figure): readonly number[] => {
      const [, x, width] = /<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/.exec(
        plot({ figures: [figure], growths: [] }, ''),
      ) ?? [''];
      return [Number(x), Number(x) + Number(width)];
    };
    const goal = bar({ ...FIGURE, goal: { atLeast: 40 } })[0];
    expect(bar(FIGURE)[0]).toBe(goal);
    expect(bar({ ...FIGURE, goal: { atLeast: 50 } })[1]).toBe(goal);
  });

  it('draws what grows over powers of ten, in well-formed XML without a number that is none', () => {
    const drawn = plot({ figures: [], growths: [GROWTH] }, 'a & b');
    expect(drawn).toContain('>1,000</text>');
    expect(drawn).toContain('calls &lt; searches');
    expect(drawn).toContain('a &amp; b');
    expect(drawn).not.toContain('NaN');
  });
});

describe('npm run bench', () => {
  const parse = (...args: readonly string[]) => readOptions(['node', 'bench', ...args]);
  const refusal = async (...args: readonly string[]): Promise<{ readonly code: number; readonly said: string }> => {
    const { result, stdout, stderr } = await inProcess({}, () => {
      try {
        parse(...args);
        return Promise.resolve(-1);
      } catch (error) {
        return Promise.resolve(error instanceof CommanderError ? error.exitCode : -2);
      }
    });
    return { code: result, said: stdout + stderr };
  };

  it('measures all rows unless some are named, in the same order', () => {
    expect(parse().only).toEqual(ROWS);
    expect(parse('--only', 'answer', '--only', 'decide').only).toEqual(['decide', 'answer']);
  });

  it('takes --quick and the files to write', () => {
    expect(parse('--quick', '--json', 'a.json', '--plot', 'a.svg')).toMatchObject({
      ...{ quick: true, json: 'a.json', plot: 'a.svg' },
    });
  });

  it('names every row when asked for help', async () => {
    const { code, said } = await refusal('--help');
    expect(code).toBe(0);
    expect(ROWS.filter((row) => !said.includes(`  ${row} `))).toEqual([]);
  });

  it('says which rows there are when it is given another, and what is wrong with an option', async () => {
    expect(await refusal('--only', 'speed')).toEqual({
      code: 1,
      said: `error: option '--only <row>' argument 'speed' is invalid. Rows are ${ROWS.join(', ')}.\n`,
    });
    expect((await refusal('--json')).said).toContain("option '--json <file>' argument missing");
    expect((await refusal('--fast')).said).toContain("unknown option '--fast'");
    expect((await refusal('intake')).said).toContain('too many arguments');
  });

  it('has no two rows with one name', () => {
    expect(new Set(ROWS).size).toBe(BENCHES.flatMap(({ rows }) => Object.keys(rows)).length);
  });
});
