import type { NewTask, Requirement } from '../decision/decision';
import { whoMayApprove } from '../invoice/approval';
import { describeOwed, owedNow } from '../invoice/owed';
import { showDate, showInstant, type CalendarDate, type Instant } from '../vocabulary/dates';
import type { CaseFacts, InvoiceDetermination, TicketFacts } from '../vocabulary/facts';
import { clientText, ticketText } from '../vocabulary/person';
import type { SopSettings } from '../vocabulary/settings';
import { currentValue } from '../vocabulary/timeline';

export type TaskText = Pick<NewTask, 'subject' | 'paragraphs' | 'urgent'>;

const ENDS = 'This task is completed automatically when it is no longer needed.';

/** What is missing of a ticket, and since when. */
export interface MissingOnTicket {
  readonly missing: readonly Requirement[];
  readonly since: Instant;
  readonly date: CalendarDate | undefined;
  readonly urgent: boolean;
}

/** X1: names just what is missing. */
export function ownerText(ticket: TicketFacts, said: MissingOnTicket, settings: SopSettings): TaskText {
  return {
    subject: `${whatToDo(said)} on the At-Risk ticket of ${clientText(ticket.companyId)}`,
    ...restOf(ticket, said, settings, []),
  };
}

/** X1: the same for whoever leads the owner. */
export function leaderText(ticket: TicketFacts, said: MissingOnTicket, settings: SopSettings): TaskText {
  return {
    subject: `No progress on the At-Risk ticket of ${clientText(ticket.companyId)}`,
    ...restOf(ticket, said, settings, [
      ticket.ownerId === undefined
        ? 'Nobody owns this ticket. Assign it, or see to it that these are done.'
        : "The ticket's owner was asked to act and has not done so yet.",
    ]),
  };
}

function whatToDo({ missing }: MissingOnTicket): string {
  return missing.some(({ code }) => code === 'customerSaved') ? 'Set Customer Saved' : 'Add what is missing';
}

function restOf(
  { id }: TicketFacts,
  { missing, since, date, urgent }: MissingOnTicket,
  { timeZone }: SopSettings,
  first: readonly string[],
): Omit<TaskText, 'subject'> {
  return {
    paragraphs: [
      ...first,
      `Still missing since ${showInstant(since, timeZone)}:`,
      ...missing.map(({ sentence }) => `- ${sentence}`),
      ...(date === undefined
        ? []
        : [`The RCM Cancellation Date is ${showDate(date)}. Without this the client is not cancelled on that day.`]),
      `Ticket: ${ticketText(id)}`,
      ENDS,
    ],
    ...(urgent && { urgent }),
  };
}

/** I1: client, amounts where invoices give them, and what Finance is asked for. */
export function financeText(facts: CaseFacts, settings: SopSettings): TaskText {
  const { ticket } = facts;
  const client = clientText(ticket.companyId);
  const owed = describeOwed(owedNow(facts));
  return {
    subject: `Finance: outstanding invoice of ${client}`,
    paragraphs: [
      `An outstanding invoice keeps the At-Risk ticket of ${client} open:`,
      ...(owed.length === 0 ? ['- nothing that HubSpot still shows; the hold stays until Finance releases it'] : []),
      ...owed.map((line) => `- ${line}`),
      askedFor(currentValue(ticket.invoiceDetermination)?.value, settings),
      `Ticket: ${ticketText(ticket.id)}`,
      ENDS,
    ],
  };
}

function askedFor(determination: InvoiceDetermination | undefined, settings: SopSettings): string {
  const approve = `${whoMayApprove(settings)} sets Finance Approval to Yes`;
  return determination === undefined
    ? `What to do: set the Invoice Determination on the ticket (Paid in full, or Sent to collections). After that, ${approve}.`
    : `What to do: the Invoice Determination is "${determination}". ${approve}, if the ticket may close.`;
}
