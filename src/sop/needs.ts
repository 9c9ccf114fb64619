import { answerOf } from './answer';
import { hasAskedSomebody } from './attention-task';
import { approverOf } from './approval';
import { isChecklistDone, isOfCancellation } from './checklist';
import { closedByHand, closedByService, provesEvidence } from './closing';
import type { RequirementCode } from './decision';
import { changeByHand, wasChangedByHand } from './explanation';
import type { ChecklistTask, CompanyFacts, EvidenceFacts, FormerCompany, TicketFacts } from './facts';
import type { UserId } from './ids';
import { hasOutstandingInvoice } from './invoice';
import { takenOverBy } from './newer-ticket';
import { missingRequirements } from './not-saved';
import type { SopSettings } from './settings';
import { isAct, standing } from './timeline';

/**
 * What else of a case must be read, beyond its ticket, for the SOP to decide: each answer saves a call to HubSpot.
 * `decide` needs exactly these parts.
 */

/**
 * Notice and ETF note matter while a not-saved ticket is open; this service's own notes matter on one that somebody closed
 * by hand (I4), and for an approval made through the service (I3); people's notes when they changed a closed ticket (C4).
 */
export function needsEvidence(ticket: TicketFacts, settings: SopSettings): boolean {
  const answer = answerOf(ticket, settings);
  if (!ticket.inAtRiskPipeline || answer.kind === 'none') return false;
  if (changeByHand(ticket) !== undefined) return true;
  if (answer.kind === 'notSaved') return !provesEvidence(ticket);
  if (closedByService(ticket)) return false;
  return closedByHand(ticket) !== undefined || isApprovedByService(ticket);
}

const EVIDENCE: readonly RequirementCode[] = ['cancellationNotice', 'etfNote'];

/**
 * S5: notice and ETF note of a newer ticket matter to an older one only where they decide whether it ends a cancellation: of
 * an answer No, with everything else there.
 */
export function needsEvidenceOfNewer(older: TicketFacts, newer: TicketFacts, settings: SopSettings): boolean {
  if (answerOf(older, settings).kind !== 'notSaved' || answerOf(newer, settings).kind !== 'notSaved') return false;
  if (!needsEvidence(newer, settings)) return false;
  return missingRequirements(newer, undefined, settings).every(({ code }) => EVIDENCE.includes(code));
}

/** The company matters once its Client Status is about to be set, or its invoices may have to be settled. */
export function needsCompany(ticket: TicketFacts, evidence: EvidenceFacts | undefined, settings: SopSettings): boolean {
  if (!ticket.inAtRiskPipeline) return false;
  switch (answerOf(ticket, settings).kind) {
    case 'none':
      return wasAnswered(ticket);
    case 'saved':
      return true;
    case 'notSaved':
      return (
        wasSaved(ticket) ||
        missingRequirements(ticket, evidence, settings).length === 0 ||
        closedByHand(ticket) !== undefined ||
        standing(ticket.financeApproval)?.value === 'Yes'
      );
  }
}

/** I3: the person whose approval has to be looked up in the portal, if there is one. */
export function needsApprover(
  ticket: TicketFacts,
  evidence: EvidenceFacts | undefined,
  company: CompanyFacts | undefined,
): UserId | undefined {
  if (company === undefined || closedByService(ticket) || !hasOutstandingInvoice(ticket, company)) return undefined;
  return approverOf(ticket, evidence);
}

/**
 * N9: the tasks matter while the date may still have to reach them, and when a cancellation is called off. Asking for the
 * tasks of a ticket that has none costs no call.
 */
export function needsChecklist(
  ticket: TicketFacts,
  evidence: EvidenceFacts | undefined,
  company: CompanyFacts | undefined,
  settings: SopSettings,
): boolean {
  if (settings.checklist.length === 0 || company?.kind !== 'one') return false;
  const answer = answerOf(ticket, settings);
  switch (answer.kind) {
    case 'none':
      return false;
    case 'saved':
      return ticket.customerSaved.some(({ value }) => value === 'No');
    case 'notSaved': {
      if (takenOverBy(company, answer) !== undefined) return true;
      const complete = missingRequirements(ticket, evidence, settings).length === 0;
      return complete && !isChecklistDone(ticket, company.clientStatus, answer.since);
    }
  }
}

/**
 * N9: the companies that the tasks are on matter where this service has not given the ticket's company a Client Status of a
 * cancellation since they were made: its company may have been corrected.
 */
export function needsTaskCompanies(company: CompanyFacts, checklist: readonly ChecklistTask[]): boolean {
  if (company.kind !== 'one' || checklist.length === 0) return false;
  const madeAt = Math.min(...checklist.map(({ createdAt }) => createdAt));
  return !company.clientStatus.some(
    ({ value, at, by }) => by.kind === 'service' && isOfCancellation(value) && at >= madeAt,
  );
}

/** N9: what this service wrote about tasks that were completed, or about a company that was corrected, is said once. */
export function needsNotesOfTasks(
  checklist: readonly ChecklistTask[] | undefined,
  formerCompanies: readonly FormerCompany[],
): boolean {
  return formerCompanies.length > 0 || (checklist ?? []).some(({ open }) => !open);
}

/** C4: the tasks that ask for the explaining note matter once somebody changed a closed ticket by hand, whatever came then. */
export function needsExplanationTasks(ticket: TicketFacts): boolean {
  return wasChangedByHand(ticket);
}

/** X1: the tasks for whoever must act matter once a note said so. */
export function needsAttentionTasks(evidence: EvidenceFacts | undefined): boolean {
  return evidence !== undefined && hasAskedSomebody(evidence);
}

/** X2: a Client Status may have been given for an answer that does not stand any more. */
function wasAnswered({ customerSaved }: TicketFacts): boolean {
  return customerSaved.some(isAct);
}

function wasSaved({ customerSaved }: TicketFacts): boolean {
  return customerSaved.some(({ value }) => value === 'Yes');
}

function isApprovedByService(ticket: TicketFacts): boolean {
  const approval = standing(ticket.financeApproval);
  return approval?.value === 'Yes' && approval.by.kind === 'service';
}
