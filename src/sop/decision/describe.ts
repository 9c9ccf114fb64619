import { showDate } from '../vocabulary/dates';
import { parseReference } from '../vocabulary/reference';
import type { TicketChange, Write } from './decision';

/** A wanted change in one line for people: `Client Status → Active`. */
export function describeWrite(write: Write): string {
  switch (write.kind) {
    case 'setClientStatus':
      return `Client Status → ${write.status}`;
    case 'updateTicket':
      return describeChange(write.change);
    case 'addNote':
      return `note on the ticket (${write.reference})`;
    case 'addCompanyNote':
      return `note on the company (${write.reference})`;
    case 'createTasks':
      if (isOfExplanation(write)) return 'task for the owner: explain the change';
      if (isOfAttention(write)) return 'task for whoever must act';
      return write.tasks.some(({ reference }) => parseReference(reference).kind === 'undoTask')
        ? `deactivation checklist: ${count(write.tasks)} to undo what was done`
        : `deactivation checklist of ${count(write.tasks)}`;
    case 'moveTasks':
      return `deactivation checklist: ${count(write.tasks)} moved to the RCM Cancellation Date`;
    case 'reassociateTasks':
      return `deactivation checklist: ${count(write.taskIds)} moved to company ${write.to}`;
    case 'callOffTasks':
      if (isOfAttention(write)) return 'task for whoever had to act removed';
      return isOfExplanation(write)
        ? 'task for the owner removed'
        : `deactivation checklist: ${count(write.taskIds)} removed`;
  }
}

/** C4; the other tasks are those of N9. */
function isOfExplanation({ rules }: Write): boolean {
  return rules.includes('C4');
}

function isOfAttention({ rules }: Write): boolean {
  return rules.length === 1 && rules[0] === 'X1';
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
