import { createHash } from 'node:crypto';
import { WorkflowExecutionAlreadyStartedError, type Client, type Connection } from '@temporalio/client';
import { INTAKE_WORKFLOW, SWEEP_WORKFLOW, intakeWorkflowId, sweepWorkflowId } from '../contract/names';
import { sweepResultSchema } from '../contract/sweep';
import type { IntakeBatch } from '../hubspot';
import { lastCompleted } from '../temporal/list';
import { answeredWithin } from '../temporal/portal-client';

/** Within the bridge's own limit, so that the log has the error of Temporal's client. In milliseconds. */
const START_LIMIT_MS = 2_500;
const READY_LIMIT_MS = 1_500;
const METRICS_LIMIT_MS = 5_000;

/**
 * Starts the workflow `intake` for a batch. Its id derives from the events, so a request that HubSpot repeats is the same
 * workflow: already started counts as started, and only one that failed is started again.
 */
export function createStartIntake(client: Client, taskQueue: string): (batch: IntakeBatch) => Promise<void> {
  return async (batch) => {
    try {
      await answeredWithin(START_LIMIT_MS, client, () =>
        client.workflow.start(INTAKE_WORKFLOW, {
          workflowId: intakeWorkflowId(batch.portalId, digestOf(batch)),
          taskQueue,
          args: [batch],
          workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
          workflowIdConflictPolicy: 'USE_EXISTING',
          staticSummary: `${batch.events.length} events of HubSpot`,
        }),
      );
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  };
}

/**
 * The same for the same events in any order. It covers what an event says, not the body, in which HubSpot counts its
 * attempts; and not over the event's id alone, which is not guaranteed to be unique.
 */
export function digestOf({ events }: IntakeBatch): string {
  const lines = events.map(({ eventId, occurredAt, change, objectType, objectId, property, association, mergedInto }) =>
    JSON.stringify([eventId, occurredAt, change, objectType, objectId, property, association?.toId, mergedInto]),
  );
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex').slice(0, 32);
}

/** Asks for the namespace, so that a wrong name or key is found too, and not only a server that is down. */
export async function isTemporalReady(connection: Connection, namespace: string): Promise<boolean> {
  await connection.withDeadline(Date.now() + READY_LIMIT_MS, () =>
    connection.workflowService.describeNamespace({ namespace }),
  );
  return true;
}

/**
 * The greatest age of a change in the portal for which no case was notified, in milliseconds: what the last sweep said, plus
 * the time since then. Undefined as long as no sweep of the portal has ended.
 */
export async function oldestUnreconciledMs(client: Client, portalId: string): Promise<number | undefined> {
  const last = await answeredWithin(METRICS_LIMIT_MS, client, () =>
    lastCompleted(client, SWEEP_WORKFLOW, sweepWorkflowId(portalId)),
  );
  if (last === undefined) return undefined;
  const { oldestUnreconciledMs: age } = sweepResultSchema.parse(last.result);
  return age + Date.now() - (last.endedAt?.getTime() ?? 0);
}
