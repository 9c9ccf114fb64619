import { HubSpotError } from '../../src/hubspot';
import { createGate } from '../../src/hubspot/client/gate';
import { ticketIdSchema } from '../../src/sop/vocabulary/ids';
import { startWorld, type World } from './world';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600 * SECOND_MS;

/** A gate on a clock of its own, on which a pause takes no time. */
function gateAt(start: number) {
  const notified: (string | undefined)[] = [];
  let now = start;
  const clock = {
    now: () => now,
    pause: (ms: number) => {
      now += ms;
      return Promise.resolve();
    },
  };
  return { gate: createGate(({ policyName }) => notified.push(policyName), clock), notified, now: () => now - start };
}

function refusal(policyName: string, retryAfterMs: number): HubSpotError {
  return new HubSpotError({ kind: 'retryLater', detail: 'used up', status: 429, policyName, retryAfterMs });
}

describe('once HubSpot says that its limit of ten seconds is used up', () => {
  it('a call waits until the limit resets, and a little longer, so that not all come back at once', async () => {
    const { gate, now } = gateAt(5_000);
    gate.record(refusal('TEN_SECONDLY_ROLLING', 4_000));
    await gate.pass();

    expect(now()).toBeGreaterThanOrEqual(4_000);
    expect(now()).toBeLessThanOrEqual(5_000);
  });

  it('further refusals of calls in flight add nothing, and never shorten the wait', async () => {
    const { gate, notified, now } = gateAt(5_000);
    gate.record(refusal('TEN_SECONDLY_ROLLING', 8_000));
    gate.record(refusal('TEN_SECONDLY_ROLLING', 1_000));
    await gate.pass();

    expect(notified).toEqual(['TEN_SECONDLY_ROLLING']);
    expect(now()).toBeGreaterThanOrEqual(8_000);
  });

  it('an error that is no limit closes nothing', async () => {
    const { gate, notified, now } = gateAt(5_000);
    gate.record(new HubSpotError({ kind: 'retryLater', detail: 'down', status: 503, retryAfterMs: HOUR_MS }));
    await gate.pass();

    expect([now(), notified]).toEqual([0, []]);
  });
});

describe('once HubSpot says that the day’s limit is used up', () => {
  it('a call fails at once as HubSpot would, to be retried when the limit may reset', async () => {
    const { gate, now } = gateAt(5_000);
    gate.record(refusal('DAILY', HOUR_MS));

    await expect(gate.pass()).rejects.toMatchObject({
      kind: 'retryLater',
      status: 429,
      policyName: 'DAILY',
      retryAfterMs: HOUR_MS,
    });
    expect(now()).toBe(0);
  });

  describe('in a portal', () => {
    let world: World;

    beforeAll(async () => {
      world = await startWorld();
    });

    afterAll(() => world.close());

    it('HubSpot is not called any more, and the reason is still said', async () => {
      const ticketId = await world.ticket();
      await world.hubspot.readCase(ticketId);
      await world.fault({ kind: 'rateLimit', policyName: 'DAILY', count: 1 });
      await expect(world.hubspot.readCase(ticketId)).rejects.toMatchObject({ policyName: 'DAILY' });
      await world.calls();

      await expect(world.hubspot.readCase(ticketIdSchema.parse('1'))).rejects.toMatchObject({
        policyName: 'DAILY',
        detail: 'HubSpot answered 429: limit DAILY is used up.',
      });
      expect(await world.calls()).toEqual([]);
    });
  });
});
