import { TARGETS, fuzz } from './fuzz';

/** In every run; two million and more on demand, with the time that each takes (`npm run fuzz`). */
const INPUTS = 20_000;
const SEED = 1;

describe('hostile input', () => {
  it.each(TARGETS.map((target) => [target.name, target] as const))(
    'X1: crashes nothing and is never taken for what it is not: %s',
    (_name, target) => {
      const report = fuzz(target, { inputs: Math.ceil(INPUTS / TARGETS.length), seed: SEED, timed: false });

      expect(report.fault).toBeUndefined();
      expect(report.large).toBeGreaterThan(0);
    },
  );
});
