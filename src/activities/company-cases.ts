import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { SignalDefinition } from '@temporalio/common';
import type { CaseInput } from '../contract/case';
import {
  CASE_WORKFLOW,
  SEARCH_ATTRIBUTES,
  casePrefix,
  caseWorkflowId,
  supportRequestWorkflowId,
} from '../contract/names';
import { SIGNALS, requestWaitsSignal, type CaseEvent } from '../contract/signals';
import type { HubSpot } from '../hubspot';
import { EPOCH } from '../sop/vocabulary/dates';
import type { CompanyId, TicketId } from '../sop/vocabulary/ids';
import { beginCase } from './deliver-events';

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

/** Workflow ids of the running cases of a company. */
export type CasesOf = (companyId: CompanyId) => Promise<readonly string[]>;

/** Asks Temporal's visibility, so that HubSpot need not be asked; a case is listed within a second of its first read. */
export function visibleCasesOf(temporal: Client, portalId: string): CasesOf {
  return async (companyId) => {
    const ofCompany = `${SEARCH_ATTRIBUTES.companyId.name} = "${companyId}"`;
    const ofPortal = `WorkflowType = "${CASE_WORKFLOW}" AND WorkflowId STARTS_WITH "${casePrefix(portalId)}"`;
    const query = `${ofPortal} AND ExecutionStatus = "Running" AND ${ofCompany}`;
    const found: string[] = [];
    for await (const { workflowId } of temporal.workflow.list({ query })) found.push(workflowId);
    return found;
  };
}

/** S5: signals the company's other cases to check; they read for themselves what is new. Answers with how many there are. */
export async function announceTicket(
  { portalId, ticketId, companyId }: TicketOfCompany,
  { temporal, casesOf }: Pick<CompanyDependencies, 'temporal'> & { readonly casesOf: CasesOf },
): Promise<number> {
  const others = (await casesOf(companyId)).filter((workflowId) => workflowId !== caseWorkflowId(portalId, ticketId));
  // One may end between the listing and the signal.
  for (const workflowId of others) await signalIfRunning(temporal, workflowId, SIGNALS.newAtRiskTicket);
  return others.length;
}

async function signalIfRunning(
  temporal: Client,
  workflowId: string,
  signal: SignalDefinition<[CaseEvent]>,
): Promise<void> {
  const payload: CaseEvent = { eventIds: [], occurredAt: EPOCH };
  await unlessEnded(temporal.workflow.getHandle(workflowId).signal(signal, payload));
}

async function unlessEnded(signaled: Promise<void>): Promise<void> {
  try {
    await signaled;
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

/** C3: the case of the ticket, if it runs, signals the request once the ticket is closed. */
export async function awaitClosing(
  { portalId, ticketId }: CaseInput,
  requestId: TicketId,
  { temporal }: Pick<CompanyDependencies, 'temporal'>,
): Promise<void> {
  const handle = temporal.workflow.getHandle(caseWorkflowId(portalId, ticketId));
  await unlessEnded(handle.signal(requestWaitsSignal, { requestId }));
}

/** C3: these support requests check again, if they run. */
export async function recheckRequests(
  portalId: string,
  requestIds: readonly TicketId[],
  { temporal }: Pick<CompanyDependencies, 'temporal'>,
): Promise<void> {
  for (const id of requestIds) await signalIfRunning(temporal, supportRequestWorkflowId(portalId, id), SIGNALS.recheck);
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
