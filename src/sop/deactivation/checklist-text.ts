import type { NewTask, Write } from '../decision/decision';
import { latest, showDate, type CalendarDate } from '../vocabulary/dates';
import {
  SERVICE_LINES,
  type ChecklistTask,
  type CompanyFacts,
  type ServiceLine,
  type TicketFacts,
} from '../vocabulary/facts';
import type { TicketId } from '../vocabulary/ids';
import { clientText, ticketText } from '../vocabulary/person';
import { referenceText } from '../vocabulary/reference';
import type { ChecklistItem, SopSettings } from '../vocabulary/settings';

const MEANING: Readonly<Record<ServiceLine, string>> = {
  RCM: 'For an RCM client it marks the end of the AR wind-down period.',
  ITS: 'For an ITS client it is the complete termination of all services.',
};

export interface Client {
  readonly ticket: TicketFacts;
  readonly company: Extract<CompanyFacts, { kind: 'one' }>;
}

/** N9, in the SOP's words; both meanings for a client whose service line is not known. */
export function checklistText(
  item: ChecklistItem,
  date: CalendarDate,
  { ticket, company }: Client,
): Pick<NewTask, 'subject' | 'paragraphs'> {
  const day = showDate(date);
  const { serviceLines = [] } = company;
  const meant = serviceLines.length > 0 ? serviceLines : SERVICE_LINES;
  const client = clientText(company.id);
  // A portal file from before {client} was known names no client, and teams have many of these tasks.
  const subject = item.subject.includes('{client}') ? item.subject : `${item.subject}: {client}`;
  return {
    subject: subject.replaceAll('{team}', item.team).replaceAll('{date}', day).replaceAll('{client}', client),
    paragraphs: [
      `Client: ${client}. Ticket: ${ticketText(ticket.id)}`,
      `${item.team}: ${day} is the RCM Cancellation Date, the last day of all work on this client's account.`,
      ...meant.map((line) => MEANING[line]),
      'After that date no operational, technical or administrative work of any kind is performed, and the account must be fully deactivated. Complete this task when your team is done.',
      'The task moves with the RCM Cancellation Date and is removed when the cancellation no longer applies.',
    ],
  };
}

/** X1: tasks that people changed are not removed with the cancellation, so people must close them. */
export function leftTasksNote(
  ticketId: TicketId,
  left: readonly ChecklistTask[],
  settings: SopSettings,
): Extract<Write, { kind: 'addNote' }> | undefined {
  if (left.length === 0) return undefined;
  const teamOf = (key: string): string => settings.checklist.find((item) => item.key === key)?.team ?? key;
  return {
    kind: 'addNote',
    purpose: 'message',
    rules: ['N9', 'X1'],
    ticketId,
    reference: referenceText({
      kind: 'tasksLeft',
      createdAt: latest(...left.map(({ createdAt }) => createdAt)),
    }),
    paragraphs: [
      'The cancellation no longer applies, so the deactivation checklist was removed. These tasks had been edited and were left as they are:',
      ...left.map(({ key }) => `- ${teamOf(key)}`),
      'What to do (these teams): close them, as the account stays active.',
    ],
  };
}
