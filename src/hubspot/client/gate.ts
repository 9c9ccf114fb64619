import { HubSpotError } from './errors';
import { REAL_CLOCK, type PaceClock } from './pace';

/**
 * Once HubSpot says that a limit is used up, all calls of this process wait until it resets: each of them would be
 * refused too, and HubSpot counts refusals.
 */
export interface Gate {
  /** Waits while the limit is used up, or fails as HubSpot would where that takes longer than an activity may wait. */
  pass(): Promise<void>;
  /** Records a refusal; any other error changes nothing. */
  record(error: HubSpotError): void;
}

/** Longer waits are Temporal's: they outlive the process, and block nothing. In milliseconds. */
const LONGEST_WAIT_MS = 10_000;
/** So that the calls that waited, in all processes, do not come back at the same instant. */
const SPREAD_MS = 1_000;

/** @param onLimit called once each time a limit is found to be used up */
export function createGate(onLimit?: (refusal: HubSpotError) => void, clock: PaceClock = REAL_CLOCK): Gate {
  let closed: { readonly until: number; readonly by: HubSpotError } | undefined;
  return {
    pass: async () => {
      while (closed !== undefined) {
        const left = closed.until - clock.now();
        if (left <= 0) return;
        if (left > LONGEST_WAIT_MS) throw stillUsedUp(closed.by, left);
        await clock.pause(left + Math.random() * SPREAD_MS);
      }
    },
    record: (refusal) => {
      if (refusal.status !== 429 || refusal.retryAfterMs === undefined) return;
      const now = clock.now();
      const before = closed?.until ?? 0;
      const until = now + refusal.retryAfterMs;
      if (until > before) closed = { until, by: refusal };
      // Calls that were in progress together are all refused: that is one event.
      if (before <= now) onLimit?.(refusal);
    },
  };
}

function stillUsedUp({ kind, detail, status, policyName }: HubSpotError, leftMs: number): HubSpotError {
  return new HubSpotError({ kind, detail, status, policyName, retryAfterMs: leftMs });
}
