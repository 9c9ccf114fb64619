import { caseWorkflowId, ticketOfCase } from '../contract/names';
import { SIGNALS } from '../contract/signals';
import type { HubSpot } from '../hubspot';
import type { CompanyId, TicketId } from '../sop/vocabulary/ids';
import type { CasesOf } from '../temporal/list';
import type { PortalClient } from '../temporal/portal-client';
import { CHECK, recheckRequest, signalIfRunning } from '../temporal/signal';
import { beginCase } from './deliver-events';

export interface TicketOfCompany {
  readonly portalId: string;
  readonly ticketId: TicketId;
  readonly companyId: CompanyId;
}

type Temporal = Pick<PortalClient, 'temporal' | 'taskQueue'>;

/** S5: how many cases of other tickets of the company run; undefined where Temporal does not say. */
export async function countOtherCases(
  { ticketId, companyId }: Pick<TicketOfCompany, 'ticketId' | 'companyId'>,
  casesOf: CasesOf,
): Promise<number | undefined> {
  try {
    return (await casesOf(companyId)).filter((workflowId) => ticketOfCase(workflowId) !== ticketId).length;
  } catch {
    // The case then asks with an activity of its own, which is retried.
    return undefined;
  }
}

/** S5: signals the company's other cases to check; they read for themselves what is new. Answers with how many there are. */
export async function announceTicket(
  { portalId, ticketId, companyId }: TicketOfCompany,
  { temporal, casesOf }: Pick<Temporal, 'temporal'> & { readonly casesOf: CasesOf },
): Promise<number> {
  const others = (await casesOf(companyId)).filter((workflowId) => workflowId !== caseWorkflowId(portalId, ticketId));
  // One may end between the listing and the signal.
  for (const workflowId of others) await signalIfRunning({ temporal }, workflowId, SIGNALS.newAtRiskTicket, CHECK);
  return others.length;
}

/** C3: these support requests check again, if they run. */
export async function recheckRequests(
  portalId: string,
  requestIds: readonly TicketId[],
  { temporal }: Pick<Temporal, 'temporal'>,
): Promise<void> {
  for (const id of requestIds) await recheckRequest({ temporal, portalId }, id);
}

/** S5: a case that ended as superseded is started again, and finds its place from what HubSpot holds (X3). */
export async function resumeCasesOf(
  { portalId, ticketId, companyId }: TicketOfCompany,
  { hubspot, temporal, taskQueue }: Temporal & { readonly hubspot: Pick<HubSpot, 'atRiskTickets' | 'ticketsOf'> },
): Promise<void> {
  const tickets = (await hubspot.ticketsOf('company', [companyId])).get(companyId) ?? [];
  const others = tickets.filter((id) => id !== ticketId);
  for (const other of await hubspot.atRiskTickets(others)) {
    await beginCase({ portalId, ticketId: other }, { temporal, taskQueue });
  }
}
