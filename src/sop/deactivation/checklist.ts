import type { Decision, MovedTask, Write } from '../decision/decision';
import { purposeOfTasks } from '../decision/purpose';
import type { CalendarDate, Instant } from '../vocabulary/dates';
import type { CaseFacts, ChecklistTask, ClientStatus, TicketFacts } from '../vocabulary/facts';
import type { SopSettings } from '../vocabulary/settings';
import {
  changedByOthersAfter,
  currentValue,
  currentValueAt,
  type Change,
  type CurrentValue,
  type Timeline,
} from '../vocabulary/timeline';
import { askAgain, takeBack } from './checklist-again';
import { dueOn, newTask } from './checklist-task';
import { leftTasksNote, type Client } from './checklist-text';

/**
 * N9: the deactivation checklist follows the path's decision. Its writes come first: the Client Status that this service sets
 * afterwards then proves that the checklist was done (`isChecklistDone`), also to a case that has lost its data.
 */
export function withChecklist(decision: Decision, facts: CaseFacts, settings: SopSettings): Decision {
  const writes = checklistWrites(facts, decision, settings);
  return writes.length === 0 ? decision : { ...decision, writes: [...writes, ...decision.writes] };
}

/** N9, C1: tasks are created once a client is being canceled, move with the date, and are removed with the cancellation. */
export function checklistWrites(facts: CaseFacts, decision: Decision, settings: SopSettings): readonly Write[] {
  const { ticket, company, checklist } = facts;
  if (checklist === undefined || company?.kind !== 'one') return [];
  if (isCalledOff(decision)) {
    const stays = clientStaysSince(ticket, decision);
    const undo = stays === undefined ? [] : takeBack(facts, company.id, checklist, stays, settings);
    return [...callOff(facts, checklist, settings), ...undo];
  }
  const date = currentValue(ticket.rcmCancellationDate);
  const answer = currentValue(ticket.customerSaved);
  const clear = decision.phase === 'cancelling' && decision.attention?.code !== 'dateOutOfBounds';
  if (!clear || date === undefined || answer === undefined) return [];

  const ofThisCancellation = checklist.filter((task) => task.open || task.createdAt >= answer.since);
  // A task missing from a checklist that was created was deleted by a person, and is not created again (X1).
  if (ofThisCancellation.length > 0) {
    const doubles = doublesOf(ticket, ofThisCancellation);
    const kept = ofThisCancellation.filter((task) => !doubles.includes(task));
    const again = askAgain(facts, company, kept, date, settings);
    return [...callOffDoubles(doubles), ...move({ ticket, company }, kept, date, settings), ...again];
  }
  const made = isChecklistMade(ticket, company.clientStatus, answer.since) && !isGivenForAnother(ticket, company);
  return made || !isCancelling(company, decision)
    ? []
    : createChecklist(settings.checklist, { ticket, company }, { since: answer.since, date: date.value, settings });
}

/** N9, X3: of each team one open task is left where a merge brought another one; what a person changed stays (X1). */
function doublesOf({ mergedAt }: TicketFacts, tasks: readonly ChecklistTask[]): readonly ChecklistTask[] {
  if (mergedAt === undefined) return [];
  const open = tasks.filter((task) => task.open);
  return open.filter(
    (task, index) =>
      !task.edited && open.some(({ key, edited }, other) => key === task.key && (edited || other < index)),
  );
}

function callOffDoubles(doubles: readonly ChecklistTask[]): readonly Write[] {
  return doubles.length === 0
    ? []
    : [{ kind: 'callOffTasks', purpose: 'checklist', rules: ['N9'], taskIds: doubles.map(({ id }) => id) }];
}

/** N9: the tasks are those of a cancellation that does not apply, or is another ticket's now (S5). */
export function isCalledOff({ phase, takenOverBy }: Decision): boolean {
  return phase === 'monitoring' || takenOverBy !== undefined;
}

