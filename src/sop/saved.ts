import type { Answer } from './answer';
import { attention as needsAttention, type Attention } from './attention';
import { stepToStatus, type WantedStatus } from './client-status';
import { closedByHand, closedByService, onClosedByHand } from './closed-by-hand';
import { daysAfter, type Instant } from './dates';
import type { Decision, Requirement, TicketChange, Write } from './decision';
import type { FactsOfClient, TicketFacts } from './facts';
import { invoiceHold, knowsInvoices } from './invoice';
import { requirement } from './requirement';
import type { RuleId } from './rules';
import type { SopSettings } from './settings';
import { ticketUpdate, type RuledChange } from './ticket-update';
import { changedByOthersAfter, lastChanged, standing } from './timeline';

type Saved = Extract<Answer, { kind: 'saved' }>;

/** S1–S4, C2: the client is monitored for 30 days, then Active; the ticket is closed. */
export function decideSaved(facts: FactsOfClient, answer: Saved, settings: SopSettings, now: Instant): Decision {
  const { ticket } = facts;
  const monitoredUntil = daysAfter(answer.since, settings.monitoringDays, settings.timeZone);
  const monitored = now >= monitoredUntil || (answer.rescinds && settings.rescindedClient === 'active');
  const status = stepToStatus(facts.company, wantedStatus(answer, monitored));
  const ticketStep = stepTicket(facts, answer, settings, monitored);
  const attention = status.attention ?? contradiction(ticket, answer) ?? ticketStep.attention;
  return {
    phase: 'monitoring',
    waitingFor: [
      ...(monitored ? [] : [requirement.monitoringPeriod(monitoredUntil, settings.timeZone)]),
      ...ticketStep.waitingFor,
    ],
    writes: [...status.writes, ...ticketStep.writes],
    ...(attention && { attention }),
    ...(!monitored && { wakeUp: { at: monitoredUntil, reason: 'S2: the 30 days of monitoring end' } }),
    ...(monitored && ticketStep.closed && status.attention === undefined && { end: 'active' as const }),
  };
}

interface TicketStep {
  readonly waitingFor: readonly Requirement[];
  readonly writes: readonly Write[];
  readonly attention?: Attention | undefined;
  /** Whether the ticket is closed once the writes are carried out. */
  readonly closed: boolean;
}

/** S3, S4, C2, and I1–I4 for as long as an invoice is outstanding. */
function stepTicket(facts: FactsOfClient, answer: Saved, settings: SopSettings, monitored: boolean): TicketStep {
  const { ticket } = facts;
  const hold = closedByService(ticket) ? { missing: [] } : invoiceHold(facts, settings);
  const closing = closedByHand(ticket);
  const hand = closing && onClosedByHand(facts, closing, { invoice: hold.missing, evidence: [] }, settings);
  const open = standing(ticket.stage)?.value === 'open';
  const reopened = open && reopenedByHand(ticket, answer.since);
  const mayClose = knowsInvoices(facts.company) && hold.missing.length === 0;
  const closes = open && !reopened && mayClose && (monitored || settings.closeSavedTicket === 'on-save');
  const update = ticketUpdate(ticket.id, [
    ...approvalWithdrawn(ticket, answer),
    ...dateCleared(ticket, answer),
    ...(closes ? [{ rule: 'S4' as const, change: { stage: 'closed' as const } }] : []),
    ...(hold.undo ? [{ rule: 'I3' as const, change: hold.undo.change }] : []),
    ...(hand?.changes ?? []),
  ]);
  return {
    waitingFor: hold.missing,
    writes: [...(hold.undo ? [hold.undo.note] : []), ...(hand?.notes ?? []), ...update],
    attention: hand?.attention ?? (reopened ? needsAttention.reopenedByHand(lastChanged(ticket.stage)) : undefined),
    closed: closes || (!open && (hand?.changes ?? []).length === 0),
  };
}

function wantedStatus(answer: Saved, monitored: boolean): WantedStatus {
  const rule: RuleId = answer.rescinds ? 'C2' : 'S1';
  return monitored
    ? { status: 'Active', rules: ['S2'], since: answer.since, final: true, follows: 'Monitor for 30 days' }
    : { status: 'Monitor for 30 days', rules: [rule], since: answer.since };
}

/** S3: Cancellation Approval = No, set once; what a person sets afterwards is left alone (X1). */
function approvalWithdrawn(ticket: TicketFacts, answer: Saved): readonly RuledChange[] {
  if (standing(ticket.cancellationApproval)?.value === 'No') return [];
  if (changedByOthersAfter(ticket.cancellationApproval, answer.since)) return [];
  return [{ rule: answer.rescinds ? 'C2' : 'S3', change: { cancellationApproval: 'No' } satisfies TicketChange }];
}

/** C2: a rescinded cancellation has no date any more. */
function dateCleared(ticket: TicketFacts, answer: Saved): readonly RuledChange[] {
  if (!answer.rescinds || standing(ticket.rcmCancellationDate) === undefined) return [];
  if (changedByOthersAfter(ticket.rcmCancellationDate, answer.since)) return [];
  return [{ rule: 'C2', change: { rcmCancellationDate: null } }];
}

/** X2: the case says so when the ticket shows another answer than the one that is followed. */
function contradiction(ticket: TicketFacts, answer: Saved): Attention | undefined {
  if (!answer.contradicted) return undefined;
  return needsAttention.answerChangedAfterClosing(lastChanged(ticket.customerSaved));
}

/** X1: closed after the answer, then opened again by somebody else. */
function reopenedByHand(ticket: TicketFacts, since: Instant): boolean {
  const reopenedAt = lastChanged(ticket.stage);
  if (reopenedAt === undefined || !changedByOthersAfter(ticket.stage, since)) return false;
  return ticket.stage.some((change) => change.value === 'closed' && change.at >= since && change.at < reopenedAt);
}
