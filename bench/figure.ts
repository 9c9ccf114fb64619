import { cpus, loadavg, release, totalmem, type } from 'node:os';

/** What was measured beside a floor that was measured in the same run: one value of each for every repetition. */
export interface Figure {
  readonly what: string;
  readonly unit: string;
  readonly measured: readonly number[];
  readonly floor: { readonly what: string; readonly values: readonly number[] };
  /** Of the median ratio of the measured to the floor. */
  readonly goal: { readonly atLeast: number } | { readonly atMost: number };
}

/** What a bench found: figures with a floor, or a text. */
export type Found = readonly Figure[] | string;

interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

interface Compared {
  readonly what: string;
  readonly unit: string;
  readonly measured: Spread;
  readonly floor: Spread & { readonly what: string };
  readonly ratio: Spread;
  readonly goal: string;
  readonly met: boolean;
}

/** A figure holds on a busy machine as the floor is just as slow there. */
export function compared({ what, unit, measured, floor, goal }: Figure): Compared {
  const ratio = spreadOf(measured.map((value, place) => value / (floor.values[place] ?? Number.NaN)));
  const isMore = 'atLeast' in goal;
  return {
    what,
    unit,
    measured: spreadOf(measured),
    floor: { what: floor.what, ...spreadOf(floor.values) },
    ratio,
    goal: isMore ? `≥ ${String(goal.atLeast)} ×` : `≤ ${String(goal.atMost)} ×`,
    met: isMore ? ratio.median >= goal.atLeast : ratio.median <= goal.atMost,
  };
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (place: number): number => sorted[place] ?? Number.NaN;
  return { min: at(0), median: at(Math.floor(sorted.length / 2)), max: at(sorted.length - 1) };
}

/** As Markdown: min / median / max of all repetitions. */
export function figuresAsMarkdown(figures: readonly Figure[]): string {
  const rows = figures.map(compared).map(({ what, unit, measured, floor, ratio, goal, met }) => {
    const cells = [
      what,
      `${shown(measured)} ${unit}`,
      floor.what,
      `${shown(floor)} ${unit}`,
      `${shown(ratio)} ×`,
      goal,
    ];
    return `| ${[...cells, met ? 'yes' : 'no'].join(' | ')} |`;
  });
  return [
    '| what | measured | floor in the same run | measured | ratio | goal | met |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

export function figuresAsJson(figures: readonly Figure[]): string {
  return `${JSON.stringify({ at: new Date().toISOString(), machine: machine(), figures: figures.map(compared) }, null, 2)}\n`;
}

function machine(): Readonly<Record<string, string | number>> {
  const [cpu] = cpus();
  return {
    cores: cpus().length,
    cpu: cpu?.model ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    os: `${type()} ${release()}`,
    node: process.version,
    load: loadavg()[0] ?? 0,
  };
}

function shown({ min, median, max }: Spread): string {
  return [min, median, max].map(digits).join(' / ');
}

/** Three digits say enough. */
function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
