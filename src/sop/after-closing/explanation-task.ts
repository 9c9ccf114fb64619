import type { NewTask, Write } from '../decision/decision';
import { boundaryOf, dayOf, shiftDate, showInstant, type Instant } from '../vocabulary/dates';
import type { ExplanationTask, TicketFacts } from '../vocabulary/facts';
import type { TaskId } from '../vocabulary/ids';
import { referenceText } from '../vocabulary/reference';
import type { SopSettings } from '../vocabulary/settings';

/**
 * C4: one task for the ticket's owner while the newest manual change is not explained; `unexplained` is when it was made.
 * An existing task for that change stays as it is, completed or not (X1). Tasks for older changes are removed, and all are
 * removed once the note exists, except those that a person has edited.
 */
export function explanationTaskWrites(
  ticket: TicketFacts,
  tasks: readonly ExplanationTask[],
  unexplained: Instant | undefined,
  settings: SopSettings,
): readonly Write[] {
  const there = tasks.some(({ changedAt }) => changedAt === unexplained);
  const over = tasks.filter(({ changedAt, open, edited }) => changedAt !== unexplained && open && !edited);
  return [
    ...(over.length === 0 ? [] : [callOff(over.map(({ id }) => id))]),
    ...(unexplained === undefined || there ? [] : [create(ticket, unexplained, settings)]),
  ];
}

function callOff(taskIds: readonly TaskId[]): Write {
  return { kind: 'callOffTasks', purpose: 'explanation', rules: ['C4'], taskIds };
}

/** On the ticket only: a task on the company that is completed after the date would count as work on the account (N9). */
function create(ticket: TicketFacts, since: Instant, settings: SopSettings): Write {
  return {
    kind: 'createTasks',
    purpose: 'explanation',
    rules: ['C4'],
    ticketId: ticket.id,
    since,
    tasks: [newTask(ticket, since, settings)],
  };
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