/** Since when the client stays; undefined where another ticket ends the work instead (S5). */
function clientStaysSince({ customerSaved }: TicketFacts, { takenOverBy }: Decision): Instant | undefined {
  if (takenOverBy === undefined) return currentValue(customerSaved)?.since;
  return takenOverBy.completes === 'saved' ? takenOverBy.since : undefined;
}

/**
 * Whether this service created the checklist of the cancellation that began with the answer at `answeredAt`. The checklist comes
 * before the Client Status and the closing, but not while a status that someone else set is left alone. A newer ticket that
 * saved the client removed it (S5); if that ticket is gone again, it is created again.
 */
function isChecklistMade(ticket: TicketFacts, clientStatus: Timeline<ClientStatus>, answeredAt: Instant): boolean {
  const calledOff = clientStatus.find(({ value, by }) => isOurs(by) && !isOfCancellation(value))?.at ?? answeredAt;
  const since = Math.max(answeredAt, calledOff);
  // X2: a status that was put back came without a checklist.
  return (
    wasClosedAsCancelling(ticket, clientStatus, since) ||
    clientStatus.some(
      (change) =>
        isOfCancellation(change.value) &&
        isOurs(change.by) &&
        change.at >= since &&
        currentValueAt(ticket.rcmCancellationDate, change.at) !== undefined &&
        !isPutBack(clientStatus, change),
    )
  );
}

/** Whether this service closed the ticket of a client who was being canceled; a status that others had set right before may not have been seen. */
function wasClosedAsCancelling(ticket: TicketFacts, clientStatus: Timeline<ClientStatus>, since: number): boolean {
  const closing = currentValue(ticket.stage);
  if (closing?.value !== 'closed' || !isOurs(closing.by) || closing.since < since) return false;
  const shown = currentValueAt(clientStatus, closing.since);
  if (shown === undefined || !isOfCancellation(shown.value)) return false;
  return isOurs(shown.by) || closing.since - shown.since > SNAPSHOT_AGE_MS;
}

/** X2: what others had set, and this service had replaced with a status for the answer Yes. */
function isPutBack(clientStatus: Timeline<ClientStatus>, change: Change<ClientStatus>): boolean {
  const [replaced, ...before] = clientStatus.slice(clientStatus.indexOf(change) + 1);
  if (replaced === undefined || !isOurs(replaced.by) || isOfCancellation(replaced.value)) return false;
  return before.find(({ by }) => !isOurs(by))?.value === change.value;
}

/**
 * S5: the Client Status is one that this service gave for another ticket, which decided meanwhile. It proves nothing of this ticket's
 * checklist, which was removed then, if it ever was there.
 */
function isGivenForAnother({ id }: TicketFacts, { caseTicket, clientStatus }: Client['company']): boolean {
  const status = currentValue(clientStatus);
  return caseTicket !== undefined && caseTicket !== id && status !== undefined && isOurs(status.by);
}

/** In milliseconds; no write is based on a snapshot older than this. */
const SNAPSHOT_AGE_MS = 5 * 60 * 1000;

/**
 * N9: the Client Status that this service set last came after the date, and so after everything about the checklist. One set
 * right after a change of the date may still be based on a snapshot with the previous date.
 */
export function isChecklistDone({ ticket, company }: Client, since: Instant): boolean {
  if (isGivenForAnother(ticket, company)) return false;
  const status = currentValue(company.clientStatus);
  const date = currentValue(ticket.rcmCancellationDate);
  if (status === undefined || date === undefined || !isOfCancellation(status.value) || !isOurs(status.by)) return false;
  // What a merge brings has tasks of its own, which are then there twice.
  if (ticket.mergedAt !== undefined && ticket.mergedAt >= status.since) return false;
  const moved = ticket.rcmCancellationDate.some(({ value }) => value !== null && value !== date.value);
  const dealtWith = status.since > date.since + (moved ? SNAPSHOT_AGE_MS : 0);
  return dealtWith && status.since >= since;
}

/**
 * N9: these writes without a Client Status that comes after one of the checklist. As it proves that the checklist was done (`isChecklistDone`), a status
 * of an older decision is not set before what the checklist needs by now.
 */
