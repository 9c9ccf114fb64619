import { HubSpotError } from './errors';
import { REAL_CLOCK, type PaceClock } from './pace';

/**
 * Once HubSpot says that a limit is used up, all calls of this process wait until it resets: each of them would be
 * refused too, and HubSpot counts refusals. Once it accepts the token no more, one call asks for all.
 */
export interface Gate {
  /** Waits while the limit is used up, or fails as HubSpot would where that takes longer than an activity may wait, or the token is revoked. */
  pass(): Promise<void>;
  /** Records how HubSpot answered: with an error, or (undefined) without one. */
  record(error: HubSpotError | undefined): void;
}

/** Longer waits are Temporal's: they outlive the process, and block nothing. In milliseconds. */
const LONGEST_WAIT_MS = 10_000;
/** So that the calls that waited, in all processes, do not come back at the same instant. */
const SPREAD_MS = 1_000;
/** Refusals of the token in a row after which it is taken for revoked: one alone may be HubSpot's mistake, and each parks a case for an hour. */
const REVOKED_AFTER = 3;
/** As long as the token is revoked, one call in this time finds out whether it is accepted again. */
const PROBE_EVERY_MS = 60_000;

/** @param onLimit called once each time a limit is found to be used up */
export function createGate(onLimit?: (refusal: HubSpotError) => void, clock: PaceClock = REAL_CLOCK): Gate {
  let closed: { readonly until: number; readonly by: HubSpotError } | undefined;
  let refusals = 0;
  let revoked: { readonly until: number; readonly by: HubSpotError } | undefined;
  const probeOrFail = (): void => {
    if (revoked === undefined) return;
    if (clock.now() < revoked.until) throw refusedAgain(revoked.by);
    revoked = { ...revoked, until: clock.now() + PROBE_EVERY_MS };
  };
  const recordToken = (error: HubSpotError | undefined): void => {
    // HubSpot checks the token first: whatever else it answers, the token is accepted. A proxy's answer says nothing of it.
    if (error === undefined || (error.status !== 401 && error.kind !== 'retryLater')) {
      refusals = 0;
      revoked = undefined;
    } else if (error.status === 401) {
      refusals += 1;
      if (refusals >= REVOKED_AFTER) revoked = { until: clock.now() + PROBE_EVERY_MS, by: error };
    }
  };
  return {
    pass: async () => {
      probeOrFail();
      while (closed !== undefined) {
        const left = closed.until - clock.now();
        if (left <= 0) return;
        if (left > LONGEST_WAIT_MS) throw stillUsedUp(closed.by, left);
        await clock.pause(left + Math.random() * SPREAD_MS);
      }
    },
    record: (refusal) => {
      recordToken(refusal);
      if (refusal?.status !== 429 || refusal.retryAfterMs === undefined) return;
      const now = clock.now();
      const before = closed?.until ?? 0;
      const until = now + refusal.retryAfterMs;
      if (until > before) closed = { until, by: refusal };
      // Calls that were in progress together are all refused: that is one event.
      if (before <= now) onLimit?.(refusal);
    },
  };
}

function refusedAgain({ kind, detail, status, correlationId }: HubSpotError): HubSpotError {
  return new HubSpotError({ kind, detail, status, correlationId });
}

function stillUsedUp({ kind, detail, status, policyName }: HubSpotError, leftMs: number): HubSpotError {
  return new HubSpotError({ kind, detail, status, policyName, retryAfterMs: leftMs });
}
