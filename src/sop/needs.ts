import { changeByHand, wasChangedByHand } from './after-closing/explanation';
import { hasAskedSomebody } from './attention/attention-task';
import { isChecklistDone, isOfCancellation } from './deactivation/checklist';
import type { RequirementCode } from './decision/decision';
import { missingRequirements } from './evidence/missing';
import { approverOf } from './invoice/approval';
import { holdNotes, standsNoteOf } from './invoice/hold-notes';
import { clearingOf, isHeld } from './invoice/invoice';
import { isOwing, owedNow } from './invoice/owed';
import { takenOverBy } from './paths/newer-ticket';
import { answerOf } from './ticket/answer';
import { closedByHand, closedByService, provesEvidence } from './ticket/closing';
import type {
  CaseFacts,
  ChecklistTask,
  CompanyFacts,
  EvidenceFacts,
  FormerCompany,
  OutstandingInvoice,
  ServiceNote,
  TicketFacts,
} from './vocabulary/facts';
import type { InvoiceId, UserId } from './vocabulary/ids';
import type { SopSettings } from './vocabulary/settings';
import { isAct, currentValue } from './vocabulary/timeline';

/**
 * What else of a case must be read, besides its ticket, for the SOP to decide: each answer No saves a call to HubSpot.
 * `decide` needs exactly these parts, and refuses a snapshot without the company where it needs it (`factsOfClient`).
 */

/**
 * Notice and ETF note matter while a not-saved ticket is open; this service's own notes wherever a ticket may be on hold, as
 * they remember what is gone (I1) and what was reopened (I4); people's notes when they changed a closed ticket (C4).
 */
export function needsEvidence(
  ticket: TicketFacts,
  settings: SopSettings,
  ticketInvoices: readonly OutstandingInvoice[] = [],
  rememberedNotes: readonly ServiceNote[] = [],
): boolean {
  // X1, I1: whether a ticket that left the pipeline was on hold.
  if (!ticket.inAtRiskPipeline) return true;
  const answer = answerOf(ticket, settings);
  if (changeByHand(ticket) !== undefined) return true;
  if (answer.kind === 'notSaved') return !provesEvidence(ticket);
  if (closedByService(ticket)) return false;
  return (
    answer.kind === 'saved' ||
    closedByHand(ticket) !== undefined ||
    mayBeHeld(ticket, ticketInvoices) ||
    isRemembered({ ticket, rememberedNotes })
  );
}

/**
 * X1: the notes of this service matter as long as they are kept up to date. After a loss of all data it is not known whether there
 * are any; a ticket on which nobody has done anything has none.
 */
export function needsOwnNotes(ticket: TicketFacts, hasNotes: boolean | 'unknown'): boolean {
  if (hasNotes !== 'unknown') return hasNotes;
  const { stage, customerSaved, cancellationApproval, rcmCancellationDate, unknownValues } = ticket;
  const values = [customerSaved, cancellationApproval, rcmCancellationDate].some((each) => each.length > 0);
  return values || stage.length > 1 || unknownValues.length > 0;
}

