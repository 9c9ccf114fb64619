import type * as Invoice from '../../src/sop/invoice/invoice';
import { play } from './play';
import { scenarioOf } from './scenario';
import { shrink } from './shrink';
import { commandOf, tell } from './tell';

jest.mock('@temporalio/workflow', () => jest.requireActual<object>('./temporal/workflow'));
jest.mock('@temporalio/activity', () => jest.requireActual<object>('./temporal/activity'));
// A rule broken on purpose, by which the way back from a failure is tried: an invoice never holds a ticket.
jest.mock('../../src/sop/invoice/invoice', () => {
  const actual = jest.requireActual<typeof Invoice>('../../src/sop/invoice/invoice');
  const invoiceHold: typeof actual.invoiceHold = (...facts) => ({ ...actual.invoiceHold(...facts), missing: [] });
  return { ...actual, invoiceHold };
});

describe('a scenario in which a rule is broken', () => {
  const found = async () => {
    for (let seed = 1; seed < 500; seed += 1) {
      const played = await play(scenarioOf(seed));
      if (played.broken !== undefined) return played;
    }
    throw new Error('nothing was found');
  };

  it('I1: is printed without anything that does not matter', async () => {
    const small = await shrink(await found());
    expect(small.broken?.sentence).toMatch(/^I[134]: /);
    expect(small.scenario.acts.length).toBeLessThanOrEqual(6);
    expect(tell(small)).toMatch(/BROKEN .*I[134]/);
    expect(tell(small)).toMatch(/invoice/);
  });

  it('is the same when it is played again by its command', async () => {
    const small = await shrink(await found());
    const [, seed = '', acts = ''] = /--seed (\d+) --acts ([\d,]+)/.exec(commandOf(small)) ?? [];
    const without = /--without (\S+)/.exec(commandOf(small))?.[1]?.split(',') ?? [];
    const again = await play(scenarioOf(Number(seed), { acts: acts.split(',').map(Number), without }));
    expect(again.broken).toEqual(small.broken);
    expect(again.lines).toEqual(small.lines);
  });
});
