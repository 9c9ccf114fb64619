import type { RuledChange } from '../decision/ticket-update';
import { boundsThroughService, isWithinBounds, type DateBounds } from '../evidence/date-bounds';
import { answerOf } from '../ticket/answer';
import { showDate, type CalendarDate, type Instant } from '../vocabulary/dates';
import type { TicketFacts } from '../vocabulary/facts';
import type { SopSettings } from '../vocabulary/settings';
import { currentValue } from '../vocabulary/timeline';
import { hasCancellation, isOpen, type TicketOfClient } from './cancellation';

/**
 * What may change after the ticket is closed. A person makes the change in HubSpot, gives a command, or asks for it with a support
 * ticket. On what ticket, within which bounds, with which values and in which words is the same for a command and a request, and
 * stands here. By the SOP the ways differ in this:
 * - Who may (C3): whoever may edit the ticket in HubSpot; a person of `requesterTeams`, as HubSpot proves it, on a support ticket;
 *   whoever may give commands to Temporal, in a name that HubSpot does not prove, as the note then says.
 * - On which ticket (C1, C2, X1): HubSpot lets people edit any ticket, and the case says what the SOP makes of it.
 * - Which date (N4): only a person who enters it in HubSpot may choose a day in the past, `datePastDays` at most.
 * - A change that is made already (C3, C4): a request is answered and closed, and its explanation put on the ticket. A command is
 *   refused, as it has nothing to change.
 * - The note (C4): asked for after a change in HubSpot. A command or a request brings it, and it is written before the change.
 */
export type ChangeAfterClosing =
  /** C2. */
  | { readonly kind: 'rescission' }
  /** C1. */
  | { readonly kind: 'date'; readonly date: CalendarDate };

/** C1, C2: exactly what a person would change in HubSpot; the case does everything else. */
export function ticketChangeOf(change: ChangeAfterClosing): RuledChange {
  switch (change.kind) {
    case 'rescission':
      return {
        rule: 'C2',
        change: { customerSaved: 'Yes', cancellationApproval: 'No', rcmCancellationDate: null },
      };
    case 'date':
      return { rule: 'C1', change: { rcmCancellationDate: change.date } };
  }
}

/** C4: for notes. */
export function describeChange(change: ChangeAfterClosing): string {
  switch (change.kind) {
    case 'rescission':
      return 'The cancellation was rescinded.';
    case 'date':
      return `The RCM Cancellation Date was changed to ${showDate(change.date)}.`;
  }
}

/** X3: whether HubSpot shows the change, whoever made it. */
export function isShown(change: ChangeAfterClosing, ticket: TicketFacts): boolean {
  return change.kind === 'rescission'
    ? currentValue(ticket.customerSaved)?.value === 'Yes'
    : currentValue(ticket.rcmCancellationDate)?.value === change.date;
}

/** Why the change cannot be made on a ticket. */
export type Obstacle = 'open' | 'notCancelled';

/** C1–C3: undefined where it can, or where the cancellation was rescinded already. Any other open ticket can simply be edited. */
export function obstacleTo(
  change: ChangeAfterClosing['kind'],
  candidate: TicketOfClient,
  settings: SopSettings,
): Obstacle | undefined {
  if (hasCancellation(candidate, settings)) return undefined;
  if (change === 'rescission' && isRescinded(candidate.ticket, settings)) return undefined;
  return isOpen(candidate.ticket) ? 'open' : 'notCancelled';
}

/** C2: a client that was saved from the start was not rescinded. */
function isRescinded(ticket: TicketFacts, settings: SopSettings): boolean {
  const answer = answerOf(ticket, settings);
  return answer.kind === 'saved' && answer.rescinds && !answer.contradicted;
}

/** In a clause that goes on; `ticket` names it. */
export function describeObstacle(obstacle: Obstacle, ticket: string): string {
  switch (obstacle) {
    case 'open':
      return `${ticket} is still open, so make the change on that ticket itself`;
    case 'notCancelled':
      return `${ticket} is not closed as not saved, so there is no cancellation to move or rescind`;
  }
}

/** C1, C3: the bounds that a date breaks which a command or a form enters at `now`; undefined if it breaks none. */
export function brokenBounds(date: CalendarDate, settings: SopSettings, now: Instant): DateBounds | undefined {
  const bounds = boundsThroughService(now, settings);
  return isWithinBounds(date, bounds) ? undefined : bounds;
}
