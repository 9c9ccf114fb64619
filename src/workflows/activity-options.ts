import { workflowInfo, type ActivityOptions } from '@temporalio/workflow';
import { BULK_PRIORITY, hubspotTaskQueue } from '../contract/names';

/**
 * Time-outs, retries, queues and priorities of activities in one place. Retries never end: HubSpot may be down for days,
 * and the case must survive that.
 */

const RETRY = {
  /** HubSpot's shortest limit renews every second, its usual one every ten; `Retry-After` overrides this. */
  initialInterval: '2 seconds',
  backoffCoefficient: 2,
  /** After an outage a case continues within five minutes. */
  maximumInterval: '5 minutes',
} as const;

/**
 * A killed worker is noticed within this. Twice the longest call to HubSpot, so that an attempt that the server gives up has no write
 * in progress any more (`src/activities/own-attempt.ts`).
 */
const HEARTBEAT_TIMEOUT = '30 seconds';

/** Talk to Temporal only: they wait for none of HubSpot's limits, on the workflow's own queue. */
export const TEMPORAL_ACTIVITIES: ActivityOptions = {
  /** A few calls to Temporal; it answers within seconds or not at all. */
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: RETRY,
};

/** Talks to leaders' chat. Whether it may be tried again is the workflow's decision: a message that may have arrived is not sent again. */
export const CHAT_ACTIVITIES: ActivityOptions = {
  /** One post of at most 15 s. */
  startToCloseTimeout: '1 minute',
  retry: { maximumAttempts: 1 },
};

/** X3: what HubSpot says of the digest is asked for so long; a digest that may come twice after a loss is better than none. */
export const DIGEST_NOTED: Pick<ActivityOptions, 'scheduleToCloseTimeout'> = { scheduleToCloseTimeout: '10 minutes' };

/** X3: the note of a posted digest; the next digest begins 24 hours later. */
export const DIGEST_NOTE: Pick<ActivityOptions, 'scheduleToCloseTimeout'> = { scheduleToCloseTimeout: '12 hours' };

/** Talk to HubSpot: on a queue of their own, whose rate the server enforces for all workers together. */
export const HUBSPOT_ACTIVITIES: ActivityOptions = {
  taskQueue: hubspotTaskQueue(workflowInfo().taskQueue),
  /** Up to eight calls in a row; each is bounded (15 s, `src/hubspot/http/time-limits.ts`), and may wait some seconds for its turn. */
  startToCloseTimeout: '3 minutes',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: RETRY,
};

/** X1: what a ticket only shows holds up nothing: while HubSpot cannot take it, the case goes on, and the nightly audit shows it. */
export const ONLY_SHOWN: Pick<ActivityOptions, 'scheduleToCloseTimeout'> = { scheduleToCloseTimeout: '2 minutes' };

/** The same for work on a whole portal: dozens of calls, which wait behind all others. */
export const BULK_ACTIVITIES: ActivityOptions = {
  ...HUBSPOT_ACTIVITIES,
  /** Searches go out at two a second; a page of a hundred companies takes six of them, followed by batch reads. */
  startToCloseTimeout: '10 minutes',
  priority: BULK_PRIORITY,
};
