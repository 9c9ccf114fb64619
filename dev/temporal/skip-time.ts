import { randomUUID } from 'node:crypto';
import { isGrpcDeadlineError, type Client } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { temporal } from '@temporalio/proto';

/**
 * Skipping time for one workflow on a real development server (started with `frontend.WorkflowTimeSkippingEnabled`).
 *
 * What was found out by trying (server 1.32):
 * - The clock is the workflow's own: other workflows, activities' code, schedules and HubSpot stay on the real clock, and
 *   the workflow stays ahead of them for good, also over continue-as-new and a restart of the server.
 * - Time runs on to the target; timers on the way fire one after another, each in about one real second.
 * - It never jumps while an activity runs, nor while a workflow task waits for a worker: it waits for them. The pause
 *   before an activity's retry is skipped like a timer, so a failing activity uses up its retries quickly.
 * - One update allows 200 jumps at most; then the clock stands, and the wait runs into its time limit.
 * - A signal on the way is taken at the instant that the clock shows then; the skip goes on.
 * - A second skip starts where the clock stands; one that is asked for while another is under way replaces it, and the
 *   wait for the first then fails.
 */

export interface SkipOptions {
  /** Real time after which the wait is given up. Default 60 s. */
  readonly withinMs?: number;
}

const { FastForwardPollingResult } = temporal.api.enums.v1;

/**
 * Skips `seconds` on the workflow's clock and waits until it shows the new time. A timer that was due on the way has
 * fired by then and the workflow has seen it; what the workflow does next (an activity, say) may still be under way.
 */
export async function skipTime(
  client: Client,
  workflowId: string,
  seconds: number,
  options: SkipOptions = {},
): Promise<void> {
  const skip = await startSkip(client, workflowId, seconds);
  await skip.reached(options);
}

/** A skip under way. */
export interface Skip {
  /** Resolves when the workflow's clock shows the target; throws when it no longer can, e.g. the workflow has ended. */
  reached(options?: SkipOptions): Promise<void>;
}

/** Lets the workflow's clock run ahead by `seconds`, and returns as soon as the server has accepted that. */
export async function startSkip(client: Client, workflowId: string, seconds: number): Promise<Skip> {
  // The server does not check the id; with a used one a wait could take the earlier skip for this one.
  const fastForwardId = randomUUID();
  await client.workflowService.updateWorkflowExecutionOptions({
    namespace: client.options.namespace,
    workflowExecution: { workflowId },
    workflowExecutionOptions: {
      timeSkippingConfig: { enabled: true, fastForwardConfig: { id: fastForwardId, duration: msToTs(seconds * 1000) } },
    },
    updateMask: { paths: ['time_skipping_config'] },
  });
  return { reached: (options) => untilReached(client, workflowId, fastForwardId, options?.withinMs ?? 60_000) };
}

/** What the workflow's clock shows; the real time when no time was ever skipped for it. */
export async function workflowTime(client: Client, workflowId: string): Promise<Date> {
  const { workflowExtendedInfo } = await client.workflowService.describeWorkflowExecution({
    namespace: client.options.namespace,
    execution: { workflowId },
  });
  const time = workflowExtendedInfo?.timeSkippingInfo?.currentTime;
  return time == null ? new Date() : new Date(Number(time.seconds) * 1000 + (time.nanos ?? 0) / 1e6);
}

async function untilReached(
  client: Client,
  workflowId: string,
  fastForwardId: string,
  withinMs: number,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  const request = { namespace: client.options.namespace, workflowExecution: { workflowId }, fastForwardId };
  for (;;) {
    // A long poll: the server answers as soon as the outcome is known, or after a while that it is not known yet.
    const answer = await client.connection
      .withDeadline(deadline, () => client.workflowService.pollWorkflowExecutionTimeSkipping(request))
      .catch((error: unknown) => {
        if (!isGrpcDeadlineError(error)) throw error;
        const message = `the clock of ${workflowId} did not reach its target within ${String(withinMs / 1000)} s`;
        throw new Error(message, { cause: error });
      });
    switch (answer.fastForwardPollingResult) {
      case FastForwardPollingResult.FAST_FORWARD_POLLING_RESULT_FAST_FORWARD_COMPLETED:
        return;
      case FastForwardPollingResult.FAST_FORWARD_POLLING_RESULT_FAST_FORWARD_FAILED:
        throw new Error(`the clock of ${workflowId} cannot reach its target: ${answer.failedReason}`);
      default:
    }
  }
}
