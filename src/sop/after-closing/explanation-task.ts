import { askingTaskWrites } from '../decision/asking-tasks';
import type { NewTask, Write } from '../decision/decision';
import { boundaryOf, dayOf, shiftDate, showInstant, type Instant } from '../vocabulary/dates';
import type { AskingTask, TicketFacts } from '../vocabulary/facts';
import { referenceText } from '../vocabulary/reference';
import type { SopSettings } from '../vocabulary/settings';

/**
 * C4: one task for the ticket's owner while the newest manual change is not explained; `unexplained` is when it was made. Tasks for
 * older changes are removed, and all are once the note exists. On the ticket only: a task on the company that is completed after
 * the date would count as work on the account (N9).
 */
export function explanationTaskWrites(
  ticket: TicketFacts,
  tasks: readonly AskingTask[],
  unexplained: Instant | undefined,
  settings: SopSettings,
): readonly Write[] {
  const { over, asked } = askingTaskWrites(tasks, {
    purpose: 'explanation',
    rules: ['C4'],
    ticketId: ticket.id,
    since: unexplained ?? ticket.createdAt,
    wanted: unexplained === undefined ? [] : [newTask(ticket, unexplained, settings)],
  });
  return [...over, ...asked];
}

/** Due at noon of the next day. */
function newTask({ id, ownerId }: TicketFacts, changedAt: Instant, { timeZone }: SopSettings): NewTask {
  return {
    reference: referenceText({ kind: 'explanationTask', ticketId: id, changedAt }),
    subject: 'Explain the change on this At-Risk ticket in a note',
    paragraphs: [
      `The RCM Cancellation Date or Customer Saved was changed manually on ${showInstant(changedAt, timeZone)}, after the ticket had been closed. The change has been applied.`,
      'The SOP asks for a note on the ticket that explains it. This task is removed automatically once the note is there.',
    ],
    dueAt: boundaryOf(shiftDate(dayOf(changedAt, timeZone), { days: 1 }), 12, timeZone),
    ...(ownerId !== undefined && { ownerId }),
  };
}
