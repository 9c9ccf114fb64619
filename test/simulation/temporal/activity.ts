/** What an activity asks of Temporal about its attempt. */
export interface AttemptInfo {
  readonly attempt: number;
  /** Milliseconds: when the activity was scheduled, before its first attempt. */
  readonly scheduledTimestampMs: number;
  readonly startToCloseTimeoutMs: number;
}

interface AttemptContext {
  readonly info: AttemptInfo;
  /** Rejects when a worker drains; here it is killed instead. */
  readonly cancelled: Promise<never>;
  heartbeat(): void;
}

let current: AttemptContext | undefined;

/** Begins an attempt, or goes on with it when a call that it waited for is answered. */
export function beginAttempt(info: AttemptInfo): void {
  // Attempts are over before anybody could miss a heartbeat.
  current = { info, cancelled: new Promise<never>(() => undefined), heartbeat: () => undefined };
}

/** Stands in for `@temporalio/activity`. */
export const Context = {
  current: (): AttemptContext => {
    if (current === undefined) throw new Error('activity code runs outside of an activity');
    return current;
  },
};
