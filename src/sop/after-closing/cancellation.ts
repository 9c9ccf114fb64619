import { answerOf } from '../ticket/answer';
import { isCompleteAt } from '../ticket/closing';
import { boundaryOf, type Instant } from '../vocabulary/dates';
import type { ClientStatus, TicketFacts } from '../vocabulary/facts';
import type { SopSettings } from '../vocabulary/settings';
import { given, givenAt, currentValue } from '../vocabulary/timeline';

/** An At-Risk ticket, and its client's status as far as it was read. */
export interface TicketOfClient {
  readonly ticket: TicketFacts;
  readonly clientStatus?: ClientStatus;
}

/** Client Statuses that only a cancellation gives. */
const CANCELLATION: readonly (ClientStatus | undefined)[] = ['Cancellation in Progress', 'Cancelled'];

/** C1–C3: whether the ticket has a cancellation that can be moved or rescinded: one that its case follows, too. */
export function hasCancellation({ ticket, clientStatus }: TicketOfClient, settings: SopSettings): boolean {
  if (answerOf(ticket, settings).kind !== 'notSaved') return false;
  if (isOpen(ticket)) return wasClosedWithIt(ticket) || (mayBeHeld(ticket) && showsCancellation(clientStatus));
  const closing = currentValue(ticket.stage);
  // X2: one that corrects a slip is about to be reopened.
  return closing?.value === 'closed' && givenAt(ticket.customerSaved, closing.since)?.value !== 'Yes';
}

/** S5: whether its case follows it as saved. */
export function isSaved(ticket: TicketFacts, settings: SopSettings): boolean {
  return answerOf(ticket, settings).kind === 'saved';
}

export function isOpen({ stage }: TicketFacts): boolean {
  return currentValue(stage)?.value === 'open';
}

export function showsCancellation(clientStatus: ClientStatus | undefined): boolean {
  return CANCELLATION.includes(clientStatus);
}

/** Whether it was closed before there was a date, so that there is nothing to be carried out. */
export function wasNeverComplete({ ticket }: TicketOfClient): boolean {
  const closing = currentValue(ticket.stage);
  if (closing?.value !== 'closed' || currentValue(ticket.rcmCancellationDate) !== undefined) return false;
  return !isCompleteAt(ticket, closing.since);
}

/** Whether its date has passed, so that nothing is left to do. */
export function isOver({ ticket }: TicketOfClient, settings: SopSettings, now: Instant): boolean {
  const date = currentValue(ticket.rcmCancellationDate)?.value;
  return date !== undefined && boundaryOf(date, settings.cancellationHour, settings.timeZone) <= now;
}

/** An open ticket that an invoice may keep from closing (N7): the Client Status then shows the cancellation already. */
export function mayBeHeld(ticket: TicketFacts): boolean {
  return (
    isOpen(ticket) &&
    given(ticket.customerSaved)?.value === 'No' &&
    currentValue(ticket.cancellationApproval)?.value === 'Yes' &&
    currentValue(ticket.rcmCancellationDate) !== undefined
  );
}

/** Reopened, by anyone, after a closing at which the ticket's own history shows answer, approval and date. */
function wasClosedWithIt(ticket: TicketFacts): boolean {
  const answer = given(ticket.customerSaved);
  return ticket.stage.some(
    ({ value, at }) => value === 'closed' && answer !== undefined && at >= answer.since && isCompleteAt(ticket, at),
  );
}
