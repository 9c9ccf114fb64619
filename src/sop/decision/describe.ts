import { showDate } from '../vocabulary/dates';
import { SETTLED } from '../vocabulary/facts';
import type { ChangedTask, TaskPurpose, TicketChange, Write } from './decision';
import { purposeOfTasks } from './purpose';

/** A wanted change in one line for people: `Client Status → Active`. */
export function describeWrite(write: Write): string {
  switch (write.kind) {
    case 'setClientStatus':
      return `Client Status → ${write.status}`;
    case 'updateTicket':
      return describeChange(write.change);
    case 'showOnTicket':
      return `what the ticket shows: ${Object.keys(write.shown).join(', ')}`;
    case 'clearCaseTicket':
      return 'the company no longer names the ticket';
    case 'addNote':
      return `note on the ticket (${write.reference})`;
    case 'updateNote':
      return `note on the ticket ${write.version === SETTLED ? 'settled' : 'brought up to date'} (${write.reference})`;
    case 'addCompanyNote':
      return `note on the company (${write.reference})`;
    case 'createTasks':
      return describeNewTasks(purposeOfTasks(write), count(write.tasks));
    case 'moveTasks':
      return `deactivation checklist: ${count(write.tasks)} moved to the RCM Cancellation Date`;
    case 'changeTasks':
      return describeChangedTasks(write.tasks);
    case 'reassociateTasks':
      return `deactivation checklist: ${count(write.taskIds)} moved to company ${write.to}`;
    case 'callOffTasks':
      return describeCalledOff(purposeOfTasks(write), count(write.taskIds));
  }
}

function describeNewTasks(purpose: TaskPurpose, tasks: string): string {
  switch (purpose) {
    case 'explanation':
      return 'task for the owner: explain the change';
    case 'attention':
      return 'task for whoever must act';
    case 'reminder':
      return 'reminder for whoever must act';
    case 'undo':
      return `deactivation checklist: ${tasks} to undo what was done`;
    case 'checklist':
      return `deactivation checklist of ${tasks}`;
  }
}

function describeCalledOff(purpose: TaskPurpose, tasks: string): string {
  switch (purpose) {
    case 'explanation':
      return 'task for the owner removed';
    case 'attention':
      return 'task for whoever had to act removed';
    case 'reminder':
      return 'reminder removed';
    case 'undo':
    case 'checklist':
      return `deactivation checklist: ${tasks} removed`;
  }
}

function describeChangedTasks(tasks: readonly ChangedTask[]): string {
  const all = (status: ChangedTask['status']): boolean => tasks.every((task) => task.status === status);
  if (all('completed')) return 'reminder completed: what it asked for is there';
  return all('open') ? 'reminder opened again' : 'reminder brought up to date';
}

function count(tasks: readonly unknown[]): string {
  return tasks.length === 1 ? '1 task' : `${String(tasks.length)} tasks`;
}

function describeChange(change: TicketChange): string {
  const { stage, customerSaved, cancellationApproval, rcmCancellationDate, invoiceDetermination, financeApproval } =
    change;
  return [
    ...(customerSaved === undefined ? [] : [`Customer Saved → ${customerSaved}`]),
    ...(cancellationApproval === undefined ? [] : [`Cancellation Approval → ${cancellationApproval}`]),
    ...(rcmCancellationDate === undefined
      ? []
      : [`RCM Cancellation Date → ${rcmCancellationDate === null ? 'none' : showDate(rcmCancellationDate)}`]),
    ...(invoiceDetermination === undefined ? [] : [`Invoice Determination → ${invoiceDetermination}`]),
    ...(financeApproval === undefined ? [] : [`Finance Approval → ${financeApproval ?? 'none'}`]),
    ...(stage === undefined ? [] : [stage === 'closed' ? 'ticket closed' : 'ticket reopened']),
  ].join(', ');
}
