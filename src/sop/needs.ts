import { answerOf } from './answer';
import type { CompanyFacts, EvidenceFacts, TicketFacts } from './facts';
import type { UserId } from './ids';
import { hasOutstandingInvoice } from './invoice';
import { closedByService, missingRequirements } from './not-saved';
import type { SopSettings } from './settings';
import { standing } from './timeline';

/**
 * What else of a case must be read, beyond its ticket, for the SOP to decide: each answer saves a call to HubSpot.
 * `decide` needs exactly these parts.
 */

/** Notice and ETF note matter while a not-saved ticket is open, or was closed by somebody else. */
export function needsEvidence(ticket: TicketFacts): boolean {
  return ticket.inAtRiskPipeline && answerOf(ticket).kind === 'notSaved' && !closedByService(ticket);
}

/** The company matters once its Client Status is about to be set. */
export function needsCompany(ticket: TicketFacts, evidence: EvidenceFacts | undefined, settings: SopSettings): boolean {
  if (!ticket.inAtRiskPipeline) return false;
  switch (answerOf(ticket).kind) {
    case 'none':
      return false;
    case 'saved':
      return true;
    case 'notSaved':
      return missingRequirements(ticket, evidence, settings).length === 0;
  }
}

/** I3: the person whose approval has to be looked up in the portal, if there is one. */
export function needsApprover(ticket: TicketFacts, company: CompanyFacts | undefined): UserId | undefined {
  if (company === undefined || standing(ticket.stage)?.value !== 'open') return undefined;
  const approval = standing(ticket.financeApproval);
  if (approval?.value !== 'Yes' || approval.by.kind !== 'person') return undefined;
  return hasOutstandingInvoice(ticket, company) ? approval.by.userId : undefined;
}
