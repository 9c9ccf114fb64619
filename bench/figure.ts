/** What was measured beside a floor that was measured in the same run, on the same server: one value of each for every repetition. */
export interface Figure {
  /** As `--only` takes it. */
  readonly name: string;
  readonly what: string;
  readonly unit: string;
  readonly measured: readonly number[];
  readonly floor: { readonly what: string; readonly values: readonly number[] };
  /** Of the median ratio of the measured to the floor. */
  readonly goal: { readonly atLeast: number } | { readonly atMost: number };
}

/** How something grows with a number: of cases, say. */
export interface Growth {
  /** As `--only` takes it. */
  readonly name: string;
  readonly what: string;
  /** What the number counts: `open cases`. */
  readonly of: string;
  readonly unit: string;
  readonly lines: readonly GrowthLine[];
}

interface GrowthLine {
  readonly name: string;
  /** `values`: one for every repetition. */
  readonly points: readonly { readonly n: number; readonly values: readonly number[] }[];
}

/** What a bench found. */
export interface Found {
  readonly figures: readonly Figure[];
  readonly growths: readonly Growth[];
}

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

export interface Compared {
  readonly name: string;
  readonly what: string;
  readonly unit: string;
  readonly repetitions: number;
  readonly measured: Spread;
  readonly floor: Spread & { readonly what: string };
  readonly ratio: Spread;
  readonly goal: string;
  /** How many times better than its goal; below 1 the goal is missed. */
  readonly margin: Spread;
  readonly met: boolean;
}

/** One value alone says nothing on a machine that others use. */
const FEWEST_REPETITIONS = 3;

/** A figure holds on a busy machine as the floor is just as slow there. Throws where a repetition has no floor, or there are too few. */
export function compared({ name, what, unit, measured, floor, goal }: Figure): Compared {
  const repetitions = measured.length;
  if (repetitions !== floor.values.length || repetitions < FEWEST_REPETITIONS)
    throw new Error(
      `${name}: ${String(repetitions)} values and ${String(floor.values.length)} floors; at least ${String(FEWEST_REPETITIONS)} of both are needed`,
    );
  const ratios = measured.map((value, place) => value / (floor.values[place] ?? Number.NaN));
  const isMore = 'atLeast' in goal;
  const margin = spreadOf(ratios.map((ratio) => (isMore ? ratio / goal.atLeast : goal.atMost / ratio)));
  return {
    ...{ name, what, unit, repetitions, margin },
    measured: spreadOf(measured),
    floor: { what: floor.what, ...spreadOf(floor.values) },
    ratio: spreadOf(ratios),
    goal: isMore ? `≥ ${String(goal.atLeast)} ×` : `≤ ${String(goal.atMost)} ×`,
    met: margin.median >= 1,
  };
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (place: number): number => sorted[place] ?? Number.NaN;
  return { min: at(0), median: at(Math.floor(sorted.length / 2)), max: at(sorted.length - 1) };
}

/** The value that the share of all does not exceed: `shareOf(0.95, took)`. */
export function shareOf(share: number, values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** Three digits say enough. */
export function digits(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** min / median / max */
export function shown({ min, median, max }: Spread): string {
  return [min, median, max].map(digits).join(' / ');
}
