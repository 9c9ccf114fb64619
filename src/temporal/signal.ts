import { WorkflowNotFoundError, type Client, type WorkflowClientInterceptor } from '@temporalio/client';
import { toPayloads, type Payload, type SignalDefinition } from '@temporalio/common';
import { composeInterceptors } from '@temporalio/common/lib/interceptors';
import { caseWorkflowId, supportRequestWorkflowId } from '../contract/names';
import { SIGNALS, requestWaitsSignal, type CaseEvent, type SignalName } from '../contract/signals';
import { EPOCH } from '../sop/vocabulary/dates';
import type { TicketId } from '../sop/vocabulary/ids';
import { GRPC, isGrpcStatus } from './errors';
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

/**
 * The same, and once for each `requestId` as long as the workflow runs, however often it is called. The client's own method takes no
 * id; the server compares that of the call. https://github.com/temporalio/api/blob/master/temporal/api/workflowservice/v1/request_response.proto
 */
async function signalOnce(
  { temporal }: Pick<PortalClient, 'temporal'>,
  workflowId: string,
  { name: signalName }: SignalDefinition<[CaseEvent]>,
  payload: CaseEvent,
  requestId: string,
): Promise<boolean> {
  const { namespace, identity } = temporal.options;
  const payloads = await encoded(temporal, workflowId, payload);
  const call = { namespace, identity, requestId, workflowExecution: { workflowId }, signalName, input: { payloads } };
  let isRunning = true;
  await intercepted(temporal, async ({ headers }) => {
    try {
      await temporal.workflowService.signalWorkflowExecution({ ...call, header: { fields: headers } });
    } catch (error) {
      if (!isGrpcStatus(error, GRPC.notFound)) throw error;
      isRunning = false;
    }
  })({ signalName, args: [payload], headers: {}, workflowExecution: { workflowId } });
  return isRunning;
}

type SignalHandler = Parameters<NonNullable<WorkflowClientInterceptor['signal']>>[1];

/** As the client does it: its interceptors add to the headers, for traces. */
function intercepted({ workflow }: Client, signal: SignalHandler): SignalHandler {
  const { interceptors } = workflow.options;
  return composeInterceptors([...(Array.isArray(interceptors) ? interceptors : [])], 'signal', signal);
}

/** As the client does it: converted, then through its codecs. */
async function encoded({ options }: Client, workflowId: string, payload: CaseEvent): Promise<Payload[]> {
  const { namespace, loadedDataConverter } = options;
  const context = { type: 'workflow', namespace, workflowId } as const;
  let payloads = toPayloads(loadedDataConverter.payloadConverter, payload) ?? [];
  for (const codec of loadedDataConverter.payloadCodecs.toReversed()) payloads = await codec.encode(payloads, context);
  return payloads;
}

/**
 * A ticket has a case or a support request; Temporal knows which one, without HubSpot being asked. False: neither runs.
 * @param requestId signals a running workflow once for it
 */
export async function signalTicket(
  client: Signaling,
  ticketId: TicketId,
  signal: SignalName,
  payload: CaseEvent,
  requestId?: string,
): Promise<boolean> {
  const { portalId } = client;
  for (const workflowId of [caseWorkflowId(portalId, ticketId), supportRequestWorkflowId(portalId, ticketId)]) {
    const isSignaled = await (requestId === undefined
      ? signalIfRunning(client, workflowId, SIGNALS[signal], payload)
      : signalOnce(client, workflowId, SIGNALS[signal], payload, requestId));
    if (isSignaled) return true;
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
