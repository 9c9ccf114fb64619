import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { Priority } from '@temporalio/common';
import type { PortalConfig } from '../config/portal';
import { caseStart, type CaseInput } from '../contract/case';
import {
  BULK_PRIORITY,
  CASE_WORKFLOW,
  SUPPORT_REQUEST_WORKFLOW,
  caseWorkflowId,
  supportRequestWorkflowId,
} from '../contract/names';
import { SIGNALS, type CaseEvent, type SignalName } from '../contract/signals';
import { supportRequestStart } from '../contract/support';
import { createPace, type HubSpot, type IntakeBatch, type TicketKind } from '../hubspot';
import { EPOCH } from '../sop/vocabulary/dates';
import type { TicketId } from '../sop/vocabulary/ids';
import { eventsBesides, eventsByTicket, eventsOfNamedTickets, type TicketEvents } from './events';

/** How many cases were signaled, and how many tickets are not ours. */
export interface EventDelivery {
  readonly signalled: number;
  readonly started: number;
  readonly notAtRisk: number;
}

export interface DeliverDependencies {
  readonly hubspot: HubSpot;
  readonly portal: PortalConfig;
  readonly temporal: Client;
  readonly taskQueue: string;
}

/** What could be delivered without HubSpot being asked, and what is left. */
export interface RunningDelivery {
  readonly signalled: number;
  /** Which events of the batch, by their places in it. */
  readonly rest: readonly number[];
}

/**
 * Signals the running cases, and support requests, of the tickets that the events name: that needs no call to HubSpot, so it does
 * not wait for HubSpot's limits either.
 */
export async function signalRunningCases(
  batch: IntakeBatch,
  { temporal, portal }: Pick<DeliverDependencies, 'temporal' | 'portal'>,
): Promise<RunningDelivery> {
  const signalled = new Set<TicketId>();
  for (const event of eventsOfNamedTickets(batch.events, portal)) {
    if (await signalRunning(temporal, batch.portalId, event)) signalled.add(event.ticketId);
  }
  const rest = eventsBesides(batch.events, signalled).map((event) => batch.events.indexOf(event));
  return { signalled: signalled.size, rest };
}

/**
 * Signals each case, and each support request (C3), once. A running one is signaled without asking HubSpot anything; for
 * a ticket that has none, HubSpot says what kind of ticket it is, unless the events say so themselves. Doing it twice is
 * harmless: a signal only makes the workflow check.
 */
export async function deliverEvents(batch: IntakeBatch, dependencies: DeliverDependencies): Promise<EventDelivery> {
  const { hubspot, temporal, taskQueue } = dependencies;
  const all = await eventsByTicket(batch.events, hubspot, dependencies.portal);
  const withoutOne: TicketEvents[] = [];
  for (const event of all) {
    if (!(await signalRunning(temporal, batch.portalId, event))) withoutOne.push(event);
  }
  const unknown = withoutOne.filter(({ mayStart }) => mayStart);
  const kinds = await kindsOf(unknown, hubspot);
  const starting = unknown.filter((event) => kinds.has(event.ticketId));
  for (const event of starting) {
    const start = kinds.get(event.ticketId) === 'supportRequest' ? startSupportRequest : signalWithStart;
    await start(temporal, taskQueue, batch.portalId, event);
  }
  return {
    signalled: all.length - withoutOne.length,
    started: starting.length,
    notAtRisk: unknown.length - starting.length,
  };
}

async function kindsOf(event: readonly TicketEvents[], hubspot: HubSpot): Promise<ReadonlyMap<TicketId, TicketKind>> {
  const named = event.filter(({ inAtRiskPipeline }) => inAtRiskPipeline === true);
  const open = event.filter(({ inAtRiskPipeline }) => inAtRiskPipeline === undefined).map(({ ticketId }) => ticketId);
  const found = open.length === 0 ? new Map<TicketId, TicketKind>() : await hubspot.ticketKinds(open);
  return new Map([...named.map(({ ticketId }): [TicketId, TicketKind] => [ticketId, 'atRisk']), ...found]);
}

/** A ticket has a case or a support request; Temporal knows which one, without HubSpot being asked. */
async function signalRunning(temporal: Client, portalId: string, event: TicketEvents): Promise<boolean> {
  const workflowIds = [caseWorkflowId(portalId, event.ticketId), supportRequestWorkflowId(portalId, event.ticketId)];
  for (const workflowId of workflowIds) {
    try {
      await temporal.workflow
        .getHandle(workflowId)
        .signal<[TicketEvents['payload']]>(SIGNALS[event.signal], event.payload);
      return true;
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
  return false;
}

async function signalWithStart(
  temporal: Client,
  taskQueue: string,
  portalId: string,
  event: TicketEvents,
  priority?: Priority,
): Promise<void> {
  await temporal.workflow.signalWithStart(CASE_WORKFLOW, {
    ...caseStart({ portalId, ticketId: event.ticketId }, taskQueue),
    ...(priority && { priority }),
    signal: SIGNALS[event.signal],
    signalArgs: [event.payload],
  });
}

/** C3: starts following a support ticket, or makes it check again if it is already followed. */
async function startSupportRequest(
  temporal: Client,
  taskQueue: string,
  portalId: string,
  { ticketId, signal, payload }: TicketEvents,
): Promise<void> {
  await temporal.workflow.signalWithStart(SUPPORT_REQUEST_WORKFLOW, {
    ...supportRequestStart({ portalId, ticketId }, taskQueue),
    signal: SIGNALS[signal],
    signalArgs: [payload],
  });
}

/** Starts the case of a ticket, or makes it check again if it runs, until it sees what happened at `occurredAt`. */
export async function beginCase(
  { portalId, ticketId }: CaseInput,
  { temporal, taskQueue }: Pick<DeliverDependencies, 'temporal' | 'taskQueue'>,
  signal: SignalName = 'recheck',
  occurredAt = EPOCH,
): Promise<void> {
  const payload: CaseEvent = { eventIds: [], occurredAt };
  await signalWithStart(temporal, taskQueue, portalId, { ticketId, signal, payload, mayStart: true });
}

/** Cases started per second: the default of `at-risk adopt`. */
const BEGUN_IN_A_SECOND = 3;

export async function beginCases(
  portalId: string,
  ticketIds: readonly TicketId[],
  { temporal, taskQueue }: Pick<DeliverDependencies, 'temporal' | 'taskQueue'>,
): Promise<void> {
  const pace = createPace(1, 1_000 / BEGUN_IN_A_SECOND);
  for (const ticketId of ticketIds) {
    await pace();
    const payload: CaseEvent = { eventIds: [], occurredAt: EPOCH };
    const event: TicketEvents = { ticketId, signal: 'recheck', payload, mayStart: true };
    await signalWithStart(temporal, taskQueue, portalId, event, BULK_PRIORITY);
  }
}
