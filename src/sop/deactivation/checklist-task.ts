import type { NewTask } from '../decision/decision';
import { boundaryOf, type CalendarDate, type Instant } from '../vocabulary/dates';
import type { CompanyFacts, TicketFacts } from '../vocabulary/facts';
import { referenceText } from '../vocabulary/reference';
import type { ChecklistItem, SopSettings } from '../vocabulary/settings';
import { checklistText } from './checklist-text';

/** Tasks are due at noon: the same day in every zone of the United States. */
const DUE_HOUR = 12;

export interface Client {
  readonly ticket: TicketFacts;
  readonly company: Extract<CompanyFacts, { kind: 'one' }>;
}

export function dueOn(date: CalendarDate, { timeZone }: SopSettings): Instant {
  return boundaryOf(date, DUE_HOUR, timeZone);
}

/** N9: the task of one team. */
export function newTask(
  item: ChecklistItem,
  { ticket, company }: Client,
  date: CalendarDate,
  settings: SopSettings,
): NewTask {
  return {
    reference: referenceText({ kind: 'checklistTask', ticketId: ticket.id, key: item.key }),
    ...checklistText(item, date, company.serviceLines ?? []),
    dueAt: dueOn(date, settings),
    ...(item.owner !== undefined && { ownerId: item.owner }),
  };
}
