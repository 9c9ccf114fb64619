import fc from 'fast-check';
import { outcomeOf, type AnyTarget, type Target } from './target';
import { commands } from './targets/commands';
import { dates } from './targets/dates';
import { note } from './targets/note';
import { portalFile } from './targets/portal-file';
import { supportForm } from './targets/support-form';
import { webhook } from './targets/webhook';

export const TARGETS: readonly AnyTarget[] = [webhook, note, supportForm, portalFile, dates, commands];

/** An input over 1 KB may take so many microseconds for each byte. */
const BUDGET_US = 5;
const LARGE = 1_024;
/** Other work on the machine disturbs most runs, but not all of them; what counts is the time of this process alone. */
const RUNS = 12;

export interface FuzzOptions {
  readonly inputs: number;
  readonly seed: number;
  /** Whether the budget is held up; never where other work may disturb it. */
  readonly timed: boolean;
  readonly onInput?: () => void;
}

export interface Report {
  readonly name: string;
  readonly inputs: number;
  readonly large: number;
  /** Microseconds for each byte, of the slowest input over 1 KB. */
  readonly worstUs: number;
  /** What is wrong, with the smallest input that shows it. */
  readonly fault?: string;
}

export function fuzz(target: AnyTarget, options: FuzzOptions): Report {
  return target.use((each) => fuzzOne(each, options));
}

function fuzzOne<I, R>(target: Target<I, R>, { inputs, seed, timed, onInput }: FuzzOptions): Report {
  let [read, large, worstUs] = [0, 0, 0];
  const details = fc.check(
    fc.property(target.inputs, (input) => {
      read += 1;
      onInput?.();
      const begun = performance.now();
      const outcome = outcomeOf(() => target.read(input));
      const us = (performance.now() - begun) * 1_000;
      const wrong = target.fault(input, outcome);
      if (wrong !== undefined) throw new Error(wrong);
      const size = target.size(input);
      if (size <= LARGE) return;
      large += 1;
      if (!timed || us / size <= worstUs) return;
      const perByte = Math.min(us, ...again(target, input)) / size;
      worstUs = Math.max(worstUs, perByte);
      if (perByte > BUDGET_US) throw new Error(`${perByte.toFixed(1)} µs a byte, of ${String(size)} bytes`);
    }),
    { numRuns: inputs, seed, maxSkipsPerRun: 0 },
  );
  const fault = details.failed ? faultOf(details) : undefined;
  return { name: target.name, inputs: read, large, worstUs, ...(fault !== undefined && { fault }) };
}

function again<I, R>({ read }: Target<I, R>, input: I): readonly number[] {
  return Array.from({ length: RUNS }, () => {
    const begun = process.cpuUsage();
    outcomeOf(() => read(input));
    const { user, system } = process.cpuUsage(begun);
    return user + system;
  });
}

function faultOf<I>({ counterexample, errorInstance, seed, counterexamplePath }: fc.RunDetails<[I]>): string {
  const why = errorInstance instanceof Error ? errorInstance.message : 'interrupted';
  const input = fc.stringify(counterexample?.[0]).slice(0, 2_000);
  return `${why}\n  input: ${input}\n  seed ${String(seed)}, path ${counterexamplePath ?? ''}`;
}
