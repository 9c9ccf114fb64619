import { dayOf, shiftDate, showDate, type CalendarDate, type Instant } from './dates';
import type { TicketFacts } from './facts';
import type { TicketId } from './ids';
import type { SopSettings } from './settings';
import type { SupportForm } from './support-facts';
import { standing, standingAt } from './timeline';

/** C3: why a request cannot be carried out, in words that the person who made it can act on. */
export interface Gap {
  /** Becomes part of a note's reference, so it must not change. */
  readonly code: GapCode;
  readonly sentence: string;
}

export type GapCode =
  | 'change'
  | 'date'
  | 'dateBounds'
  | 'explanation'
  | 'noTicket'
  | 'severalTickets'
  | 'ticketOpen'
  | 'notCancelled'
  | 'overtaken'
  | 'carriedOut';

export const gap = {
  change: (): Gap => ({
    code: 'change',
    sentence: 'choose the Requested Change: another RCM Cancellation Date, or rescinding the cancellation',
  }),
  date: (): Gap => ({ code: 'date', sentence: 'enter the Requested RCM Cancellation Date' }),
  dateBounds: (date: CalendarDate, earliest: CalendarDate, latest: CalendarDate): Gap => ({
    code: 'dateBounds',
    sentence: `correct the Requested RCM Cancellation Date ${showDate(date)}: it must lie between ${showDate(earliest)} and ${showDate(latest)}`,
  }),
  explanation: (): Gap => ({
    code: 'explanation',
    sentence: 'fill in the Change Explanation; it becomes the note on the At-Risk ticket',
  }),
  noTicket: (): Gap => ({
    code: 'noTicket',
    sentence:
      'associate the At-Risk ticket with this support ticket: neither this ticket nor its company leads to an At-Risk ticket',
  }),
  severalTickets: (ids: readonly TicketId[]): Gap => ({
    code: 'severalTickets',
    sentence: `associate the one At-Risk ticket that is meant with this support ticket; it could be each of ${ids.join(', ')}`,
  }),
  ticketOpen: (id: TicketId): Gap => ({
    code: 'ticketOpen',
    sentence: `nothing needs to be asked for: At-Risk ticket ${id} is still open, so make the change on that ticket itself and close this one`,
  }),
  notCancelled: (id: TicketId): Gap => ({
    code: 'notCancelled',
    sentence: `At-Risk ticket ${id} is not closed as not saved, so there is no cancellation to move or rescind; associate the ticket that is meant, or close this one`,
  }),
  overtaken: (id: TicketId, how: string): Gap => ({
    code: 'overtaken',
    sentence: `At-Risk ticket ${id} was changed ${how} after this was asked for, and the newest wish counts; if this request still holds, say so in the Change Explanation, otherwise close this ticket`,
  }),
  carriedOut: (): Gap => ({
    code: 'carriedOut',
    sentence: 'this request was carried out before; for another change make a new support ticket, and close this one',
  }),
} as const satisfies Record<GapCode, (...args: never[]) => Gap>;

/** What the form lacks. Bounds as of N4, from today: carrying the request out is what enters the date. */
export function gapsOfForm(form: SupportForm, settings: SopSettings, now: Instant): readonly Gap[] {
  return [
    ...(form.change === undefined ? [gap.change()] : []),
    ...(form.change === 'date' ? gapsOfDate(form.date, settings, now) : []),
    ...(form.explained ? [] : [gap.explanation()]),
  ];
}

function gapsOfDate(date: CalendarDate | undefined, settings: SopSettings, now: Instant): readonly Gap[] {
  if (date === undefined) return [gap.date()];
  const today = dayOf(now, settings.timeZone);
  const earliest = shiftDate(today, { days: -settings.datePastDays });
  const latest = shiftDate(today, { years: settings.dateFutureYears });
  return date < earliest || date > latest ? [gap.dateBounds(date, earliest, latest)] : [];
}

/** Only what is closed as not saved can be moved or rescinded; an open ticket can simply be edited. */
export function gapsOfTicket(ticket: TicketFacts): readonly Gap[] {
  if (standing(ticket.stage)?.value === 'open') return [gap.ticketOpen(ticket.id)];
  return isClosedAsNotSaved(ticket) ? [] : [gap.notCancelled(ticket.id)];
}

export function isClosedAsNotSaved(ticket: TicketFacts): boolean {
  const stage = standing(ticket.stage);
  if (stage?.value !== 'closed' || standing(ticket.customerSaved)?.value !== 'No') return false;
  return standingAt(ticket.customerSaved, stage.since)?.value !== 'Yes';
}
