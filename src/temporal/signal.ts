import { WorkflowNotFoundError } from '@temporalio/client';
import type { SignalDefinition } from '@temporalio/common';
import { caseWorkflowId, supportRequestWorkflowId } from '../contract/names';
import { SIGNALS, requestWaitsSignal, type CaseEvent, type SignalName } from '../contract/signals';
import { EPOCH } from '../sop/vocabulary/dates';
import type { TicketId } from '../sop/vocabulary/ids';
import type { PortalClient } from './portal-client';

type Signaling = Pick<PortalClient, 'temporal' | 'portalId'>;

/** Reports nothing in particular: the workflow checks what HubSpot holds now. */
export const CHECK: CaseEvent = { eventIds: [], occurredAt: EPOCH };

/** Signals a workflow; false where none runs under this id, which may have ended a moment ago. */
export async function signalIfRunning<Payload extends readonly unknown[]>(
  { temporal }: Pick<PortalClient, 'temporal'>,
  workflowId: string,
  signal: SignalDefinition<[...Payload]>,
  ...payload: Payload
): Promise<boolean> {
  try {
    await temporal.workflow.getHandle(workflowId).signal(signal, ...payload);
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/** A ticket has a case or a support request; Temporal knows which one, without HubSpot being asked. False: neither runs. */
export async function signalTicket(
  client: Signaling,
  ticketId: TicketId,
  signal: SignalName,
  payload: CaseEvent,
): Promise<boolean> {
  const { portalId } = client;
  for (const workflowId of [caseWorkflowId(portalId, ticketId), supportRequestWorkflowId(portalId, ticketId)]) {
    if (await signalIfRunning(client, workflowId, SIGNALS[signal], payload)) return true;
  }
  return false;
}

/** Makes the case of a ticket check again, if it runs. */
export function recheckCase(client: Signaling, ticketId: TicketId): Promise<boolean> {
  return signalIfRunning(client, caseWorkflowId(client.portalId, ticketId), SIGNALS.recheck, CHECK);
}

/** C3: makes a support request check again, if it runs. */
export function recheckRequest(client: Signaling, ticketId: TicketId): Promise<boolean> {
  return signalIfRunning(client, supportRequestWorkflowId(client.portalId, ticketId), SIGNALS.recheck, CHECK);
}

/** C3: the case of the ticket, if it runs, signals the request once the ticket is closed. */
export function awaitClosing(client: Signaling, ticketId: TicketId, requestId: TicketId): Promise<boolean> {
  return signalIfRunning(client, caseWorkflowId(client.portalId, ticketId), requestWaitsSignal, { requestId });
}
