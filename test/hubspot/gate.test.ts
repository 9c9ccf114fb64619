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
  const gate = createGate(({ policyName }) => notified.push(policyName), clock);
  return { gate, notified, now: () => now - start, pause: clock.pause };
}

/** With which HubSpot answers, whoever asks, once the token is not accepted any more. */
const REVOKED = new HubSpotError({ kind: 'refused', detail: 'not valid', status: 401 });

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

describe('once HubSpot accepts the token no more', () => {
  it('after three calls the others fail at once, but for one a minute', async () => {
    const { gate, pause } = gateAt(5_000);
    const passes = async () => {
      try {
        await gate.pass();
        return 'asks';
      } catch (error) {
        return error instanceof HubSpotError ? error.status : error;
      }
    };
    for (const each of [REVOKED, REVOKED, REVOKED]) {
      expect(await passes()).toBe('asks');
      gate.record(each);
    }
    const all = [await passes()];
    await pause(59 * SECOND_MS);
    all.push(await passes());
    await pause(2 * SECOND_MS);
    all.push(await passes(), await passes());

    expect(all).toEqual([401, 401, 'asks', 401]);
  });

  it.each([
    ['without an error', undefined],
    ['that a record is gone', new HubSpotError({ kind: 'gone', detail: 'gone', status: 404 })],
    ['that a scope is missing', new HubSpotError({ kind: 'refused', detail: 'a scope', status: 403 })],
  ])('all calls go out again when one is answered %s', async (_what, answer) => {
    const { gate, pause } = gateAt(5_000);
    for (const each of [REVOKED, REVOKED, REVOKED]) gate.record(each);
    await pause(60 * SECOND_MS);
    await gate.pass();
    gate.record(answer);

    await expect(gate.pass()).resolves.toBeUndefined();
  });

  it('a single refusal, or two with an answer between them, stop nobody', async () => {
    const { gate } = gateAt(5_000);
    for (const each of [REVOKED, REVOKED, undefined, REVOKED, REVOKED]) gate.record(each);

    await expect(gate.pass()).resolves.toBeUndefined();
  });

  it('what a proxy answers meanwhile says nothing of the token', async () => {
    const { gate } = gateAt(5_000);
    const down = new HubSpotError({ kind: 'retryLater', detail: 'down', status: 502 });
    for (const each of [REVOKED, REVOKED, REVOKED, down]) gate.record(each);

    await expect(gate.pass()).rejects.toMatchObject({ status: 401, kind: 'refused' });
  });

  describe('in a portal', () => {
    let world: World;

    beforeAll(async () => {
      world = await startWorld();
    });

    afterAll(() => world.close());

    it('X1: a hundred cases ask three times, and each says why', async () => {
      const ticketId = await world.ticket();
      await world.fault({ kind: 'status', status: 401, pathPattern: '/tickets/' });
      await world.calls();
      for (let each = 0; each < 100; each += 1) {
        await expect(world.hubspot.readCase(ticketId)).rejects.toMatchObject({
          kind: 'refused',
          detail: 'HubSpot answered 401: the access token is not valid, or has expired.',
        });
      }

      expect(await world.calls()).toHaveLength(3);
    });
  });
});
