import type { Instant } from '../vocabulary/dates';
import type { TicketFacts } from '../vocabulary/facts';
import type { SopSettings } from '../vocabulary/settings';
import { given, givenAt, currentValue, currentValueAt, type CurrentValue } from '../vocabulary/timeline';

/**
 * How the ticket was closed, by what its own history shows to have held at that instant (X3). That this service closed it
 * proves nothing else: HubSpot has no conditional write, so a closing can arrive after the change that forbids it.
 */
export type Closing =
  | { readonly kind: 'open' }
  /** By a user, another automation, an import or the API; or by this service at an instant that the history no longer covers. */
  | { readonly kind: 'byHand'; readonly since: Instant }
  /** By this service on the saved path (S4). */
  | { readonly kind: 'saved'; readonly since: Instant }
  /** By this service as not saved: answer, date and approval held, and so the notice and the ETF note were there (N6). */
  | { readonly kind: 'notSaved'; readonly since: Instant }
  /** By this service, although what held at that instant forbade it. */
  | { readonly kind: 'mistaken'; readonly since: Instant };

export type Correction = Pick<SopSettings, 'correctionMinutes'>;

/** Values that one update sets have instants of their own, this close together. */
const SAME_UPDATE_MS = 1_000;

export function closingOf(ticket: TicketFacts): Closing {
  const stage = currentValue(ticket.stage);
  return stage?.value === 'closed' ? judged(ticket, stage) : { kind: 'open' };
}

function judged(ticket: TicketFacts, { since, by }: Pick<CurrentValue<'closed'>, 'since' | 'by'>): Closing {
  const answered = ticket.customerSaved.some(({ at }) => at <= since);
  // What was closed before a merge may have been the other ticket (X1).
  const merged = ticket.mergedAt !== undefined && since <= ticket.mergedAt;
  if (by.kind !== 'service' || !answered || merged) return { kind: 'byHand', since };
  if (isHeldAt(ticket, since)) return { kind: 'mistaken', since };
  switch (currentValueAt(ticket.customerSaved, since)?.value) {
    case 'Yes':
      return { kind: 'saved', since };
    case 'No':
      return { kind: isCompleteAt(ticket, since) ? 'notSaved' : 'mistaken', since };
    case undefined:
      return { kind: 'mistaken', since };
  }
}

/** X3: closed by this service, with everything that the SOP asks for. */
export function closedByService(ticket: TicketFacts): boolean {
  const { kind } = closingOf(ticket);
  return kind === 'saved' || kind === 'notSaved';
}

/** When the ticket was closed as not saved, if it is: later changes are changes "after the ticket is closed" (C1, C2). */
export function closedAsNotSaved(ticket: TicketFacts): Instant | undefined {
  const closing = closingOf(ticket);
  return closing.kind !== 'open' && isAsNotSaved(ticket, closing) ? closing.since : undefined;
}

/** When the ticket was first closed as not saved, also if it has been opened since. */
export function firstClosedAsNotSaved(ticket: TicketFacts): Instant | undefined {
  const closings = ticket.stage.filter(({ value }) => value === 'closed');
  return closings.findLast(({ at, by }) => isAsNotSaved(ticket, judged(ticket, { since: at, by })))?.at;
}

function isAsNotSaved({ customerSaved }: TicketFacts, closing: Closing): boolean {
  if (closing.kind === 'byHand') return currentValueAt(customerSaved, closing.since)?.value === 'No';
  return closing.kind === 'notSaved';
}

/** N2–N5 held when this service closed the ticket, so that they are not asked for again (X3). */
export function provesEvidence(ticket: TicketFacts): boolean {
  return closingOf(ticket).kind === 'notSaved';
}

/** I4: closed by a user, another automation, an import or the API. */
export function closedByHand(ticket: TicketFacts): CurrentValue<'closed'> | undefined {
  const stage = currentValue(ticket.stage);
  if (stage?.value !== 'closed' || closingOf(ticket).kind !== 'byHand') return undefined;
  return { ...stage, value: 'closed' };
}

/**
 * X2: when, after a closing at `closedAt` on the saved path, the answer became No within `correctionMinutes` of that Yes, if it
 * did and still is No: the correction of a slip, which is followed.
 */
export function correctsAt(ticket: TicketFacts, closedAt: Instant, settings: Correction): Instant | undefined {
  const slip = givenAt(ticket.customerSaved, closedAt);
  const current = given(ticket.customerSaved);
  if (slip?.value !== 'Yes' || current?.value !== 'No') return undefined;
  return isWithin(slip.since, current.since, settings) ? current.since : undefined;
}

/** X2: whether a change came soon enough after the answer to belong to the same save, field by field, or to correct a slip. */
export function isWithin(answeredAt: Instant, changedAt: Instant, { correctionMinutes }: Correction): boolean {
  return changedAt - answeredAt <= correctionMinutes * 60_000;
}

/** N4, N5: the part of a complete cancellation that is in the ticket's own history. */
export function isCompleteAt(ticket: TicketFacts, closedAt: Instant): boolean {
  const { cancellationApproval, rcmCancellationDate } = ticket;
  const approved = currentValueAt(cancellationApproval, closedAt)?.value === 'Yes' || approvedWith(ticket, closedAt);
  return approved && (currentValueAt(rcmCancellationDate, closedAt) !== undefined || clearedWith(ticket, closedAt));
}

/** S5: a newer ticket took over at the moment of closing, and this service cleared the date in the same update. */
function clearedWith({ rcmCancellationDate }: TicketFacts, closedAt: Instant): boolean {
  return rcmCancellationDate.some(
    ({ value, at, by }, index) =>
      value === null &&
      by.kind === 'service' &&
      Math.abs(at - closedAt) <= SAME_UPDATE_MS &&
      rcmCancellationDate[index + 1]?.value != null,
  );
}

/** N5, automatic: this service approves in the update that closes the ticket, and again if it was withdrawn just then. */
function approvedWith({ cancellationApproval }: TicketFacts, closedAt: Instant): boolean {
  return cancellationApproval.some(
    ({ value, at, by }) => value === 'Yes' && by.kind === 'service' && at >= closedAt - SAME_UPDATE_MS,
  );
}

/** I1: the ticket itself said that an invoice was outstanding, and Finance had not approved. */
function isHeldAt(ticket: TicketFacts, closedAt: Instant): boolean {
  if (currentValueAt(ticket.outstandingInvoice, closedAt)?.value !== 'Yes') return false;
  const determined = currentValueAt(ticket.invoiceDetermination, closedAt) !== undefined;
  return !determined || currentValueAt(ticket.financeApproval, closedAt)?.value !== 'Yes';
}
