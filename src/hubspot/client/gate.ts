import { HubSpotError } from './errors';
import { REAL_CLOCK, type PaceClock } from './pace';

/**
 * Once HubSpot says that a limit is used up, all calls of this process stay away until it begins anew: each of them would be
 * refused too, and HubSpot counts refusals.
 */
export interface Gate {
  /** Waits while the limit is used up, or fails as HubSpot would where that takes longer than an activity may wait. */
  pass(): Promise<void>;
  /** Takes notice of a refusal; any other error changes nothing. */
  record(error: HubSpotError): void;
}

/** Longer waits are Temporal's: they outlive the process, and hold nothing. In milliseconds. */
const LONGEST_WAIT_MS = 10_000;
/** So that the calls which waited, in all processes, do not come back at the same instant. */
const SPREAD_MS = 1_000;

/** @param onLimit told once for each time that a limit is found used up */
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
      // Calls that were under way together are all refused: that is one piece of news.
      if (before <= now) onLimit?.(refusal);
    },
  };
}

function stillUsedUp({ kind, detail, status, policyName }: HubSpotError, leftMs: number): HubSpotError {
  return new HubSpotError({ kind, detail, status, policyName, retryAfterMs: leftMs });
}
