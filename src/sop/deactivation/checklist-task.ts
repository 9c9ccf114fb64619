import type { NewTask } from '../decision/decision';
import { boundaryOf, type CalendarDate, type Instant } from '../vocabulary/dates';
import type { TicketFacts } from '../vocabulary/facts';
import { referenceText } from '../vocabulary/reference';
import type { ChecklistItem, SopSettings } from '../vocabulary/settings';
import { checklistText, type Client } from './checklist-text';

/** Tasks are due at noon: the same day in every zone of the United States. */
const DUE_HOUR = 12;

export function dueOn(date: CalendarDate, { timeZone }: SopSettings): Instant {
  return boundaryOf(date, DUE_HOUR, timeZone);
}

/** N9: whose task it is: the team's, or else the ticket's owner's. */
export function ownerOf(item: ChecklistItem | undefined, { ownerId }: TicketFacts): Pick<NewTask, 'ownerId'> {
  const owner = item?.owner ?? ownerId;
  return owner === undefined ? {} : { ownerId: owner };
}

/** N9: the task of one team. */
export function newTask(item: ChecklistItem, client: Client, date: CalendarDate, settings: SopSettings): NewTask {
  return {
    reference: referenceText({ kind: 'checklistTask', ticketId: client.ticket.id, key: item.key }),
    ...checklistText(item, date, client),
    dueAt: dueOn(date, settings),
    ...ownerOf(item, client.ticket),
  };
}
