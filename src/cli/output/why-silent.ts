import type { Client, WorkflowExecutionDescription, WorkflowHandle } from '@temporalio/client';
import { isTimeout } from '../../temporal/errors';
import { answeredWithin } from '../../temporal/portal-client';
import { problemOf } from '../../temporal/stuck';

/** Short, as the person has waited already. In milliseconds. */
const LIMIT_MS = 5_000;

export const PAUSED = 'an operator paused the case in Temporal; temporal workflow unpause continues it';

/** Why a case that Temporal has does not answer: in words for the person who waited for it. */
export async function whySilent(temporal: Client, handle: WorkflowHandle): Promise<string> {
  try {
    const description = await answeredWithin(LIMIT_MS, temporal, () => handle.describe());
    if (description.status.name === 'PAUSED') return PAUSED;
    const problem = problemOf(description);
    if (problem !== undefined) return `the case's tasks fail (${problem}): at-risk heal starts it again`;
    const failing = failingCalls(description);
    return failing.length === 0
      ? 'no worker is running, or its work is waiting for others'
      : `HubSpot cannot be read or written: ${failing.join('; ')}`;
  } catch (error) {
    if (isTimeout(error)) return 'Temporal hangs';
    throw error;
  }
}

/** What the case keeps trying, such as a read while HubSpot is down; the case itself does not know of it. */
export function failingCalls({ raw }: WorkflowExecutionDescription): readonly string[] {
  const failed = (raw.pendingActivities ?? []).filter(({ lastFailure }) => lastFailure != null);
  return failed.map(({ activityType, attempt, lastFailure, scheduledTime }) => {
    const at = scheduledTime?.seconds == null ? '' : `, again at ${iso(Number(scheduledTime.seconds) * 1_000)}`;
    return `tried ${activityType?.name ?? ''} (attempt ${String(attempt)}${at}): ${lastFailure?.message ?? ''}`;
  });
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
