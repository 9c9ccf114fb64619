import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { HubSpot } from '../hubspot';
import type { Instant } from '../sop/dates';
import type { CompanyId, TicketId } from '../sop/ids';
import { CASE_WORKFLOW, SEARCH_ATTRIBUTES, SIGNALS, caseWorkflowId, type News } from '../workflows/contract';
import { beginCase } from './deliver-news';

export interface TicketOfCompany {
  readonly portalId: string;
  readonly ticketId: TicketId;
  readonly companyId: CompanyId;
}

interface CompanyDependencies {
  readonly hubspot: HubSpot;
  readonly temporal: Client;
  readonly taskQueue: string;
}

/** S5: Temporal knows which cases of the company run, so HubSpot is not asked. They read for themselves what is new. */
export async function announceTicket(
  { portalId, ticketId, companyId }: TicketOfCompany,
  { temporal }: Pick<CompanyDependencies, 'temporal'>,
): Promise<void> {
  const query = `WorkflowType = "${CASE_WORKFLOW}" AND ExecutionStatus = "Running" AND ${SEARCH_ATTRIBUTES.companyId.name} = "${companyId}"`;
  const payload: News = { eventIds: [], occurredAt: 0 as Instant };
  for await (const { workflowId } of temporal.workflow.list({ query })) {
    if (workflowId === caseWorkflowId(portalId, ticketId)) continue;
    try {
      await temporal.workflow.getHandle(workflowId).signal(SIGNALS.newAtRiskTicket, payload);
    } catch (error) {
      // It ended between the listing and the signal.
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
}

/** S5: a case that ended as superseded is started again, and finds its place from what HubSpot holds (X3). */
export async function resumeCasesOf(
  { portalId, ticketId, companyId }: TicketOfCompany,
  dependencies: CompanyDependencies,
): Promise<void> {
  const tickets = (await dependencies.hubspot.ticketsOf('company', [companyId])).get(companyId) ?? [];
  const others = tickets.filter((id) => id !== ticketId);
  for (const other of await dependencies.hubspot.atRiskTickets(others)) {
    await beginCase({ portalId, ticketId: other }, dependencies);
  }
}
