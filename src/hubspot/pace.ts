import { setTimeout as pause } from 'node:timers/promises';

/** Waits until the next call may go out. Calls that wait at the same time go one after another. */
export type Pace = () => Promise<void>;

/** The clock of a pace; a test has its own. */
export interface PaceClock {
  now(): number;
  pause(ms: number): Promise<unknown>;
}

const REAL: PaceClock = { now: () => Date.now(), pause };

/** At most `most` calls in any `perMs` milliseconds. */
export function createPace(most: number, perMs: number, clock: PaceClock = REAL): Pace {
  const taken: number[] = [];
  return async () => {
    const now = clock.now();
    const oldest = taken.length < most ? undefined : taken.shift();
    const at = oldest === undefined ? now : Math.max(now, oldest + perMs);
    taken.push(at);
    if (at > now) await clock.pause(at - now);
  };
}

/** A pace for each of HubSpot's limits: searches have one of their own. */
export interface HubSpotPace {
  readonly searches: Pace;
  readonly otherCalls: Pace;
}

/**
 * For work on a whole portal beside the running service: half of the 190 calls in ten seconds of a Professional account,
 * and three of the four searches a second that every account has, spread evenly.
 * https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines
 */
export function bulkPace(): HubSpotPace {
  return { searches: createPace(1, 333), otherCalls: createPace(95, 10_000) };
}
