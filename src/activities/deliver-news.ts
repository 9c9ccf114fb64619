import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { PortalConfig } from '../config/portal';
import type { HubSpot, IntakeBatch } from '../hubspot';
import type { Instant } from '../sop/dates';
import type { TicketId } from '../sop/ids';
import { CASE_WORKFLOW, SIGNALS, caseStart, caseWorkflowId, type CaseInput, type News } from '../workflows/contract';
import { newsByTicket, type TicketNews } from './news';

/** How many cases were told, and how many tickets are none of ours. */
export interface NewsDelivery {
  readonly signalled: number;
  readonly started: number;
  readonly notAtRisk: number;
}

interface DeliverDependencies {
  readonly hubspot: HubSpot;
  readonly portal: PortalConfig;
  readonly temporal: Client;
  readonly taskQueue: string;
}

/**
 * Signals each case once. A running case is signalled without asking HubSpot anything; for a ticket that has none,
 * HubSpot says whether it is an At-Risk ticket, unless the events say so themselves. Doing it twice is harmless: a
 * signal only makes the case look.
 */
export async function deliverNews(batch: IntakeBatch, dependencies: DeliverDependencies): Promise<NewsDelivery> {
  const { hubspot, temporal, taskQueue } = dependencies;
  const all = await newsByTicket(batch.events, hubspot, dependencies.portal);
  const unknown: TicketNews[] = [];
  for (const news of all) {
    if (!(await signalRunning(temporal, batch.portalId, news)) && news.mayStart) unknown.push(news);
  }
  const atRisk = await ticketsOfOurs(unknown, hubspot);
  const starting = unknown.filter((news) => atRisk.has(news.ticketId));
  for (const news of starting) await signalWithStart(temporal, taskQueue, batch.portalId, news);
  return {
    signalled: all.length - unknown.length,
    started: starting.length,
    notAtRisk: unknown.length - starting.length,
  };
}

async function ticketsOfOurs(news: readonly TicketNews[], hubspot: HubSpot): Promise<ReadonlySet<TicketId>> {
  const named = news.filter(({ inAtRiskPipeline }) => inAtRiskPipeline === true).map(({ ticketId }) => ticketId);
  const open = news.filter(({ inAtRiskPipeline }) => inAtRiskPipeline === undefined).map(({ ticketId }) => ticketId);
  const found = open.length === 0 ? [] : await hubspot.atRiskTickets(open);
  return new Set([...named, ...found]);
}

async function signalRunning(temporal: Client, portalId: string, news: TicketNews): Promise<boolean> {
  const handle = temporal.workflow.getHandle(caseWorkflowId(portalId, news.ticketId));
  try {
    await handle.signal<[TicketNews['payload']]>(SIGNALS[news.signal], news.payload);
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

async function signalWithStart(temporal: Client, taskQueue: string, portalId: string, news: TicketNews): Promise<void> {
  await temporal.workflow.signalWithStart(CASE_WORKFLOW, {
    ...caseStart({ portalId, ticketId: news.ticketId }, taskQueue),
    signal: SIGNALS[news.signal],
    signalArgs: [news.payload],
  });
}

/** Starts the case of a ticket, or makes it look again if it runs. */
export async function beginCase(
  { portalId, ticketId }: CaseInput,
  { temporal, taskQueue }: Pick<DeliverDependencies, 'temporal' | 'taskQueue'>,
): Promise<void> {
  const payload: News = { eventIds: [], occurredAt: 0 as Instant };
  await signalWithStart(temporal, taskQueue, portalId, { ticketId, signal: 'recheck', payload, mayStart: true });
}