export function withoutEarlyStatus(writes: readonly Write[]): readonly Write[] {
  const checklist = writes.findIndex(isOfChecklist);
  return checklist === -1
    ? writes
    : writes.filter(({ kind }, index) => kind !== 'setClientStatus' || index < checklist);
}

function isOfChecklist(write: Write): boolean {
  if (write.kind === 'moveTasks') return true;
  return (write.kind === 'createTasks' || write.kind === 'callOffTasks') && purposeOfTasks(write) === 'checklist';
}

export function isOfCancellation(status: ClientStatus | null): boolean {
  return status === 'Cancellation in Progress' || status === 'Cancelled';
}

function isOurs(by: CurrentValue<unknown>['by']): boolean {
  return by.kind === 'service';
}

/**
 * N7: the client is Cancellation in Progress, or becomes so (or Cancelled, when the date is past) by this very decision. A
 * client who was Cancelled before this service was installed (X3) needs no checklist.
 */
function isCancelling(company: Client['company'], { writes }: Decision): boolean {
  const becomes = writes.some((write) => write.kind === 'setClientStatus' && isOfCancellation(write.status));
  return becomes || currentValue(company.clientStatus)?.value === 'Cancellation in Progress';
}

/** N9: tasks for these items; a completed one that is older than `since` belongs to an earlier cancellation. */
export function createChecklist(
  items: SopSettings['checklist'],
  client: Client,
  { since, date, settings }: { readonly since: Instant; readonly date: CalendarDate; readonly settings: SopSettings },
): readonly Write[] {
  const { ticket, company } = client;
  const tasks = items.map((item) => newTask(item, client, date, settings));
  if (tasks.length === 0) return [];
  return [
    {
      kind: 'createTasks',
      purpose: 'checklist',
      rules: ['N9'],
      ticketId: ticket.id,
      companyId: company.id,
      since,
      tasks,
    },
  ];
}

function move(
  client: Client,
  tasks: readonly ChecklistTask[],
  date: CurrentValue<CalendarDate>,
  settings: SopSettings,
): readonly Write[] {
  const moved = tasks
    .filter((task) => task.open && mustMove(task, date))
    .map((task) => movedTask(task, client, date.value, settings));
  return moved.length === 0 ? [] : [{ kind: 'moveTasks', rules: ['N9', 'C1'], tasks: moved }];
}

/** X1: a due date that a person chose after the RCM Cancellation Date was set stays, until that date changes again. */
function mustMove({ due }: ChecklistTask, date: CurrentValue<CalendarDate>): boolean {
  return currentValue(due)?.value !== date.value && !changedByOthersAfter(due, date.since);
}

/** X1: if a person changed only a task's due date, the text is still ours; so is a task whose item is no longer a setting. */
function movedTask(task: ChecklistTask, client: Client, date: CalendarDate, settings: SopSettings): MovedTask {
  const item = settings.checklist.find(({ key }) => key === task.key);
  const dueAt = dueOn(date, settings);
  if (item === undefined || task.edited) return { id: task.id, dueAt };
  const { reference, subject, paragraphs } = newTask(item, client, date, settings);
  return { id: task.id, dueAt, text: { reference, subject, paragraphs } };
}

/** X1: completed tasks stay; open ones that a person changed stay too, and a note on the ticket says so. */
function callOff(
  { ticket, evidence }: CaseFacts,
  checklist: readonly ChecklistTask[],
  settings: SopSettings,
): readonly Write[] {
  const open = checklist.filter((task) => task.open);
  const taskIds = open.filter(({ edited }) => !edited).map(({ id }) => id);
  const note = leftTasksNote(
    ticket.id,
    open.filter(({ edited }) => edited),
    settings,
  );
  const isNotified = (evidence?.serviceNotes ?? []).some(({ reference }) => reference === note?.reference);
  return [
    ...(taskIds.length === 0
      ? []
      : [{ kind: 'callOffTasks' as const, purpose: 'checklist' as const, rules: ['N9' as const], taskIds }]),
    ...(note === undefined || isNotified ? [] : [note]),
  ];
}
