import type { Instant } from './dates';
import type { Requirement, TicketChange, Write } from './decision';
import type { ApproverFacts, CompanyFacts, TicketFacts } from './facts';
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
export function invoiceHold(
  ticket: TicketFacts,
  company: CompanyFacts | undefined,
  approver: ApproverFacts | undefined,
  settings: SopSettings,
): InvoiceHold {
  if (!hasOutstandingInvoice(ticket, company)) return { missing: [] };
  const determination = standing(ticket.invoiceDetermination);
  const approval = standing(ticket.financeApproval);
  const missing = determination === undefined ? [determinationMissing()] : [];
  if (approval?.value !== 'Yes') return { missing: [...missing, approvalMissing(settings)] };
  const objection =
    objectionToApprover(ticket, approval, approver, settings) ??
    (determination && objectionToTime(approval, determination.since, company));
  if (objection === undefined) return { missing };
  return { missing: [...missing, approvalMissing(settings)], undo: undoing(ticket, approval, objection, settings) };
}

/** I3: only a person of Finance can approve, and not the person whose ticket it is (a setting). */
function objectionToApprover(
  ticket: TicketFacts,
  approval: Standing<unknown>,
  approver: ApproverFacts | undefined,
  settings: SopSettings,
): string | undefined {
  if (approval.by.kind !== 'person' || approver?.userId !== approval.by.userId) {
    return 'it was not set by a person of Finance';
  }
  const ofFinance =
    settings.financeUserIds.includes(approver.userId) ||
    approver.teams.some((team) => settings.financeTeams.includes(team));
  if (!ofFinance) return 'the person who set it is not in Finance';
  if (!settings.ownerMayApprove && ticket.ownerUserId === approver.userId) {
    return 'the owner of a ticket cannot approve its closing';
  }
  return undefined;
}

/** I3: what changes after the approval was not approved. */
function objectionToTime(
  approval: Standing<unknown>,
  determinedAt: Instant,
  company: CompanyFacts | undefined,
): string | undefined {
  if (approval.since < determinedAt) return 'it is older than the Invoice Determination';
  const invoices = company?.kind === 'one' ? company.outstandingInvoices : [];
  const changed = invoices.filter((invoice) => invoice.changedAt > approval.since);
  if (changed.length === 0) return undefined;
  return `an outstanding invoice changed after it (invoice ${changed.map(({ id }) => id).join(', ')})`;
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
      reference: `I3-${String(approval.since)}`,
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

function whoMayApprove(settings: SopSettings): string {
  const teams = settings.financeTeams.map((team) => `team ${team}`);
  return [...teams, ...(settings.financeUserIds.length > 0 ? ['a named approver'] : [])].join(' or ');
}
