import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { HubSpotError, TIME_LIMITS, type BeforeWrite } from '../hubspot';

/** A change that was sent is with HubSpot within this, or never. */
const CALL_MS = TIME_LIMITS.totalMs;

/** The server counts an attempt's times from when it hands the task out, the worker from when it has it. In milliseconds. */
const HANDED_OUT_MS = 5_000;

/** A worker that is cut off from Temporal finds out within this. In milliseconds. */
const ANSWER_MS = 5_000;

/**
 * X3: an attempt that the server takes for dead is repeated while it still runs, and two attempts that both find a note missing create
 * it twice. So no write begins unless it is over before the server can begin the next attempt. The SDK throttles heartbeats to four
 * fifths of their time-out and does not say whether they arrived; what is sure without asking is only that the server waits for the
 * whole time-out after it handed the task out. A write that begins later asks the server first, which is a heartbeat too, and costs
 * a round trip only where HubSpot was slow.
 *
 * Fails, and the attempt with it, when the server has given the activity up, cannot be reached, or is about to begin the next attempt.
 * @param now a monotonic clock in milliseconds, for tests
 */
export function ownAttempt({ connection, options }: Client, now = () => performance.now()): BeforeWrite {
  const { taskToken, heartbeatTimeoutMs = Infinity, startToCloseTimeoutMs } = Context.current().info;
  const startedAt = now();
  const closesAt = startedAt + startToCloseTimeoutMs - HANDED_OUT_MS;
  let sureAt = startedAt;
  return async () => {
    if (now() + CALL_MS <= Math.min(sureAt + heartbeatTimeoutMs - HANDED_OUT_MS, closesAt)) return;
    if (now() + ANSWER_MS + CALL_MS > closesAt)
      throw notOwn('HubSpot was so slow that the next attempt is about to begin');
    const askedAt = now();
    const { namespace, identity } = options;
    try {
      await connection.withDeadline(Date.now() + ANSWER_MS, () =>
        connection.workflowService.recordActivityTaskHeartbeat({ namespace, identity, taskToken }),
      );
    } catch (cause) {
      throw notOwn('Temporal has given this attempt up, or cannot be reached', cause);
    }
    sureAt = askedAt;
  };
}

function notOwn(why: string, cause?: unknown): HubSpotError {
  return new HubSpotError({ kind: 'retryLater', detail: `${why}: nothing was written.`, cause });
}
