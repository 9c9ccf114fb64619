import type { NewTask, Write } from '../decision/decision';
import { dayOf, EPOCH, latest, shiftDate, type CalendarDate, type Instant } from '../vocabulary/dates';
import type { CaseFacts, ChecklistTask, TicketFacts } from '../vocabulary/facts';
import type { CompanyId } from '../vocabulary/ids';
import { referenceText } from '../vocabulary/reference';
import type { SopSettings } from '../vocabulary/settings';
import { currentValueAt, type CurrentValue } from '../vocabulary/timeline';
import { againNote, againReference, againText, undoNote, undoText } from './checklist-again-text';
import { dueOn, newTask, ownerOf } from './checklist-task';
import type { Client } from './checklist-text';

/**
 * N9: what a team had completed for an earlier date is asked for again when the date is later. Once for each change of the
 * date: a note says so, and a new task that a person deletes is not created again.
 */
export function askAgain(
  { ticket, evidence }: CaseFacts,
  company: Client['company'],
  checklist: readonly ChecklistTask[],
  date: CurrentValue<CalendarDate>,
  settings: SopSettings,
): readonly Write[] {
  const reference = againReference(date.since);
  if (evidence?.serviceNotes.some((note) => note.reference === reference) === true) return [];
  const items = settings.checklist.filter(({ key }) => wasDoneFor(ticket, ofKey(checklist, key), date));
  if (items.length === 0) return [];
  const tasks = items.map((item): NewTask => {
    const task = newTask(item, { ticket, company }, date.value, settings);
    return { ...task, paragraphs: [againText(date.value), ...task.paragraphs] };
  });
  return [
    {
      kind: 'createTasks',
      purpose: 'checklist',
      rules: ['N9', 'C1'],
      ticketId: ticket.id,
      companyId: company.id,
      since: date.since,
      tasks,
    },
    againNote(
      ticket.id,
      reference,
      date.value,
      items.map(({ team }) => team),
    ),
  ];
}

/** Whether a team completed all its tasks, the newest of them for an earlier date. */
function wasDoneFor(ticket: TicketFacts, tasks: readonly ChecklistTask[], date: CurrentValue<CalendarDate>): boolean {
  const completedAt = tasks.some(({ open }) => open) ? [] : tasks.flatMap((task) => task.completedAt ?? []);
  if (completedAt.length === 0) return false;
  const newest = latest(...completedAt);
  const before = currentValueAt(ticket.rcmCancellationDate, newest)?.value;
  return newest < date.since && before !== undefined && before < date.value;
}

function ofKey(checklist: readonly ChecklistTask[], key: string): readonly ChecklistTask[] {
  return checklist.filter((task) => task.key === key);
}

/**
 * N9: a team's completed work is to be undone when the client stays (from `since` on), or was the wrong client. Once for each
 * completed task: recognized by the task that asks for it, or the note that says so.
 */
export function takeBack(
  { ticket, evidence }: CaseFacts,
  companyId: CompanyId,
  checklist: readonly ChecklistTask[],
  since: Instant,
  settings: SopSettings,
): readonly Write[] {
  const notified = Math.max(0, ...(evidence?.serviceNotes ?? []).map((note) => notifiedUntil(note.reference)));
  const done = checklist.filter(
    ({ open, isTakenBack, completedAt = 0 }) => !open && !isTakenBack && completedAt > notified,
  );
  if (done.length === 0) return [];
  const dueAt = dueOn(shiftDate(dayOf(since, settings.timeZone), { days: 1 }), settings);
  const itemOf = (key: string) => settings.checklist.find((item) => item.key === key);
  const tasks = done.map(({ id, key }): NewTask => {
    const item = itemOf(key);
    return {
      reference: referenceText({ kind: 'undoTask', ticketId: ticket.id, taskId: id }),
      ...undoText(item?.team ?? key, companyId, ticket.id),
      dueAt,
      ...ownerOf(item, ticket),
    };
  });
  const until = latest(...done.map(({ completedAt = EPOCH }) => completedAt));
  const teams = done.map(({ key }) => itemOf(key)?.team ?? key);
  return [
    { kind: 'createTasks', purpose: 'undo', rules: ['N9'], ticketId: ticket.id, companyId, since: EPOCH, tasks },
    undoNote(ticket.id, until, teams),
  ];
}

/** Tasks completed until then have been dealt with. */
function notifiedUntil(reference: string): number {
  return Number(/^N9-undo-(\d+)$/.exec(reference)?.[1] ?? 0);
}
