import type { Decision, MovedTask, Write } from '../decision/decision';
import type { CalendarDate, Instant } from '../vocabulary/dates';
import type { CaseFacts, ChecklistTask, ClientStatus, TicketFacts } from '../vocabulary/facts';
import type { SopSettings } from '../vocabulary/settings';
import {
  changedByOthersAfter,
  currentValue,
  currentValueAt,
  type CurrentValue,
  type Timeline,
} from '../vocabulary/timeline';
import { askAgain, takeBack } from './checklist-again';
import { dueOn, newTask, type Client } from './checklist-task';
import { leftTasksNote } from './checklist-text';

/**
 * N9: the deactivation checklist follows the path's decision. Its writes come first: the Client Status that this service
 * sets afterwards then says that the checklist was dealt with (`isChecklistDone`), also to a case that has lost its data.
 */
export function withChecklist(decision: Decision, facts: CaseFacts, settings: SopSettings): Decision {
  const writes = checklistWrites(facts, decision, settings);
  return writes.length === 0 ? decision : { ...decision, writes: [...writes, ...decision.writes] };
}

/** N9, C1: tasks are made once a client is being cancelled, move with the date, and are called off with the cancellation. */
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
  // Of a checklist that was made, a task that is not there was deleted by a person, and is not made again (X1).
  if (ofThisCancellation.length > 0) {
    const doubles = doublesOf(ticket, ofThisCancellation);
    const kept = ofThisCancellation.filter((task) => !doubles.includes(task));
    const again = askAgain(facts, company, kept, date, settings);
    return [...callOffDoubles(doubles), ...move({ ticket, company }, kept, date, settings), ...again];
  }
  const made = isChecklistMade(ticket, company.clientStatus, answer.since);
  return made || !isCancelling(company, decision)
    ? []
    : create({ ticket, company }, answer.since, date.value, settings);
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
  return doubles.length === 0 ? [] : [{ kind: 'callOffTasks', rules: ['N9'], taskIds: doubles.map(({ id }) => id) }];
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
 * Whether this service made the checklist of the cancellation that began with the answer at `answeredAt`: it comes before the
 * Client Status and the closing, but not while a status that somebody else set is left alone. A newer ticket that saved the
 * client called it off (S5); should that ticket be gone again, it is made anew.
 */
function isChecklistMade(ticket: TicketFacts, clientStatus: Timeline<ClientStatus>, answeredAt: Instant): boolean {
  const calledOff = clientStatus.find(({ value, by }) => isOurs(by) && !isOfCancellation(value))?.at ?? answeredAt;
  const since = Math.max(answeredAt, calledOff);
  const stage = currentValue(ticket.stage);
  const closed = stage?.value === 'closed' && stage.by.kind === 'service' && stage.since >= since;
  const cancelling = closed && isOfCancellation(currentValueAt(clientStatus, stage.since)?.value ?? null);
  // X2: one that was put back, before there was a date, came without a checklist.
  return (
    cancelling ||
    clientStatus.some(
      ({ value, at, by }) =>
        isOfCancellation(value) &&
        isOurs(by) &&
        at >= since &&
        currentValueAt(ticket.rcmCancellationDate, at) !== undefined,
    )
  );
}

/** In milliseconds; no write rests on a picture that is older. */
const PICTURE_AGE_MS = 5 * 60 * 1000;

/**
 * N9: the Client Status that this service set last came after the date, and so after everything about the checklist. One set
 * right after a date that was another one before may still rest on a picture with that other one.
 */
export function isChecklistDone(ticket: TicketFacts, clientStatus: Timeline<ClientStatus>, since: Instant): boolean {
  const status = currentValue(clientStatus);
  const date = currentValue(ticket.rcmCancellationDate);
  if (status === undefined || date === undefined || !isOfCancellation(status.value) || !isOurs(status.by)) return false;
  // What a merge brings has tasks of its own, which are then there twice.
  if (ticket.mergedAt !== undefined && ticket.mergedAt >= status.since) return false;
  const moved = ticket.rcmCancellationDate.some(({ value }) => value !== null && value !== date.value);
  const dealtWith = status.since > date.since + (moved ? PICTURE_AGE_MS : 0);
  return dealtWith && status.since >= since;
}

export function isOfCancellation(status: ClientStatus | null): boolean {
  return status === 'Cancellation in Progress' || status === 'Cancelled';
}

function isOurs(by: CurrentValue<unknown>['by']): boolean {
  return by.kind === 'service';
}

/**
 * N7: the client is Cancellation in Progress, or becomes so (or Cancelled, when the date is past) by this very decision. A
 * client who was Cancelled before this service came (X3) needs no checklist any more.
 */
function isCancelling(company: Client['company'], { writes }: Decision): boolean {
  const becomes = writes.some((write) => write.kind === 'setClientStatus' && isOfCancellation(write.status));
  return becomes || currentValue(company.clientStatus)?.value === 'Cancellation in Progress';
}

function create(client: Client, since: Instant, date: CalendarDate, settings: SopSettings): readonly Write[] {
  const { ticket, company } = client;
  const tasks = settings.checklist.map((item) => newTask(item, client, date, settings));
  if (tasks.length === 0) return [];
  return [{ kind: 'createTasks', rules: ['N9'], ticketId: ticket.id, companyId: company.id, since, tasks }];
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

/** X1: of a task that a person changed the due date alone is ours; so it is of one whose item is no longer a setting. */
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
    ...(taskIds.length === 0 ? [] : [{ kind: 'callOffTasks' as const, rules: ['N9' as const], taskIds }]),
    ...(note === undefined || isNotified ? [] : [note]),
  ];
}
