import type { TicketChange, Write } from '../decision/decision';
import { isHeld } from '../invoice/invoice';
import { answerOf } from '../ticket/answer';
import { hasCancellation } from '../ticket/cancellation';
import { dayOf, shiftDate, showDate, type CalendarDate, type Instant } from '../vocabulary/dates';
import type { CaseFacts, CaseReading, InvoiceDetermination } from '../vocabulary/facts';
import type { TicketId } from '../vocabulary/ids';
import { hasOwnWords } from '../vocabulary/own-words';
import { referenceText } from '../vocabulary/reference';
import type { SopSettings } from '../vocabulary/settings';
import { currentValue } from '../vocabulary/timeline';

/** Why a command was given, and by whom: a HubSpot user id. Without one it is refused. */
export interface Grounds {
  readonly reason: string;
  readonly by?: string | undefined;
}

const NO_TICKET = 'HubSpot does not show the ticket in the At-Risk pipeline';

/** C1, C2: a command must name who asks for it. */
export function objectionToAsker({ by }: Grounds): string | undefined {
  return by === undefined ? 'the command does not name who asks for it: give the HubSpot user id' : undefined;
}

/** C4: why the reason of a command explains nothing; undefined if it does. */
export function objectionToReason({ reason }: Grounds): string | undefined {
  return hasOwnWords(reason) ? undefined : 'the reason does not explain the change: say why, in a few words';
}

/** C2: why a rescission makes no sense; undefined if it does. */
export function objectionToRescission(reading: CaseReading, settings: SopSettings): string | undefined {
  return objectionToTicket(reading, settings, 'so there is nothing to rescind');
}

/**
 * C1: why a change of the date makes no sense; undefined if it does. The bounds are those of N4, but no date in the past is
 * accepted: nothing outside HubSpot proves who asks, so no client is canceled retroactively.
 */
export function objectionToDate(
  reading: CaseReading,
  date: CalendarDate,
  settings: SopSettings,
  now: Instant,
): string | undefined {
  const objection = objectionToTicket(reading, settings, 'so there is no date to change');
  if (objection !== undefined) return objection;
  if (currentValue(factsOf(reading)?.ticket.rcmCancellationDate ?? [])?.value === date)
    return `the RCM Cancellation Date is already ${showDate(date)}`;
  const today = dayOf(now, settings.timeZone);
  const latest = shiftDate(today, { years: settings.dateFutureYears });
  if (date >= today && date <= latest) return undefined;
  return `the date must lie between ${showDate(today)} and ${showDate(latest)}`;
}

/** C1, C2: a command can change what a support ticket (C3) can change, and nothing else. */
function objectionToTicket(reading: CaseReading, settings: SopSettings, so: string): string | undefined {
  const facts = factsOf(reading);
  if (facts === undefined) return NO_TICKET;
  const { ticket, company } = facts;
  if (answerOf(ticket, settings).kind !== 'notSaved') return `the client is not being cancelled, ${so}`;
  const clientStatus = company?.kind === 'one' ? currentValue(company.clientStatus)?.value : undefined;
  if (hasCancellation({ ticket, ...(clientStatus && { clientStatus }) })) return undefined;
  return `the ticket is open and its cancellation is not complete, ${so}: change the ticket in HubSpot`;
}

/** I1, I3: why there is nothing to approve; undefined if there is. */
export function objectionToApproval(reading: CaseReading, determination: InvoiceDetermination): string | undefined {
  const facts = factsOf(reading);
  if (facts === undefined) return NO_TICKET;
  if (currentValue(facts.ticket.stage)?.value === 'closed') return 'the ticket is already closed';
  if (!isHeld(facts)) return 'no outstanding invoice holds the ticket, so there is nothing to approve';
  const found = currentValue(facts.ticket.invoiceDetermination)?.value;
  if (found === undefined || found === determination) return undefined;
  return `the Invoice Determination is ${found} in HubSpot, not ${determination}`;
}

/** Whether HubSpot shows the change that a command makes. */
export function showsChange(reading: CaseReading, change: TicketChange): boolean {
  const ticket = factsOf(reading)?.ticket;
  if (ticket === undefined) return false;
  return Object.entries(change).every(([field, value]) => {
    const timeline = ticket[field as keyof TicketChange];
    return (currentValue<unknown>(timeline)?.value ?? null) === value;
  });
}

/** C2, C4: the client is saved from this instant on. The note is written first, so that no change is left unexplained. */
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

/** C1, C4: the case follows the new date at its next check. */
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
  // HubSpot does not prove who gave a command.
  const who =
    by === undefined
      ? []
      : [`Requested through the At-Risk service in the name of HubSpot user ${by}; HubSpot does not prove who asked.`];
  return { kind: 'addNote', rules: ['C4'], ticketId, reference, paragraphs: [what, `Reason: ${reason}`, ...who] };
}

function factsOf(reading: CaseReading): CaseFacts | undefined {
  return reading.kind === 'found' && reading.facts.ticket.inAtRiskPipeline ? reading.facts : undefined;
}
