import { boundaryOf, type Instant } from '../vocabulary/dates';
import type { ClientStatus, TicketFacts } from '../vocabulary/facts';
import type { SopSettings } from '../vocabulary/settings';
import { given, givenAt, currentValue } from '../vocabulary/timeline';
import { isCompleteAt } from './closing';

/** An At-Risk ticket, and its client's status as far as it was read. */
interface TicketOfClient {
  readonly ticket: TicketFacts;
  readonly clientStatus?: ClientStatus;
}

/** Client Statuses that only a cancellation gives. */
const CANCELLATION: readonly (ClientStatus | undefined)[] = ['Cancellation in Progress', 'Cancelled'];

/** C2, C3: whether the ticket has a cancellation that can be moved or rescinded. */
export function hasCancellation({ ticket, clientStatus }: TicketOfClient): boolean {
  if (given(ticket.customerSaved)?.value !== 'No') return false;
  if (!isOpen(ticket)) return currentValue(ticket.stage)?.value === 'closed' && !isSaved(ticket);
  return wasClosedWithIt(ticket) || (mayBeHeld(ticket) && showsCancellation(clientStatus));
}

/** Of a ticket that is closed the answer at its closing counts too. */
export function isSaved({ stage, customerSaved }: TicketFacts): boolean {
  const closing = currentValue(stage);
  const atClosing = closing?.value === 'closed' ? givenAt(customerSaved, closing.since) : undefined;
  return atClosing?.value === 'Yes' || given(customerSaved)?.value === 'Yes';
}

export function isOpen({ stage }: TicketFacts): boolean {
  return currentValue(stage)?.value === 'open';
}

export function showsCancellation(clientStatus: ClientStatus | undefined): boolean {
  return CANCELLATION.includes(clientStatus);
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
