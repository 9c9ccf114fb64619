import { play } from './play';
import { scenarioOf } from './scenario';
import { WRONG_SERVICES } from './wrong/services';

jest.mock('@temporalio/workflow', () => jest.requireActual<object>('./temporal/workflow'));
jest.mock('@temporalio/activity', () => jest.requireActual<object>('./temporal/activity'));

/** Enough where the scenarios change: each is found within the first few from its seed. */
const SCENARIOS = 120;

describe('the simulation finds a service that breaks a rule', () => {
  it.each(WRONG_SERVICES)(
    '$rule: $what',
    async ({ wrong, breaks, fromSeed = 1 }) => {
      const seeds = Array.from({ length: SCENARIOS }, (_, index) => fromSeed + index);
      let found: string | undefined;
      for (const seed of seeds) {
        found = (await play(scenarioOf(seed), [], wrong)).broken?.invariant;
        if (found !== undefined) break;
      }

      expect(found).toContain(breaks);
    },
    240_000,
  );
});
