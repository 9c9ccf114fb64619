import type { Write } from '../decision/decision';
import { answerOf } from '../ticket/answer';
import { dayOf, shiftDate, showDate, type CalendarDate, type Instant } from '../vocabulary/dates';
import type { CaseReading, TicketFacts } from '../vocabulary/facts';
import type { TicketId } from '../vocabulary/ids';
import { hasOwnWords } from '../vocabulary/own-words';
import { referenceText } from '../vocabulary/reference';
import type { SopSettings } from '../vocabulary/settings';
import { currentValue } from '../vocabulary/timeline';

/** Why a command was given, and by whom: a HubSpot user id, if the person is known. */
export interface Grounds {
  readonly reason: string;
  readonly by?: string | undefined;
}

const NO_TICKET = 'HubSpot does not show the ticket in the At-Risk pipeline';

/** C4: why the reason of a command explains nothing; undefined if it does. */
export function objectionToReason({ reason }: Grounds): string | undefined {
  return hasOwnWords(reason) ? undefined : 'the reason does not explain it: say why, in some words';
}

/** C2: why a rescission makes no sense; undefined if it does. */
export function objectionToRescission(reading: CaseReading, settings: SopSettings): string | undefined {
  const ticket = ticketOf(reading);
  if (ticket === undefined) return NO_TICKET;
  return answerOf(ticket, settings).kind === 'notSaved'
    ? undefined
    : 'the client is not cancelled, so there is nothing to rescind';
}

/** C1: why a change of the date makes no sense; undefined if it does. Bounds as of N4, from the day of the command. */
export function objectionToDate(
  reading: CaseReading,
  date: CalendarDate,
  settings: SopSettings,
  now: Instant,
): string | undefined {
  const ticket = ticketOf(reading);
  if (ticket === undefined) return NO_TICKET;
  if (answerOf(ticket, settings).kind !== 'notSaved')
    return 'the client is not cancelled, so there is no date to change';
  if (currentValue(ticket.rcmCancellationDate)?.value === date)
    return `the RCM Cancellation Date is ${showDate(date)} already`;
  const today = dayOf(now, settings.timeZone);
  const earliest = shiftDate(today, { days: -settings.datePastDays });
  const latest = shiftDate(today, { years: settings.dateFutureYears });
  if (date >= earliest && date <= latest) return undefined;
  return `the date must lie between ${showDate(earliest)} and ${showDate(latest)}`;
}

/** C2, C4: the client is saved from this instant on; the note comes first, so that no change is left unexplained. */
export function rescissionWrites(ticketId: TicketId, grounds: Grounds, now: Instant): readonly Write[] {
  const change = { customerSaved: 'Yes', cancellationApproval: 'No', rcmCancellationDate: null } as const;
  return [
    note(
      ticketId,
      referenceText({ kind: 'command', command: 'rescind', at: now }),
      'The cancellation was rescinded.',
      grounds,
    ),
    { kind: 'updateTicket', rules: ['C2'], ticketId, change },
  ];
}

/** C1, C4: the case follows the new date at its next look. */
export function dateWrites(ticketId: TicketId, date: CalendarDate, grounds: Grounds, now: Instant): readonly Write[] {
  return [
    note(
      ticketId,
      referenceText({ kind: 'command', command: 'date', at: now }),
      `The RCM Cancellation Date was changed to ${showDate(date)}.`,
      grounds,
    ),
    { kind: 'updateTicket', rules: ['C1'], ticketId, change: { rcmCancellationDate: date } },
  ];
}

function note(ticketId: TicketId, reference: string, what: string, { reason, by }: Grounds): Write {
  const who = by === undefined ? [] : [`Asked for by HubSpot user ${by} through the At-Risk service.`];
  return { kind: 'addNote', rules: ['C4'], ticketId, reference, paragraphs: [what, `Reason: ${reason}`, ...who] };
}

function ticketOf(reading: CaseReading): TicketFacts | undefined {
  return reading.kind === 'found' && reading.facts.ticket.inAtRiskPipeline ? reading.facts.ticket : undefined;
}
