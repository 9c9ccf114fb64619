import { sureReading } from './answer';
import { DAY, HOUR, daysBetween, wallClock } from './calendar';
import { dateOf, missingEvidence } from './evidence';
import { entriesOf, last, valueIn } from './history';
import type { Memory } from './memory';
import { isStatusForeign, statusOf, type Rest } from './rest';
import { companyOf, isAtRisk, isLive, isOldImport, isOpen, isSupport, wasMerged, type Ticket, type View } from './view';

/** What a ticket shows of its case for HubSpot's views, as anybody reads it there. */
interface Shown {
  readonly phase: string;
  readonly waitingFor: readonly string[];
  readonly waitingSince: string;
  readonly nextStep: string;
  readonly nextDate: string;
  readonly outcome: string;
}

function shownOn({ record }: Ticket): Shown {
  const of = (name: string): string => valueIn(record, `at_risk_${name}`);
  return {
    phase: of('phase'),
    waitingFor: of('waiting_for').split(';').filter(Boolean),
    waitingSince: of('waiting_since'),
    nextStep: of('next_step'),
    nextDate: of('next_date'),
    outcome: of('outcome'),
  };
}

/** X1: each ticket says why it is open, what happens next and when, and how it ended. */
export function restOfShown(rest: Rest): readonly string[] {
  const tickets = rest.tickets.filter((ticket) => !isOldImport(ticket) && !wasMerged(ticket.record));
  return tickets.flatMap((ticket) => [
    ...consistent(ticket, rest),
    ...ofAnswer(ticket, rest),
    ...ofDecider(ticket, rest),
  ]);
}

/** A ticket that left the pipeline shows nothing, unless its case had ended before. */
export function calledOffShown(view: View, { lostCases }: Memory): readonly string[] {
  if (lostCases) return [];
  return view.tickets
    .filter((ticket) => isLive(ticket.record) && !isAtRisk(ticket) && !isSupport(ticket) && !wasMerged(ticket.record))
    .filter((ticket) => shownOn(ticket).phase !== '' && !mayHaveEnded(ticket))
    .map(({ id }) => `X1: ticket ${id} left the pipeline, and still shows a phase`);
}

/** The end by the calendar is shown the night after, which a ticket that left the pipeline in between does not see. */
function mayHaveEnded(ticket: Ticket): boolean {
  const { phase, nextDate } = shownOn(ticket);
  const left = last(entriesOf(ticket.record, 'hs_pipeline'))?.at ?? 0;
  return phase === 'ended' || (nextDate !== '' && Date.parse(nextDate) < left);
}

function consistent(ticket: Ticket, { now, choices }: Rest): readonly string[] {
  const { phase, waitingFor, waitingSince, nextStep, outcome } = shownOn(ticket);
  const missed: string[] = [];
  if (phase === '') missed.push('X1: a ticket shows no phase');
  if (nextStep === '') missed.push('X1: a ticket shows no next step');
  if ((phase === 'ended') !== (outcome !== '')) missed.push(`X1: shows the phase ${phase} and the outcome ${outcome}`);
  if (phase === 'ended' && waitingFor.length > 0) missed.push('X1: an ended case waits for something');
  if (waitingFor.length > 0 !== (waitingSince !== '')) missed.push('X1: shows what it waits for, or since when, alone');
  if (Date.parse(waitingSince) > now) missed.push('X1: waits since tomorrow');
  const isPast = daysBetween(shownOn(ticket).nextDate, wallClock(now, choices.timeZone).day) > 1;
  if (isPast && waitingFor.includes('monitoringPeriod')) missed.push('S2: still waits for a day that is over');
  return missed;
}

/** N1–N5, by the answer on the ticket; while it is not clear which answer counts, nothing is required. */
function ofAnswer(ticket: Ticket, { choices, view, tickets, decider }: Rest): readonly string[] {
  if (!isOpen(ticket) || tickets.length > 1 || companyOf(ticket) === undefined) return [];
  const { phase, waitingFor } = shownOn(ticket);
  switch (sureReading(ticket, choices)?.kind) {
    case 'none':
      return phase === 'deciding' && waitingFor.includes('customerSaved')
        ? []
        : [`N1: an unanswered ticket shows ${phase}, ${waitingFor.join()}`];
    case 'notSaved': {
      const missing = missingEvidence(ticket, view).map((each) =>
        each.startsWith('N2') ? 'cancellationNotice' : 'etfNote',
      );
      if (missing.length === 0 || decider.kind !== 'nobody') return [];
      const wanted = dateOf(ticket) === undefined ? [...missing, 'rcmCancellationDate'] : missing;
      const left = wanted.filter((code) => !waitingFor.includes(code));
      return phase === 'collecting' && left.length === 0
        ? []
        : [`N2–N5: a ticket without ${wanted.join()} shows ${phase}, ${waitingFor.join()}`];
    }
    case 'saved':
    case undefined:
      return [];
  }
}

/** S2, N8: the ticket that decides the Client Status says until when, and how it ended. */
function ofDecider(ticket: Ticket, rest: Rest): readonly string[] {
  const { decider, choices, now } = rest;
  const { phase, nextDate, outcome, waitingFor } = shownOn(ticket);
  if (decider.kind === 'saved' && decider.ticket.id === ticket.id && !decider.heldBack && !decider.takenOver) {
    const due = decider.reading.since + choices.monitoringDays * DAY;
    // Somebody else's "Monitor for 30 days" has no end that RULES know.
    if (
      statusOf(rest) === 'Monitor for 30 days' &&
      now < due - 3 * HOUR &&
      !isStatusForeign(rest, decider.reading.since)
    ) {
      const day = wallClock(due, choices.timeZone).day;
      return phase === 'monitoring' && Math.abs(daysBetween(nextDate, day)) <= 1
        ? []
        : [`S2: a client monitored until ${day} shows ${phase} until ${nextDate}`];
    }
    const isDone = statusOf(rest) === 'Active' && now > due + 3 * HOUR && !isOpen(ticket);
    // C4: a missing explanation keeps the case open.
    const isOver = outcome === 'active' || waitingFor.includes('changeNote');
    return isDone && !isOver ? [`S2: the ticket of a client who is Active again shows ${phase}`] : [];
  }
  if (decider.kind !== 'cancellation' || decider.ticket.id !== ticket.id) return [];
  if (statusOf(rest) === 'Cancellation in Progress' && now < Date.parse(decider.day) - DAY)
    return phase === 'cancelling' && nextDate === decider.day
      ? []
      : [`N8: a client cancelled on ${decider.day} shows ${phase} until ${nextDate}`];
  const isDone = statusOf(rest) === 'Cancelled' && now > Date.parse(decider.day) + 2 * DAY && !isOpen(ticket);
  return isDone && phase !== 'ended' && phase !== 'cancelling'
    ? [`N8: a Cancelled client's ticket shows ${phase}`]
    : [];
}
