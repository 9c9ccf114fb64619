import { play, type Figures, type Played } from './play';
import { scenarioOf, type Cut } from './scenario';
import { shrink } from './shrink';

export interface Simulation {
  /** How many cases to play at least: the case of one At-Risk ticket is one. */
  readonly cases: number;
  /** The seed of the first client's scenario; each further one has the next. */
  readonly seed: number;
  readonly cut?: Cut | undefined;
  /** Whether a case in which an invariant breaks is printed whole, and not made smaller first. */
  readonly whole?: boolean | undefined;
  /** Kinds of violations, by a part of their words, that are ignored. */
  readonly except?: readonly string[] | undefined;
  /** Whether to go on after a violation, up to the last case. */
  readonly survey?: boolean | undefined;
  /** Called after each scenario, with the cases so far. */
  readonly onScenario?: (played: Played, cases: number) => void;
}

export interface Totals {
  readonly scenarios: number;
  readonly figures: Figures;
  /** How cases and support requests ended, and how often. */
  readonly ends: ReadonlyMap<string, number>;
  /** Each kind of violation: in how many scenarios it was the first, and the seed of one. */
  readonly kinds: ReadonlyMap<string, { readonly scenarios: number; readonly seed: number }>;
  /** The first case in which an invariant broke, made as small as it gets. */
  readonly broken: Played | undefined;
}

/** Plays one client's scenario after the other, up to the first in which an invariant breaks. */
export async function simulate({ cases, seed, cut, whole, except, survey, onScenario }: Simulation): Promise<Totals> {
  let figures = NOTHING;
  const ends = new Map<string, number>();
  const kinds = new Map<string, { readonly scenarios: number; readonly seed: number }>();
  for (let scenarios = 1; ; scenarios += 1) {
    const played = await play(scenarioOf(seed + scenarios - 1, cut), except);
    figures = added(figures, played.figures);
    for (const [end, count] of played.ends) ends.set(end, (ends.get(end) ?? 0) + count);
    if (played.broken !== undefined) {
      const { invariant } = played.broken;
      const known = kinds.get(invariant);
      kinds.set(invariant, { scenarios: (known?.scenarios ?? 0) + 1, seed: known?.seed ?? played.scenario.seed });
      const smaller = cut === undefined && whole !== true;
      if (survey !== true)
        return { scenarios, figures, ends, kinds, broken: smaller ? await shrink(played, except) : played };
    }
    onScenario?.(played, figures.cases);
    if (figures.cases >= cases) return { scenarios, figures, ends, kinds, broken: undefined };
  }
}

const NOTHING: Figures = {
  cases: 0,
  simulatedMs: 0,
  acts: 0,
  faults: 0,
  calls: 0,
  writes: 0,
  activations: 0,
  replays: 0,
};

function added(before: Figures, more: Figures): Figures {
  return {
    cases: before.cases + more.cases,
    simulatedMs: before.simulatedMs + more.simulatedMs,
    acts: before.acts + more.acts,
    faults: before.faults + more.faults,
    calls: before.calls + more.calls,
    writes: before.writes + more.writes,
    activations: before.activations + more.activations,
    replays: before.replays + more.replays,
  };
}
