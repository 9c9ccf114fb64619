import { createPace } from '../../src/hubspot';

/** A clock on which a pause takes no time, and the instants at which calls went out. */
function clocked(most: number, perMs: number) {
  let now = 1_000;
  const pace = createPace(most, perMs, {
    now: () => now,
    pause: (ms) => {
      now += ms;
      return Promise.resolve();
    },
  });
  return {
    call: async (): Promise<number> => {
      await pace();
      return now - 1_000;
    },
    wait: (ms: number) => {
      now += ms;
    },
  };
}

describe('a pace', () => {
  it('lets as many calls out at once as are allowed, and the next ones when their time has come', async () => {
    const { call } = clocked(3, 100);
    const went: number[] = [];
    for (let calls = 0; calls < 7; calls += 1) went.push(await call());

    expect(went).toEqual([0, 0, 0, 100, 100, 100, 200]);
  });

  it('does not save up what was not used', async () => {
    const { call, wait } = clocked(2, 100);
    await call();
    wait(1_000);

    expect([await call(), await call(), await call()]).toEqual([1_000, 1_000, 1_100]);
  });

  it('spreads calls that are made at the same time', async () => {
    const pauses: number[] = [];
    const pace = createPace(1, 250, { now: () => 0, pause: (ms) => Promise.resolve(pauses.push(ms)) });
    await Promise.all([pace(), pace(), pace()]);

    expect(pauses).toEqual([250, 500]);
  });
});
