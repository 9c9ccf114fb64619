import { approverOf, objectionToPerson, objectionToTime, whoMayApprove } from './approval';
import type { Requirement, TicketChange, Write } from './decision';
import type { CaseFacts, CompanyFacts, TicketFacts } from './facts';
import { referenceText } from './reference';
import type { SopSettings } from './settings';
import { standing, type Standing } from './timeline';

/** I1: what keeps the ticket open because of an outstanding invoice; nothing is missing when it may close. */
export interface InvoiceHold {
  readonly missing: readonly Requirement[];
  /** I3: an approval that does not count is undone, with a note that says why. */
  readonly undo?: { readonly change: TicketChange; readonly note: Write };
}

/** I2: the ticket says so, or the company has an associated invoice with a balance due. */
export function hasOutstandingInvoice(ticket: TicketFacts, company: CompanyFacts | undefined): boolean {
  const named = standing(ticket.outstandingInvoice)?.value === 'Yes';
  return named || (company?.kind === 'one' && company.outstandingInvoices.length > 0);
}

/** I1: whether it can be told what the client owes; while it cannot, the ticket stays open (X1). */
export function knowsInvoices(company: CompanyFacts): boolean {
  return company.kind === 'one';
}

/** I1, I3: the invoice's determination, then the approval by Finance, which stands for what it approved. */
export function invoiceHold(facts: CaseFacts, settings: SopSettings): InvoiceHold {
  const { ticket, company } = facts;
  if (!hasOutstandingInvoice(ticket, company)) return { missing: [] };
  const determination = standing(ticket.invoiceDetermination);
  const approval = standing(ticket.financeApproval);
  const missing = determination === undefined ? [determinationMissing()] : [];
  if (approval?.value !== 'Yes') return { missing: [...missing, approvalMissing(settings)] };
  const objection =
    objectionToApprover(facts, settings) ?? (determination && objectionToTime(approval, determination.since, company));
  if (objection === undefined) return { missing };
  return { missing: [...missing, approvalMissing(settings)], undo: undoing(ticket, approval, objection, settings) };
}

function objectionToApprover({ ticket, evidence, approver }: CaseFacts, settings: SopSettings): string | undefined {
  const known = approver !== undefined && approver.userId === approverOf(ticket, evidence);
  return objectionToPerson(known ? approver : undefined, settings);
}

function undoing(
  ticket: TicketFacts,
  approval: Standing<unknown>,
  objection: string,
  settings: SopSettings,
): NonNullable<InvoiceHold['undo']> {
  return {
    change: { financeApproval: null },
    note: {
      kind: 'addNote',
      rules: ['I3'],
      ticketId: ticket.id,
      reference: referenceText({ kind: 'approvalUndone', approvedAt: approval.since }),
      paragraphs: [
        `Finance Approval was undone: ${objection}.`,
        `Closing this ticket has to be approved by ${whoMayApprove(settings)}, after the Invoice Determination is set.`,
      ],
    },
  };
}

function determinationMissing(): Requirement {
  return {
    code: 'invoiceDetermination',
    rule: 'I1',
    sentence: 'Invoice Determination: the outstanding invoice is paid in full, or sent to collections',
  };
}

function approvalMissing(settings: SopSettings): Requirement {
  return {
    code: 'financeApproval',
    rule: 'I3',
    sentence: `${whoMayApprove(settings)} approves closing the ticket (Finance Approval = Yes)`,
  };
}
