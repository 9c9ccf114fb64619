import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { Priority } from '@temporalio/common';
import type { PortalConfig } from '../config/portal';
import { createPace, type HubSpot, type IntakeBatch, type TicketKind } from '../hubspot';
import type { Instant } from '../sop/dates';
import type { TicketId } from '../sop/ids';
import {
  BULK_PRIORITY,
  CASE_WORKFLOW,
  SIGNALS,
  SUPPORT_REQUEST_WORKFLOW,
  caseStart,
  caseWorkflowId,
  supportRequestStart,
  supportRequestWorkflowId,
  type CaseInput,
  type News,
  type SignalName,
} from '../workflows/contract';
import { eventsBesides, newsByTicket, newsOfNamedTickets, type TicketNews } from './news';

/** How many cases were told, and how many tickets are none of ours. */
export interface NewsDelivery {
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
  for (const news of newsOfNamedTickets(batch.events, portal)) {
    if (await signalRunning(temporal, batch.portalId, news)) signalled.add(news.ticketId);
  }
  const rest = eventsBesides(batch.events, signalled).map((event) => batch.events.indexOf(event));
  return { signalled: signalled.size, rest };
}

/**
 * Signals each case, and each support request (C3), once. A running one is signalled without asking HubSpot anything; for
 * a ticket that has none, HubSpot says what kind of ticket it is, unless the events say so themselves. Doing it twice is
 * harmless: a signal only makes the workflow look.
 */
export async function deliverNews(batch: IntakeBatch, dependencies: DeliverDependencies): Promise<NewsDelivery> {
  const { hubspot, temporal, taskQueue } = dependencies;
  const all = await newsByTicket(batch.events, hubspot, dependencies.portal);
  const withoutOne: TicketNews[] = [];
  for (const news of all) {
    if (!(await signalRunning(temporal, batch.portalId, news))) withoutOne.push(news);
  }
  const unknown = withoutOne.filter(({ mayStart }) => mayStart);
  const kinds = await kindsOf(unknown, hubspot);
  const starting = unknown.filter((news) => kinds.has(news.ticketId));
  for (const news of starting) {
    const start = kinds.get(news.ticketId) === 'supportRequest' ? startSupportRequest : signalWithStart;
    await start(temporal, taskQueue, batch.portalId, news);
  }
  return {
    signalled: all.length - withoutOne.length,
    started: starting.length,
    notAtRisk: unknown.length - starting.length,
  };
}

async function kindsOf(news: readonly TicketNews[], hubspot: HubSpot): Promise<ReadonlyMap<TicketId, TicketKind>> {
  const named = news.filter(({ inAtRiskPipeline }) => inAtRiskPipeline === true);
  const open = news.filter(({ inAtRiskPipeline }) => inAtRiskPipeline === undefined).map(({ ticketId }) => ticketId);
  const found = open.length === 0 ? new Map<TicketId, TicketKind>() : await hubspot.ticketKinds(open);
  return new Map([...named.map(({ ticketId }): [TicketId, TicketKind] => [ticketId, 'atRisk']), ...found]);
}

/** A ticket has a case or a support request; which one, Temporal knows without HubSpot being asked. */
async function signalRunning(temporal: Client, portalId: string, news: TicketNews): Promise<boolean> {
  const workflowIds = [caseWorkflowId(portalId, news.ticketId), supportRequestWorkflowId(portalId, news.ticketId)];
  for (const workflowId of workflowIds) {
    try {
      await temporal.workflow.getHandle(workflowId).signal<[TicketNews['payload']]>(SIGNALS[news.signal], news.payload);
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
  news: TicketNews,
  priority?: Priority,
): Promise<void> {
  await temporal.workflow.signalWithStart(CASE_WORKFLOW, {
    ...caseStart({ portalId, ticketId: news.ticketId }, taskQueue),
    ...(priority && { priority }),
    signal: SIGNALS[news.signal],
    signalArgs: [news.payload],
  });
}

/** C3: starts following a support ticket, or makes it look again if it is followed. */
async function startSupportRequest(
  temporal: Client,
  taskQueue: string,
  portalId: string,
  { ticketId, signal, payload }: TicketNews,
): Promise<void> {
  await temporal.workflow.signalWithStart(SUPPORT_REQUEST_WORKFLOW, {
    ...supportRequestStart({ portalId, ticketId }, taskQueue),
    signal: SIGNALS[signal],
    signalArgs: [payload],
  });
}

/** Starts the case of a ticket, or makes it look again if it runs, until it sees what happened at `occurredAt`. */
export async function beginCase(
  { portalId, ticketId }: CaseInput,
  { temporal, taskQueue }: Pick<DeliverDependencies, 'temporal' | 'taskQueue'>,
  signal: SignalName = 'recheck',
  occurredAt = 0 as Instant,
): Promise<void> {
  const payload: News = { eventIds: [], occurredAt };
  await signalWithStart(temporal, taskQueue, portalId, { ticketId, signal, payload, mayStart: true });
}

/** Cases begun in a second: as many as `at-risk adopt` begins unless told otherwise. */
const BEGUN_IN_A_SECOND = 3;

export async function beginCases(
  portalId: string,
  ticketIds: readonly TicketId[],
  { temporal, taskQueue }: Pick<DeliverDependencies, 'temporal' | 'taskQueue'>,
): Promise<void> {
  const pace = createPace(1, 1_000 / BEGUN_IN_A_SECOND);
  for (const ticketId of ticketIds) {
    await pace();
    const payload: News = { eventIds: [], occurredAt: 0 as Instant };
    const news: TicketNews = { ticketId, signal: 'recheck', payload, mayStart: true };
    await signalWithStart(temporal, taskQueue, portalId, news, BULK_PRIORITY);
  }
}
