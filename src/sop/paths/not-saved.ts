import { attention as needsAttention, type Attention } from '../decision/attention';
import type { Decision, Phase, Requirement, Write } from '../decision/decision';
import { driftOf, drifted, type Drift } from '../decision/drift';
import { requirement } from '../decision/requirement';
import { ticketUpdate, type RuledChange } from '../decision/ticket-update';
import { askedAbout, valueStep, type ValueStep } from '../decision/value-step';
import { missingRequirements, isTurnedBack, outOfBounds } from '../evidence/missing';
import { NO_HOLD, invoiceHold, knowsInvoices } from '../invoice/invoice';
import { stepBack, stepThrough, type WantedStatus } from '../ticket/client-status';
import { onClosedByHand } from '../ticket/closed-by-hand';
import { closedByHand, closedByService, provesEvidence } from '../ticket/closing';
import { boundaryOf, latest, type CalendarDate, type Instant } from '../vocabulary/dates';
import type { CaseFacts, CompanyFacts, FactsOfClient, TicketFacts } from '../vocabulary/facts';
import type { DriftPolicy, SopSettings } from '../vocabulary/settings';
import { givenByPerson, lastChanged, currentValue, type Change, type CurrentValue } from '../vocabulary/timeline';

/** N1–N8, C1: evidence is gathered in any order, the ticket closes by itself, and work ends on the date. */
export function decideNotSaved(
  facts: FactsOfClient,
  answeredAt: Instant,
  settings: SopSettings,
  now: Instant,
): Decision {
  const { ticket } = facts;
  const date = currentValue(ticket.rcmCancellationDate);
  const missing = missingRequirements(ticket, facts.evidence, settings);
  const ticketStep = stepTicket(facts, missing, settings);
  const ticketWrites = [...ticketStep.notes, ...ticketUpdate(ticket.id, ticketStep.changes)];
  const implausible = date && outOfBounds(date, settings);

  if (implausible) {
    const drift = drifted(ticketStep.drift);
    // I4: what was closed again under a hold is reported, as nothing else says so.
    const attention = ticketStep.attention?.code === 'closedUnderInvoice' ? ticketStep.attention : implausible;
    return { phase: phaseOf(ticket), waitingFor: missing, writes: ticketWrites, attention, ...drift };
  }
  if (date !== undefined && missing.length === 0) {
    return decideCancelling(facts, { answeredAt, date, ticketStep }, settings, now);
  }
  const attention = ticketStep.attention ?? (provesEvidence(ticket) ? askedAgain(ticket) : undefined);
  return {
    phase: phaseOf(ticket),
    waitingFor: [...missing, ...ticketStep.waitingFor],
    writes: [...stepBack(facts.company, ticket), ...ticketWrites],
    ...(attention && { attention }),
    ...drifted(ticketStep.drift, dateRemoved(ticket)),
  };
}

/** X1: a ticket that this service had closed lacks its date, or after a rescission that was turned back its approval. */
function askedAgain({ rcmCancellationDate, cancellationApproval }: TicketFacts): Attention {
  return currentValue(rcmCancellationDate) === undefined
    ? needsAttention.dateRemoved(lastChanged(rcmCancellationDate))
    : needsAttention.approvalWithdrawn(lastChanged(cancellationApproval), true);
}

interface Complete {
  readonly answeredAt: Instant;
  readonly date: CurrentValue<CalendarDate>;
  readonly ticketStep: TicketStep;
}

