import type { AskingTask } from '../vocabulary/facts';
import type { TicketId } from '../vocabulary/ids';
import { identityOf } from '../vocabulary/reference';
import type { RuleId } from '../vocabulary/rules';
import type { ChangedTask, NewTask, TaskPurpose, Write } from './decision';

/** What a ticket's tasks of one purpose should be. */
export interface Asking {
  readonly purpose: TaskPurpose;
  readonly rules: readonly RuleId[];
  readonly ticketId: TicketId;
  /** A completed task that is older was for something else. */
  readonly since: Extract<Write, { kind: 'createTasks' }>['since'];
  /** One for each cause. */
  readonly wanted: readonly NewTask[];
  /**
   * Whether the tasks follow what is asked for: their text is kept right, one that is over is completed, and is opened again when
   * its cause returns. Otherwise a task stays as it was made, and is removed in the end.
   */
  readonly follows?: boolean;
}

/**
 * C4, X1: tasks that ask people for something: one for each cause, recognized by the reference in its text, also after a loss of
 * all data (X3). What a person edited or completed is theirs, and stays. What is no longer asked for goes first, so that the
 * write that closes a ticket proves that nothing is left of them.
 */
export function askingTaskWrites(
  there: readonly AskingTask[],
  asking: Asking,
): { readonly over: readonly Write[]; readonly asked: readonly Write[] } {
  const { purpose, rules, ticketId, since, wanted, follows = false } = asking;
  if (there.length === 0 && wanted.length === 0) return { over: [], asked: [] };
  const ours = there.filter(({ edited }) => !edited);
  const wantedFor = ({ reference }: AskingTask): NewTask | undefined =>
    wanted.find((task) => identityOf(task.reference) === identityOf(reference));
  const over = ours.filter((task) => task.open && wantedFor(task) === undefined).map(({ id }) => id);
  const changed = follows ? ours.flatMap((task) => changeOf(task, wantedFor(task)) ?? []) : [];
  const missing = wanted.filter(
    (task) => !there.some(({ reference }) => identityOf(reference) === identityOf(task.reference)),
  );
  const change = (tasks: readonly ChangedTask[]): Write => ({ kind: 'changeTasks', purpose, rules, tasks });
  const end = (): Write =>
    follows
      ? change(over.map((id) => ({ id, status: 'completed' })))
      : { kind: 'callOffTasks', purpose, rules, taskIds: over };
  return {
    over: over.length === 0 ? [] : [end()],
    asked: [
      ...(changed.length === 0 ? [] : [change(changed)]),
      ...missing.map((task): Write => ({ kind: 'createTasks', purpose, rules, ticketId, since, tasks: [task] })),
    ],
  };
}

/** A task whose text is no longer right, or that this service had completed although it is asked for again. */
function changeOf({ id, reference, open }: AskingTask, wanted: NewTask | undefined): ChangedTask | undefined {
  if (wanted === undefined || (open && reference === wanted.reference)) return undefined;
  const { subject, paragraphs, urgent } = wanted;
  const text = { reference: wanted.reference, subject, paragraphs, ...(urgent !== undefined && { urgent }) };
  return { id, ...(!open && { status: 'open' }), text };
}
