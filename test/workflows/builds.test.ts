import { ENDS, RollOutWorld } from '../../dev/roll-out/roll-out';
import { TwoBuilds } from '../../dev/roll-out/two-builds';
import type { Progress } from '../../src/cli/output/progress';

const CASES = 6;
const silent: Progress = (_what, _total, work) => work(() => undefined);

/** `npm run roll-out` plays the same with as many cases as one likes. */
describe('cases that sleep while builds of the workers come and go', () => {
  let builds: TwoBuilds;

  beforeAll(async () => {
    builds = await TwoBuilds.start();
  });

  afterAll(() => builds.stop());

  it('S2, N8: move to a build that could not replay them, and back; none fails, and each ends as the SOP says', async () => {
    const world = new RollOutWorld(builds);
    await world.begin(CASES);
    await builds.startWorkers('later');
    const all = { moved: CASES, left: 0, running: CASES, onBuild: CASES, failing: 0 };

    expect(await world.rollOut('later', silent)).toMatchObject(all);
    expect(await world.rollOut('first', silent)).toMatchObject({ ...all, writes: 0 });

    await builds.stopWorkers('later');
    const clients = world.clients.slice(0, 3);
    expect(await world.finish(clients)).toEqual(clients.map(({ path }) => ENDS[path]));
  });
});