/** N6–N8, C1: all requirements hold. */
function decideCancelling(facts: FactsOfClient, complete: Complete, settings: SopSettings, now: Instant): Decision {
  const { ticket, company } = facts;
  const { answeredAt, date, ticketStep } = complete;
  const approval = currentValue(ticket.cancellationApproval);
  // An approval by this service (N5, automatic) came after everything was there, and does not count.
  const approvedAt = approval?.value === 'Yes' && approval.by.kind !== 'service' ? approval.since : answeredAt;
  const since = latest(answeredAt, date.since, approvedAt);
  const endsAt = boundaryOf(date.value, settings.cancellationHour, settings.timeZone);
  const open = currentValue(ticket.stage)?.value === 'open';
  const closed = !open && !ticketStep.reopens;
  const closing = stepClosing(ticket, open && knowsInvoices(company) && ticketStep.waitingFor.length === 0, settings);
  const approving = stepApproval(ticket, closed, settings);
  const isBack = !isGivenAgainByNobody(ticket, settings);
  const withdrawn = (approving.drift?.policy === 'ask' || !isBack) && !isCancelled(company, since);
  const arrived = now >= endsAt;
  const due = arrived && !withdrawn;
  const status = stepThrough(company, wantedStatuses(company, due, since), settings.drift.clientStatus);
  const changes = [...approving.changes, ...closing.changes, ...ticketStep.changes];
  const drift = [closing.drift, approving.drift].filter((each) => each !== undefined);
  const attention =
    status.attention ??
    ticketStep.attention ??
    (arrived && withdrawn ? needsAttention.approvalWithdrawn(lastChanged(ticket.cancellationApproval)) : undefined) ??
    askedAbout(drift);
  const done = closed || closing.changes.length > 0 || closing.drift?.policy === 'accept';
  return {
    phase: 'cancelling',
    waitingFor: [
      ...(arrived ? [] : [requirement.cancellationDay(date.value)]),
      ...(withdrawn ? [requirement.cancellationApproval()] : []),
      ...ticketStep.waitingFor,
    ],
    // N5, N7: without its approval a cancellation gives no status, also to a company that the ticket was moved to.
    writes: [...(withdrawn ? [] : status.writes), ...ticketStep.notes, ...ticketUpdate(ticket.id, changes)],
    ...(attention && { attention }),
    ...(!arrived && { wakeUp: { at: endsAt, reason: 'N8: the RCM Cancellation Date begins' } }),
    ...(due && done && status.attention === undefined && { end: 'cancelled' as const }),
    ...drifted(status.drift, ticketStep.drift, ...drift),
  };
}

/** N6: closes the ticket when it may be closed, and does not fight whoever opens it again (X1, a setting). */
function stepClosing(ticket: TicketFacts, mayClose: boolean, { drift: policies }: SopSettings): ValueStep {
  if (!mayClose) return { changes: [] };
  return valueStep(reopenedByHand(ticket, policies.ticketStage), { rule: 'N6', change: { stage: 'closed' } });
}

/**
 * X1: opened again by somebody else after this service had closed it. Whoever changes afterwards what closing rests on, such
 * as the date, has it closed again (N6).
 */
function reopenedByHand(ticket: TicketFacts, policy: DriftPolicy): Drift | undefined {
  const closing = ticket.stage.find(({ value }) => value === 'closed');
  if (closing?.by.kind !== 'service') return undefined;
  // This service changes the first two only when a person commands it, and the others by itself.
  const commanded: readonly Change<string>[] = [...ticket.customerSaved, ...ticket.rcmCancellationDate];
  const others: readonly Change<string>[] = [
    ...ticket.cancellationApproval,
    ...ticket.outstandingInvoice,
    ...ticket.invoiceDetermination,
    ...ticket.financeApproval,
  ];
  const grounds = [...commanded, ...others.filter(({ by }) => by.kind !== 'service')].map(({ at }) => at);
  const since = latest(ticket.createdAt, ...grounds);
  return driftOf(ticket.stage, { field: 'ticketStage', value: 'closed', since }, policy);
}

/** N5: set by the service where the setting says so; taken back after closing, a person is asked (X1, a setting). */
function stepApproval(ticket: TicketFacts, closed: boolean, { drift: policies }: SopSettings): ValueStep {
  if (currentValue(ticket.cancellationApproval)?.value === 'Yes') return { changes: [] };
  const change = { cancellationApproval: 'Yes' } as const;
  if (!closed || isTurnedBack(ticket)) return { changes: [{ rule: 'N5', change }] };
  const since = currentValue(ticket.stage)?.since ?? ticket.createdAt;
  const wanted = { field: 'cancellationApproval', value: 'Yes', since } as const;
  const drift = driftOf(ticket.cancellationApproval, wanted, policies.cancellationApproval);
  return drift === undefined ? { changes: [] } : valueStep(drift, { rule: 'N5', change });
}

