import { createHash } from 'node:crypto';
import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import type { PortalConfig } from '../config/portal';
import { INTAKE_WORKFLOW, intakeWorkflowId } from '../contract/names';
import type { IntakeBatch } from '../hubspot';
import { signalRunningCases, ticketsNamedIn } from '../intake/signal-running';
import { answeredWithin } from '../temporal/portal-client';

/** Within the bridge's own limit, so that the log has the error of Temporal's client. In milliseconds. */
const TAKE_IN_LIMIT_MS = 2_500;

/** HubSpot waits for the answer: a request that names more tickets is signaled by its intake. */
const MOST_TICKETS = 10;

/** What the bridge does with what a webhook says: it is in Temporal once the promise resolves. */
export interface TakingIn {
  readonly client: Client;
  readonly taskQueue: string;
  readonly portal: PortalConfig;
}

/**
 * Signals the running cases of the tickets that the events name, which costs one action each, and starts the workflow `intake` for the
 * rest. A request that HubSpot repeats changes nothing: both carry an id that derives from its events.
 */
export function createTakeIn({ client, taskQueue, portal }: TakingIn): (batch: IntakeBatch) => Promise<void> {
  return (batch) =>
    answeredWithin(TAKE_IN_LIMIT_MS, client, async () => {
      const requestId = digestOf(batch);
      const workflowId = intakeWorkflowId(batch.portalId, requestId);
      const isShort = ticketsNamedIn(batch, portal) <= MOST_TICKETS;
      const left = isShort ? await leftOf(batch, { client, portal, requestId }) : batch;
      if (left.events.length > 0) await startIntake(client, { workflowId, taskQueue, batch: left });
    });
}

async function leftOf(
  batch: IntakeBatch,
  { client, portal, requestId }: Pick<TakingIn, 'client' | 'portal'> & { readonly requestId: string },
): Promise<IntakeBatch> {
  const { rest } = await signalRunningCases(batch, { temporal: client, portal, requestId });
  return { ...batch, events: batch.events.filter((_event, place) => rest.includes(place)), signaled: true };
}

/** Already started counts as started, and only one that failed is started again. */
async function startIntake(
  client: Client,
  {
    workflowId,
    taskQueue,
    batch,
  }: { readonly workflowId: string; readonly taskQueue: string; readonly batch: IntakeBatch },
): Promise<void> {
  try {
    await client.workflow.start(INTAKE_WORKFLOW, {
      workflowId,
      taskQueue,
      args: [batch],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: `${batch.events.length} events of HubSpot`,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
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
