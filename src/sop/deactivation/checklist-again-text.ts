import type { NewTask, Write } from '../decision/decision';
import { showDate, type CalendarDate, type Instant } from '../vocabulary/dates';
import type { CompanyId, TicketId } from '../vocabulary/ids';
import { clientText, ticketText } from '../vocabulary/person';
import { referenceText } from '../vocabulary/reference';

type AddNote = Extract<Write, { kind: 'addNote' }>;

/** N9: identifies the note about tasks that were created again for a later date. */
export function againReference(changedAt: Instant): string {
  return referenceText({ kind: 'tasksAgain', changedAt });
}

export function againText(date: CalendarDate): string {
  return `Your team had completed this for an earlier date. Work on the account goes on until ${showDate(date)}.`;
}

export function againNote(
  ticketId: TicketId,
  reference: string,
  date: CalendarDate,
  teams: readonly string[],
): AddNote {
  return {
    kind: 'addNote',
    purpose: 'message',
    rules: ['N9', 'X1'],
    ticketId,
    reference,
    paragraphs: [
      `The RCM Cancellation Date is now ${showDate(date)}. These teams had completed their deactivation task for an earlier date and have a new one:`,
      ...teams.map((team) => `- ${team}`),
    ],
  };
}

export function undoText(
  team: string,
  companyId: CompanyId,
  ticketId: TicketId,
): Pick<NewTask, 'subject' | 'paragraphs'> {
  const client = clientText(companyId);
  return {
    subject: `${team}: undo the deactivation of ${client}`,
    paragraphs: [
      `Client: ${client}. Ticket: ${ticketText(ticketId)}`,
      `${team} had completed its task to deactivate this client's account. The cancellation no longer applies to this client: undo what was ended or removed, and resume the work.`,
    ],
  };
}

export function undoNote(ticketId: TicketId, until: Instant, teams: readonly string[]): AddNote {
  return {
    kind: 'addNote',
    purpose: 'message',
    rules: ['N9', 'X1'],
    ticketId,
    reference: referenceText({ kind: 'tasksUndone', until }),
    paragraphs: [
      'The cancellation no longer applies. These teams had already completed their deactivation task and have a new one to undo it:',
      ...teams.map((team) => `- ${team}`),
    ],
  };
}
