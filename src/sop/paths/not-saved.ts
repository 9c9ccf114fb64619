import { asked } from '../decision/asked';
import { attention as needsAttention, type Attention } from '../decision/attention';
import type { Decision, Phase, RunningOrEnded } from '../decision/decision';
import { driftOf, drifted, type Drift } from '../decision/drift';
import { requirement } from '../decision/requirement';
import { ticketUpdate } from '../decision/ticket-update';
import { askedAbout } from '../decision/value-step';
import { missingRequirements, outOfBounds } from '../evidence/missing';
import { knowsInvoices } from '../invoice/invoice';
import { keptOpen, type KeptOpen } from '../invoice/kept-open';
import { isCarriedOut } from '../ticket/carried-out';
import { stepBack, stepThrough } from '../ticket/client-status';
import { isReportedSince } from '../ticket/closed-by-hand';
import { provesEvidence } from '../ticket/closing';
import { boundaryOf, type CalendarDate, type Instant } from '../vocabulary/dates';
import { factsOfClient, type CaseFacts, type FactsOfClient, type TicketFacts } from '../vocabulary/facts';
import type { SopSettings } from '../vocabulary/settings';
import { currentValue, type CurrentValue } from '../vocabulary/timeline';
import { approvalStep, completeSince, isGivenAgainByNobody } from './cancellation-approval';
import { closingStep } from './cancellation-closing';
import { cancellationStatuses, isCancelled } from './cancellation-status';

/** N1–N8, C1: evidence is gathered in any order, the ticket closes by itself, and work ends on the date. */
export function decideNotSaved(facts: CaseFacts, answeredAt: Instant, settings: SopSettings, now: Instant): Decision {
  const { ticket } = facts;
  const date = currentValue(ticket.rcmCancellationDate);
  const missing = missingRequirements(ticket, facts.evidence, settings);
  const kept = keptOpen(facts, isCarriedOut(facts, settings) ? [] : missing, settings);
  const ticketWrites = [...kept.notes, ...ticketUpdate(ticket.id, kept.changes)];
  const implausible = date && outOfBounds(date, settings);

  if (implausible) {
    const drift = drifted(kept.drift);
    // I4: what was closed again under a hold is reported, as nothing else says so.
    const first = kept.attention?.code === 'closedUnderInvoice' ? kept.attention : implausible;
    const attention = asked(first, implausible, kept.attention);
    const waitingFor = [...missing, ...kept.waitingFor];
    return { phase: phaseOf(ticket), waitingFor, writes: ticketWrites, ...attention, ...drift };
  }
  if (date !== undefined && missing.length === 0) {
    return decideCancelling(factsOfClient(facts), { answeredAt, date, kept }, settings, now);
  }
  return {
    phase: phaseOf(ticket),
    waitingFor: [...missing, ...kept.waitingFor],
    writes: [...stepBack(facts.company, ticket), ...ticketWrites],
    ...asked(kept.attention, provesEvidence(ticket) ? askedAgain(ticket) : undefined),
    ...drifted(kept.drift, dateRemoved(ticket)),
  };
}

/** X1: a ticket that this service had closed lacks its date, or after a rescission that was turned back its approval. */
function askedAgain({ rcmCancellationDate, cancellationApproval }: TicketFacts): Attention {
  return currentValue(rcmCancellationDate) === undefined
    ? needsAttention.dateRemoved(rcmCancellationDate[0])
    : needsAttention.approvalWithdrawn(cancellationApproval[0], true);
}

interface Complete {
  readonly answeredAt: Instant;
  readonly date: CurrentValue<CalendarDate>;
  readonly kept: KeptOpen;
}

/** N6–N8, C1: all requirements hold. */
function decideCancelling(facts: FactsOfClient, complete: Complete, settings: SopSettings, now: Instant): Decision {
  const { ticket, company } = facts;
  const { answeredAt, date, kept } = complete;
  const since = completeSince(ticket, answeredAt, date.since);
  const endsAt = boundaryOf(date.value, settings.cancellationHour, settings.timeZone);
  const open = currentValue(ticket.stage)?.value === 'open';
  const closed = !open && !kept.reopens;
  const closing = closingStep(ticket, open && knowsInvoices(company) && kept.waitingFor.length === 0, settings);
  const approving = approvalStep(ticket, closed, settings);
  const isBack = !isGivenAgainByNobody(ticket, settings);
  const withdrawn = (approving.drift?.policy === 'ask' || !isBack) && !isCancelled(company, since);
  const arrived = now >= endsAt;
  const due = arrived && !withdrawn;
  const status = stepThrough(company, cancellationStatuses(company, due, since), settings.drift.clientStatus);
  const changes = [...approving.changes, ...closing.changes, ...kept.changes];
  const drift = [closing.drift, approving.drift].filter((each) => each !== undefined);
  const attention = asked(
    ...(isReportedSince(kept, status) ? [kept.attention, status.attention] : [status.attention, kept.attention]),
    arrived && withdrawn ? needsAttention.approvalWithdrawn(ticket.cancellationApproval[0]) : undefined,
    ...askedAbout(drift),
  );
  const done = closed || closing.changes.length > 0 || closing.drift?.policy === 'accept';
  const isDone = due && done && status.attention === undefined;
  const wakeUp = { at: endsAt, reason: 'N8: the RCM Cancellation Date begins' };
  const ending: RunningOrEnded<'cancelled'> = isDone ? { end: 'cancelled' } : arrived ? {} : { wakeUp };
  return {
    phase: 'cancelling',
    waitingFor: [
      ...(arrived ? [] : [requirement.cancellationDay(date.value)]),
      ...(withdrawn ? [requirement.cancellationApproval()] : []),
      ...kept.waitingFor,
    ],
    // N5, N7: without its approval a cancellation gives no status, also to a company that the ticket was moved to.
    writes: [...(withdrawn ? [] : status.writes), ...kept.notes, ...ticketUpdate(ticket.id, changes)],
    ...attention,
    ...ending,
    ...drifted(status.drift, kept.drift, ...drift),
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
