import { RealTemporal } from './parity/real';
import { SCENARIOS, type PlayScenario } from './parity/scenarios';
import type * as Simulated from './parity/simulated';

const named = SCENARIOS.map((scenario, index) => [scenario.what, scenario, `parity-${String(index)}`] as const);

describe('the simulation’s Temporal', () => {
  let play: PlayScenario;

  beforeAll(() => {
    jest.isolateModules(() => {
      jest.doMock('@temporalio/workflow', () => jest.requireActual<object>('./temporal/workflow'));
      ({ playSimulated: play } = jest.requireActual<typeof Simulated>('./parity/simulated'));
    });
  });

  it.each(named)('X3: %s', async (_what, scenario, id) => {
    expect(await play(scenario, id)).toEqual(scenario.outcome);
  });
});

describe('Temporal itself', () => {
  let temporal: RealTemporal;

  beforeAll(async () => {
    temporal = await RealTemporal.start();
  });

  afterAll(async () => {
    await temporal.stop();
  });

  it.each(named)('X3: %s', async (_what, scenario, id) => {
    expect(await temporal.play(scenario, id)).toEqual(scenario.outcome);
  });
});
