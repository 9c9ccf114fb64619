import { attention as needsAttention, type Attention } from './attention';
import { stepToStatus, type WantedStatus } from './client-status';
import { boundaryOf, dayOf, shiftDate, type CalendarDate, type Instant } from './dates';
import type { Decision, Requirement } from './decision';
import type { CaseFacts, CompanyFacts, EvidenceFacts, TicketFacts } from './facts';
import { invoiceHold, knowsInvoices } from './invoice';
import { missingEtfNote, requirement } from './requirement';
import type { SopSettings } from './settings';
import { ticketUpdate } from './ticket-update';
import { standing, type Standing } from './timeline';

/** N1–N8, C1: evidence is gathered in any order, the ticket closes by itself, and work ends on the date. */
export function decideNotSaved(
  facts: CaseFacts & { readonly company: CompanyFacts },
  answeredAt: Instant,
  settings: SopSettings,
  now: Instant,
): Decision {
  const { ticket } = facts;
  const date = standing(ticket.rcmCancellationDate);
  const implausible = date && outOfBounds(date, settings);
  const missing = missingRequirements(ticket, facts.evidence, settings);
  const closed = standing(ticket.stage)?.value === 'closed';

  if (closed && date === undefined) return parked('cancelling', missing, needsAttention.dateRemoved());
  if (implausible) return parked(closed ? 'cancelling' : 'collecting', missing, implausible);
  if (closed && missing.length > 0) {
    return parked('collecting', missing, needsAttention.closedIncomplete(missing.map(({ sentence }) => sentence)));
  }
  if (date === undefined || missing.length > 0) return { phase: 'collecting', waitingFor: missing, writes: [] };
  return decideCancelling(facts, date, answeredAt, settings, now);
}

/** N6–N8, C1: all requirements hold. */
function decideCancelling(
  facts: CaseFacts & { readonly company: CompanyFacts },
  date: Standing<CalendarDate>,
  answeredAt: Instant,
  settings: SopSettings,
  now: Instant,
): Decision {
  const { ticket, company } = facts;
  const approval = standing(ticket.cancellationApproval);
  // An approval by this service (N5, automatic) came after everything was there, and does not count.
  const approvedAt = approval?.value === 'Yes' && approval.by.kind !== 'service' ? approval.since : answeredAt;
  const complete = Math.max(answeredAt, date.since, approvedAt) as Instant;
  const endsAt = boundaryOf(date.value, settings.cancellationHour, settings.timeZone);
  const due = now >= endsAt;
  const status = stepToStatus(company, wantedStatus(company, due, complete));
  const hold = invoiceHold(ticket, company, facts.approver, settings);

  const open = standing(ticket.stage)?.value === 'open';
  const closes = open && knowsInvoices(company) && hold.missing.length === 0;
  const update = ticketUpdate(ticket.id, [
    ...(approval?.value === 'Yes' || !open
      ? []
      : [{ rule: 'N5' as const, change: { cancellationApproval: 'Yes' as const } }]),
    ...(closes ? [{ rule: 'N6' as const, change: { stage: 'closed' as const } }] : []),
    ...(open && hold.undo ? [{ rule: 'I3' as const, change: hold.undo.change }] : []),
  ]);
  return {
    phase: 'cancelling',
    waitingFor: [...(due ? [] : [requirement.cancellationDay(date.value)]), ...(open ? hold.missing : [])],
    writes: [...status.writes, ...update, ...(open && hold.undo ? [hold.undo.note] : [])],
    ...(status.attention && { attention: status.attention }),
    ...(!due && { wakeUp: { at: endsAt, reason: 'N8: the RCM Cancellation Date begins' } }),
    ...(due && (!open || closes) && status.attention === undefined && { end: 'cancelled' as const }),
  };
}

/** N7, N8; C1 when a later date brings a client back that was Cancelled already. */
function wantedStatus(company: CompanyFacts, due: boolean, since: Instant): WantedStatus {
  if (due) return { status: 'Cancelled', rules: ['N8'], since, follows: 'Cancellation in Progress' };
  const found = company.kind === 'one' ? standing(company.clientStatus)?.value : undefined;
  return { status: 'Cancellation in Progress', rules: [found === 'Cancelled' ? 'C1' : 'N7'], since };
}

/** N2–N5 that do not hold yet. A ticket that this service closed had them all (X3), so they are not asked for again. */
export function missingRequirements(
  ticket: TicketFacts,
  evidence: EvidenceFacts | undefined,
  settings: SopSettings,
): readonly Requirement[] {
  if (closedByService(ticket)) return [];
  const missing = [
    ...missingEvidence(evidence),
    ...(standing(ticket.rcmCancellationDate) === undefined ? [requirement.rcmCancellationDate()] : []),
  ];
  const approved =
    settings.cancellationApproval === 'automatic' || standing(ticket.cancellationApproval)?.value === 'Yes';
  return approved ? missing : [...missing, requirement.cancellationApproval()];
}

/** N2, N3. Evidence that was not read does not count as present. */
function missingEvidence(evidence: EvidenceFacts | undefined): readonly Requirement[] {
  const notice = evidence && evidence.noticeFiles > 0 ? [] : [requirement.cancellationNotice()];
  const etfNote = evidence ? missingEtfNote(evidence) : requirement.etfNote(undefined);
  return etfNote ? [...notice, etfNote] : notice;
}

/** X3: closed by this service, that is with every requirement met. */
export function closedByService(ticket: TicketFacts): boolean {
  const stage = standing(ticket.stage);
  return stage?.value === 'closed' && stage.by.kind === 'service';
}

/** N4: judged by the day of entry, so that a date does not become implausible while the case waits. */
function outOfBounds(date: Standing<CalendarDate>, settings: SopSettings): Attention | undefined {
  const entered = dayOf(date.since, settings.timeZone);
  const earliest = shiftDate(entered, { days: -settings.datePastDays });
  const latest = shiftDate(entered, { years: settings.dateFutureYears });
  if (date.value >= earliest && date.value <= latest) return undefined;
  return needsAttention.dateOutOfBounds(date.value, earliest, latest);
}

function parked(
  phase: 'collecting' | 'cancelling',
  waitingFor: readonly Requirement[],
  attention: Attention,
): Decision {
  return { phase, waitingFor, writes: [], attention };
}
