import { setTimeout as pause } from 'node:timers/promises';

/** Waits until the next call may go out. Calls that wait at the same time go one after another. */
export type Pace = () => Promise<void>;

/** The clock of a pace; a test has its own. */
export interface PaceClock {
  now(): number;
  pause(ms: number): Promise<unknown>;
}

export const REAL_CLOCK: PaceClock = { now: () => Date.now(), pause };

/** At most `most` calls in any `perMs` milliseconds. */
export function createPace(most: number, perMs: number, clock: PaceClock = REAL_CLOCK): Pace {
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
