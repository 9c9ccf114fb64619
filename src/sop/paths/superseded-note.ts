import type { Write } from '../decision/decision';
import { showDate, showInstant, type CalendarDate, type Instant } from '../vocabulary/dates';
import type { NewerTicket } from '../vocabulary/facts';
import type { TicketId } from '../vocabulary/ids';
import { referenceText } from '../vocabulary/reference';
import type { SopSettings } from '../vocabulary/settings';

/** S5: what a newer ticket takes over from an older one. */
export type Over =
  | { readonly kind: 'monitoring'; readonly until: Instant; readonly settings: SopSettings }
  | { readonly kind: 'cancellation'; readonly date: CalendarDate };

/** S5: everything that a newer ticket takes over is said on the older one, with its date. */
export function takeOverNote(ticketId: TicketId, newer: NewerTicket, over: Over): Write {
  return {
    kind: 'addNote',
    // HubSpot accepts it once, and the audit does not check for it on every old ticket.
    purpose: 'message',
    rules: ['S5', 'X1'],
    ticketId,
    reference: referenceText({ kind: 'superseded', by: newer.id, completes: newer.completes }),
    paragraphs: [
      `The client is at risk again: At-Risk ticket ${newer.id} has taken over. ${ON_NEWER[newer.completes]}`,
      ...endOf(newer, over),
      `What to do (Client Success): nothing on this ticket; enter any further change on ticket ${newer.id}.`,
    ],
  };
}

const ON_NEWER: Readonly<Record<NewerTicket['completes'], string>> = {
  nothing: '',
  saved: 'Customer Saved is Yes there.',
  notSaved: 'Customer Saved is No there.',
  cancellation: 'Customer Saved is No there, and nothing is missing for the cancellation.',
};

function endOf(newer: NewerTicket, over: Over): readonly string[] {
  if (over.kind === 'monitoring') {
    const until = showInstant(over.until, over.settings.timeZone);
    return [
      `The monitoring period of this ticket, until ${until}, ends, and the client does not become Active because of it.`,
    ];
  }
  const day = showDate(over.date);
  if (newer.date !== undefined) {
    const instead = `Work ends on ${showDate(newer.date)}, the date of ticket ${newer.id}.`;
    return [`The RCM Cancellation Date of this ticket, ${day}, no longer applies. ${instead}`, TASKS];
  }
  return [`The client stays, so the RCM Cancellation Date of this ticket, ${day}, was removed.`, TASKS];
}

const TASKS = 'The open deactivation tasks of this ticket are removed.';
