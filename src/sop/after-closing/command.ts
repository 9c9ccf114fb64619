import type { TicketChange, Write } from '../decision/decision';
import { showBounds } from '../evidence/date-bounds';
import { isHeld } from '../invoice/invoice';
import { showDate, type Instant } from '../vocabulary/dates';
import type { CaseFacts, CaseReading, InvoiceDetermination } from '../vocabulary/facts';
import type { TicketId } from '../vocabulary/ids';
import { hasOwnWords } from '../vocabulary/own-words';
import { personText } from '../vocabulary/person';
import { referenceText } from '../vocabulary/reference';
import type { SopSettings } from '../vocabulary/settings';
import { currentValue } from '../vocabulary/timeline';
import {
  brokenBounds,
  describeChange,
  describeObstacle,
  isShown,
  obstacleTo,
  ticketChangeOf,
  type ChangeAfterClosing,
} from './change';

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

/** C1, C2: why the change makes no sense; undefined if it does. */
export function objectionToChange(
  reading: CaseReading,
  change: ChangeAfterClosing,
  settings: SopSettings,
  now: Instant,
): string | undefined {
  const facts = factsOf(reading);
  if (facts === undefined) return NO_TICKET;
  const { ticket, company } = facts;
  const clientStatus = company?.kind === 'one' ? currentValue(company.clientStatus)?.value : undefined;
  const obstacle = obstacleTo(change.kind, { ticket, ...(clientStatus && { clientStatus }) }, settings);
  if (obstacle !== undefined) return describeObstacle(obstacle, 'the ticket');
  if (isShown(change, ticket)) return alreadyMade(change);
  const broken = change.kind === 'date' ? brokenBounds(change.date, settings, now) : undefined;
  return broken && `the date must lie ${showBounds(broken)}`;
}

function alreadyMade(change: ChangeAfterClosing): string {
  return change.kind === 'date'
    ? `the RCM Cancellation Date is already ${showDate(change.date)}`
    : 'the cancellation was rescinded already';
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

/** C1, C2, C4: the note is written first, so that no change is left unexplained. The case follows the change at its next check. */
export function changeWrites(
  ticketId: TicketId,
  change: ChangeAfterClosing,
  grounds: Grounds,
  now: Instant,
): readonly Write[] {
  const command = change.kind === 'date' ? 'date' : 'rescind';
  const reference = referenceText({ kind: 'command', command, at: now });
  const { rule, change: values } = ticketChangeOf(change);
  return [
    note(ticketId, reference, describeChange(change), grounds),
    { kind: 'updateTicket', rules: [rule], ticketId, change: values },
  ];
}

function note(ticketId: TicketId, reference: string, what: string, { reason, by }: Grounds): Write {
  // HubSpot does not prove who gave a command.
  const who =
    by === undefined
      ? []
      : [`Requested through the At-Risk service in the name of ${personText(by)}; HubSpot does not prove who asked.`];
  return {
    kind: 'addNote',
    purpose: 'record',
    rules: ['C4'],
    ticketId,
    reference,
    paragraphs: [what, `Reason: ${reason}`, ...who],
  };
}

function factsOf(reading: CaseReading): CaseFacts | undefined {
  return reading.kind === 'found' && reading.facts.ticket.inAtRiskPipeline ? reading.facts : undefined;
}
