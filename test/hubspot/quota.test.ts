import { parsePortalConfig } from '../../src/config/portal';
import { activitiesPerSecond, bulkPace, workerPace } from '../../src/hubspot';
import { PORTAL } from './build';

function quota(text: string) {
  return parsePortalConfig(`hubspot: ${text}`, 'test').hubspot;
}

/** A clock that stands still, on which nobody who waits is woken. */
const STOPPED = { now: () => 1_000, pause: () => new Promise<void>(() => undefined) };

/** How many of `calls` made at once go out at once: the others wait for their turn. */
async function atOnce(pace: () => Promise<void>, calls: number): Promise<number> {
  let went = 0;
  for (let call = 0; call < calls; call += 1) void pace().then(() => (went += 1));
  await new Promise(setImmediate);
  return went;
}

describe('the quota of a portal', () => {
  it('is by default that of the smallest subscription, half of which is left to others', () => {
    expect(PORTAL.hubspot).toMatchObject({
      callsPerTenSeconds: 100,
      searchesPerSecond: 4,
      share: 0.5,
    });
  });

  it.each([
    ['{}', 2.5],
    ['{ callsPerTenSeconds: 190 }', 4.75],
    ['{ callsPerTenSeconds: 190, share: 1 }', 9.5],
    ['{ callsPerTenSeconds: 10, share: 0.05 }', 0.05],
  ])('%s makes %p activities of two calls a second for all workers together', (text, rate) => {
    expect(activitiesPerSecond(quota(text))).toBe(rate);
  });

  it('lets a worker make no more calls in ten seconds than the share', async () => {
    const { otherCalls } = workerPace(quota('{ callsPerTenSeconds: 100, share: 0.3 }'), STOPPED);

    expect(await atOnce(otherCalls, 100)).toBe(30);
  });

  it('leaves the workers room beside a command that works on a whole portal', async () => {
    const half = quota('{ callsPerTenSeconds: 100, share: 0.5 }');
    const both = [workerPace(half, STOPPED), bulkPace(half, STOPPED)].map(({ otherCalls }) => atOnce(otherCalls, 100));
    const [ofWorker = 0, ofCommand = 0] = await Promise.all(both);

    expect([ofWorker, ofCommand]).toEqual([50, 25]);
  });

  it('spreads searches over the second', async () => {
    const { searches } = workerPace(quota('{ searchesPerSecond: 4, share: 0.5 }'), STOPPED);

    expect(await atOnce(searches, 3)).toBe(1);
  });
});
