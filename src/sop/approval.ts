import type { Instant } from './dates';
import type { Write } from './decision';
import type { ApproverFacts, CompanyFacts, EvidenceFacts, InvoiceDetermination, TicketFacts } from './facts';
import type { TicketId, UserId } from './ids';
import { parseReference, referenceText } from './reference';
import type { SopSettings } from './settings';
import { standing, type Standing } from './timeline';

/**
 * An approval made through this service has its record right before it: a note that names the person, and that nobody edited.
 * HubSpot stamps note and approval by the same clock; between them lies no more than retries.
 */
const RECORD_TO_APPROVAL_MS = 60 * 60 * 1000;

/**
 * I3: who approved closing. HubSpot's history names the person who set the property; for an approval made through this
 * service the note written with it does, and without such a note nobody did.
 */
export function approverOf(ticket: TicketFacts, evidence: EvidenceFacts | undefined): UserId | undefined {
  const approval = standing(ticket.financeApproval);
  if (approval?.value !== 'Yes') return undefined;
  switch (approval.by.kind) {
    case 'person':
      return approval.by.userId;
    case 'service':
      return recordedApprover(evidence, approval.since);
    case 'other':
      return undefined;
  }
}

function recordedApprover(evidence: EvidenceFacts | undefined, approvedAt: Instant): UserId | undefined {
  const records = (evidence?.serviceNotes ?? []).flatMap(({ reference, createdAt, edited }) => {
    const isNear = createdAt <= approvedAt && approvedAt - createdAt <= RECORD_TO_APPROVAL_MS;
    const record = parseReference(reference);
    return record.kind === 'approval' && isNear && edited !== true ? [{ by: record.by, createdAt }] : [];
  });
  const [newest] = [...records].sort((a, b) => b.createdAt - a.createdAt);
  return newest?.by;
}

/** I3: the note that says on the ticket why an approval through this service was refused. */
export function refusalNote(
  ticketId: TicketId,
  by: UserId,
  objection: string,
  settings: SopSettings,
  now: Instant,
): Write {
  return {
    kind: 'addNote',
    rules: ['I3'],
    ticketId,
    reference: referenceText({ kind: 'approvalRefused', by, at: now }),
    paragraphs: [
      `An approval of closing by HubSpot user ${by} was refused: ${objection}.`,
      `Closing this ticket has to be approved by ${whoMayApprove(settings)}.`,
    ],
  };
}

/** I1, I3: what an approval through this service writes, once the person was found to be of Finance. */
export function approvalWrites(
  ticketId: TicketId,
  by: UserId,
  determination: InvoiceDetermination,
  now: Instant,
): readonly Write[] {
  const record: Write = {
    kind: 'addNote',
    rules: ['I3'],
    ticketId,
    reference: referenceText({ kind: 'approval', by, at: now }),
    paragraphs: [
      `HubSpot user ${by} of Finance approved closing this ticket through the At-Risk service (${determination}).`,
    ],
  };
  const change = { invoiceDetermination: determination, financeApproval: 'Yes' } as const;
  // The note comes first: without it the approval would be nobody's.
  return [record, { kind: 'updateTicket', rules: ['I1', 'I3'], ticketId, change }];
}

/** I3: only a person of Finance can approve, and not the person whose ticket it is (a setting). */
export function objectionToPerson(approver: ApproverFacts | undefined, settings: SopSettings): string | undefined {
  if (approver === undefined) return 'it was not set by a person of Finance';
  const ofFinance =
    settings.financeUserIds.includes(approver.userId) ||
    approver.teams.some((team) => settings.financeTeams.includes(team));
  if (!ofFinance) return 'the person who set it is not in Finance';
  if (!settings.ownerMayApprove && approver.ownsTicket) return 'the owner of a ticket cannot approve its closing';
  return undefined;
}

/** I3: what changes after the approval was not approved. */
export function objectionToTime(
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

/** For notes and sentences: `team Finance`. */
export function whoMayApprove(settings: SopSettings): string {
  const teams = settings.financeTeams.map((team) => `team ${team}`);
  return [...teams, ...(settings.financeUserIds.length > 0 ? ['a named approver'] : [])].join(' or ');
}
