import { isDeepStrictEqual } from 'node:util';
import { WorkflowNotFoundError, type WorkflowHandle } from '@temporalio/client';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { z } from 'zod';

/**
 * The progress of a command that nobody answered: `notTaken`: no worker has it; `taken`: the case has it, and continues by itself; `written`:
 * everything that it changes is in HubSpot.
 */
export type CommandProgress = 'notTaken' | 'taken' | 'written';

const decisionSchema = z.object({ writes: z.array(z.unknown()), objection: z.string().optional() });

/** What the case's history says of the command, which needs no worker. */
export async function progressOf(handle: WorkflowHandle, updateId: string): Promise<CommandProgress> {
  const events = await historyOf(handle);
  const accepted = events.findIndex(
    ({ workflowExecutionUpdateAcceptedEventAttributes: update }) => update?.protocolInstanceId === updateId,
  );
  if (accepted === -1) return 'notTaken';
  const calls = finishedCalls(events.slice(accepted));
  const decided = decisionSchema.safeParse(calls.find(({ activity }) => activity === 'decideCommand')?.result);
  if (!decided.success || decided.data.objection !== undefined) return 'taken';
  const written = calls.filter(({ activity }) => activity === 'perform').map(({ input }) => input);
  const isDone = decided.data.writes.every((write) => written.some((other) => isDeepStrictEqual(other, write)));
  return isDone ? 'written' : 'taken';
}

type Events = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>;

async function historyOf(handle: WorkflowHandle): Promise<Events> {
  try {
    return (await handle.fetchHistory()).events ?? [];
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return [];
    throw error;
  }
}

interface FinishedCall {
  readonly activity: string;
  readonly input: unknown;
  readonly result: unknown;
}

function finishedCalls(events: Events): readonly FinishedCall[] {
  return events.flatMap(({ activityTaskCompletedEventAttributes: completed }): readonly FinishedCall[] => {
    if (completed == null) return [];
    const begun = events.find(({ eventId }) => String(eventId) === String(completed.scheduledEventId));
    const scheduled = begun?.activityTaskScheduledEventAttributes;
    if (scheduled == null) return [];
    // Of `perform` the first value is the write.
    const [input] = valuesOf(scheduled.input?.payloads);
    const [result] = valuesOf(completed.result?.payloads);
    return [{ activity: scheduled.activityType?.name ?? '', input, result }];
  });
}

function valuesOf(payloads: readonly Payload[] | null | undefined): readonly unknown[] {
  return (payloads ?? []).map((payload) => defaultPayloadConverter.fromPayload<unknown>(payload));
}