/** N5: taken back after closing, and set to Yes again by something that is not a person. */
function isGivenAgainByNobody({ stage, cancellationApproval }: TicketFacts, settings: SopSettings): boolean {
  if (settings.cancellationApproval === 'automatic') return false;
  const closing = currentValue(stage);
  const approval = currentValue(cancellationApproval);
  if (closing?.value !== 'closed' || approval?.value !== 'Yes' || approval.since <= closing.since) return false;
  // What this service set back, it did because the portal's owner wants that (a setting).
  return approval.by.kind !== 'service' && givenByPerson(cancellationApproval) === undefined;
}

/** I1–I4: what an outstanding invoice, or a closing by hand, asks of the ticket. */
interface TicketStep {
  readonly waitingFor: readonly Requirement[];
  readonly changes: readonly RuledChange[];
  readonly notes: readonly Write[];
  readonly attention?: Attention | undefined;
  readonly drift?: Drift | undefined;
  readonly reopens: boolean;
}

function stepTicket(facts: CaseFacts, missing: readonly Requirement[], settings: SopSettings): TicketStep {
  const { ticket } = facts;
  const hold = closedByService(ticket) ? NO_HOLD : invoiceHold(facts, settings);
  const closing = closedByHand(ticket);
  const hand = closing && onClosedByHand(facts, closing, { invoice: hold.missing, evidence: missing }, settings);
  return {
    waitingFor: hold.missing,
    changes: [...(hold.undo ? [{ rule: 'I3' as const, change: hold.undo }] : []), ...(hand?.changes ?? [])],
    notes: [...hold.notes, ...(hand?.notes ?? [])],
    attention: hand?.attention,
    drift: hand?.drift,
    reopens: (hand?.changes ?? []).length > 0,
  };
}

/** A ticket that this service closed as not saved had all its evidence. */
function phaseOf(ticket: TicketFacts): Phase {
  return provesEvidence(ticket) ? 'cancelling' : 'collecting';
}

/** X1: the date of a ticket that this service closed is gone; whoever removed it is asked, whatever the setting says. */
function dateRemoved({ rcmCancellationDate, ...ticket }: TicketFacts): Drift | undefined {
  const before = rcmCancellationDate[1]?.value ?? null;
  if (!provesEvidence({ ...ticket, rcmCancellationDate }) || before === null) return undefined;
  const since = currentValue(ticket.stage)?.since ?? ticket.createdAt;
  return driftOf(rcmCancellationDate, { field: 'rcmCancellationDate', value: before, since }, 'ask');
}

/**
 * N7, then N8: a date that is due at once still brings Cancellation in Progress first, so that the history shows both. C1 when
 * a later date brings a client back that was Cancelled already.
 */
function wantedStatuses(company: CompanyFacts, due: boolean, since: Instant): readonly WantedStatus[] {
  const found = company.kind === 'one' ? currentValue(company.clientStatus)?.value : undefined;
  const back = found === 'Cancelled' && !due;
  const inProgress: WantedStatus = { status: 'Cancellation in Progress', rules: [back ? 'C1' : 'N7'], since };
  if (!due) return [inProgress];
  const cancelled: WantedStatus = {
    status: 'Cancelled',
    rules: ['N8'],
    since,
    final: true,
    follows: inProgress.status,
  };
  return [inProgress, cancelled];
}

/** N5: an approval that is taken back after the date has taken effect changes nothing any more. */
function isCancelled(company: CompanyFacts, since: Instant): boolean {
  if (company.kind !== 'one') return false;
  if (currentValue(company.clientStatus)?.value === 'Cancelled') return true;
  return company.clientStatus.some(
    ({ value, at, by }) => value === 'Cancelled' && by.kind === 'service' && at >= since,
  );
}
