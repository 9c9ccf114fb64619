import type { ActivityOptions } from '@temporalio/workflow';

/**
 * Time-outs and retries in one place. A call to HubSpot is bounded by `src/hubspot` (15 s); reading a case takes at most
 * a handful. Retries never end: HubSpot may be away for days, and the case must outlast it.
 */
export const ACTIVITY_OPTIONS = {
  /** Up to five calls in a row, each bounded; a heartbeat every 3 s, so a killed worker is noticed within 15 s. */
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '15 seconds',
  retry: {
    /** HubSpot's shortest limit renews every second, its usual one every ten; `Retry-After` overrides this. */
    initialInterval: '2 seconds',
    backoffCoefficient: 2,
    /** After an outage a case goes on within five minutes. */
    maximumInterval: '5 minutes',
  },
} as const satisfies ActivityOptions;

/**
 * For the audit: a page of 200 tickets takes about 30 calls and as many seconds at most; to begin the cases of all of them
 * at three a second takes over a minute. Ten minutes are for a HubSpot that is slow throughout.
 */
export const BULK_ACTIVITY_OPTIONS = {
  ...ACTIVITY_OPTIONS,
  startToCloseTimeout: '10 minutes',
} as const satisfies ActivityOptions;