/** N2: files matter to a ticket that is not saved, as long as its history does not prove that the notice was there. */
export function needsNotice(ticket: TicketFacts, settings: SopSettings): boolean {
  return answerOf(ticket, settings).kind === 'notSaved' && !provesEvidence(ticket);
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
export function needsCompany(facts: CaseFacts, settings: SopSettings): boolean {
  const { ticket, evidence, ticketInvoices } = facts;
  if (!ticket.inAtRiskPipeline) return false;
  const answer = answerOf(ticket, settings);
  if (answer.kind === 'saved') return true;
  if (closedByHand(ticket) !== undefined || (!closedByService(ticket) && mayBeHeld(ticket, ticketInvoices)))
    return true;
  if (isRemembered(facts)) return true;
  if (answer.kind === 'none') return wasAnswered(ticket);
  return wasSaved(ticket) || hasNothing(evidence) || missingRequirements(ticket, evidence, settings).length === 0;
}

/** X2: the notes matter too where a ticket that was closed as saved is about to be opened again because of an invoice. */
export function needsHoldNotes(facts: CaseFacts, settings: SopSettings): boolean {
  const { ticket, evidence } = facts;
  if (evidence !== undefined || !ticket.inAtRiskPipeline) return false;
  return answerOf(ticket, settings).kind === 'saved' && isOwing(owedNow(facts));
}

/** I1: what the ticket itself, which costs no call, says of a hold. */
function mayBeHeld(ticket: TicketFacts, ticketInvoices: readonly OutstandingInvoice[] = []): boolean {
  return (
    ticketInvoices.length > 0 ||
    ticket.outstandingInvoice.some(({ value }) => value === 'Yes') ||
    currentValue(ticket.financeApproval)?.value === 'Yes'
  );
}

/** I1: a hold that this service has seen before. */
function isRemembered(facts: CaseFacts): boolean {
  const { held, stands } = holdNotes(facts);
  return held.length > 0 || stands.length > 0;
}

/** I1: invoices are read once, when a cancellation begins; later only when they decide something, to save calls. */
function hasNothing(evidence: EvidenceFacts | undefined): boolean {
  return evidence?.noticeFiles === 0 && evidence.etfNotes.length === 0;
}

/** I1, I3: which invoices named by the service's notes must be looked up, as they are no longer outstanding on the ticket. */
export function needsSettledInvoices(facts: CaseFacts): readonly InvoiceId[] {
  if (facts.company === undefined || facts.evidence === undefined) return [];
  const { held, stands } = holdNotes(facts);
  const approvedAt = currentValue(facts.ticket.financeApproval)?.since;
  const named = [
    held[0],
    ...(approvedAt === undefined ? [] : [held.find(({ createdAt }) => createdAt <= approvedAt)]),
    ...(held.length === 0 ? stands : stands.filter((note) => note.approvedAt === approvedAt)),
  ].flatMap((note) => note?.owed.invoices ?? []);
  const owed = owedNow(facts).invoices;
  return [...new Set(named.map(({ id }) => id))].filter((id) => owed.every((invoice) => invoice.id !== id));
}

/** I3: the person whose approval has to be looked up in the portal: only until it is accepted. */
export function needsApprover(facts: CaseFacts, settings: SopSettings): UserId | undefined {
  const { ticket, evidence, company } = facts;
  const approval = currentValue(ticket.financeApproval);
  if (company === undefined || evidence === undefined || approval?.value !== 'Yes') return undefined;
  const undetermined = currentValue(ticket.invoiceDetermination) === undefined;
  if (undetermined || standsNoteOf(holdNotes(facts), approval.since) !== undefined) return undefined;
  return approverOf(ticket, evidence, settings);
}

/** I1: the person who cleared Outstanding Invoice on a ticket that was on hold. */
export function needsClearer(facts: CaseFacts): UserId | undefined {
  if (facts.company === undefined || facts.evidence === undefined || !isHeld(facts)) return undefined;
  return clearingOf(facts)?.by;
}

/**
 * N9: the tasks matter while the date may still have to reach them, and when a cancellation no longer applies. Asking for the
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
      return complete && !isChecklistDone({ ticket, company }, answer.since);
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

/** N9: what this service wrote about completed tasks, or about a corrected company, is said once. */
export function needsNotesOfTasks(
  checklist: readonly ChecklistTask[] | undefined,
  formerCompanies: readonly FormerCompany[],
): boolean {
  return formerCompanies.length > 0 || (checklist ?? []).some(({ open }) => !open);
}

/** C4: the tasks that ask for the explaining note matter once someone changed a closed ticket manually, whatever followed. */
export function needsExplanationTasks(ticket: TicketFacts): boolean {
  return wasChangedByHand(ticket);
}

/** X1: the tasks for whoever must act matter once a note said so. */
export function needsAttentionTasks(evidence: EvidenceFacts | undefined): boolean {
  return evidence !== undefined && hasAskedSomebody(evidence);
}

/** X2: a Client Status may have been set for an answer that has changed since. */
function wasAnswered({ customerSaved }: TicketFacts): boolean {
  return customerSaved.some(isAct);
}

function wasSaved({ customerSaved }: TicketFacts): boolean {
  return customerSaved.some(({ value }) => value === 'Yes');
}

export { needsReminderTasks } from './reminders/reminders';
