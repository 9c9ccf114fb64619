import type { ChangedTask, MovedTask, NewTask, TicketChange, Write } from '../decision/decision';
import type { SupportWrite } from '../support/support-decision';
import { dayOf, type CalendarDate, type Instant, type TimeZone } from '../vocabulary/dates';
import type {
  AskingTask,
  ChecklistTask,
  ClientStatus,
  CompanyFacts,
  EvidenceFacts,
  ServiceNote,
  TicketFacts,
} from '../vocabulary/facts';
import { noteIdSchema, taskIdSchema, type CompanyId, type TaskId } from '../vocabulary/ids';
import { parseReference } from '../vocabulary/reference';
import { currentValue, type Actor, type Change, type Timeline } from '../vocabulary/timeline';
import type { Kept, KeptWrite } from './kept';

/**
 * `mode: observe`: what HubSpot would show if the kept writes had been made. A change that anyone made in HubSpot after a kept write
 * counts more than the write, as it would have if the write had been made.
 */

const SERVICE: Actor = { kind: 'service' };

/** The values that a case assumes, and HubSpot does not show. */
export type AssumedField = keyof TicketChange | 'clientStatus';

const FIELDS = [
  'stage',
  'customerSaved',
  'cancellationApproval',
  'rcmCancellationDate',
  'invoiceDetermination',
  'financeApproval',
] as const satisfies readonly (keyof TicketChange)[];

export function assumeTicket(ticket: TicketFacts, kept: readonly KeptWrite[]): TicketFacts {
  const changes = kept.flatMap(({ at, write }) =>
    write.kind === 'updateTicket' && write.ticketId === ticket.id ? [{ at, change: write.change }] : [],
  );
  return changes.length === 0 ? ticket : withChanges(ticket, changes);
}

/** The newest last. */
export function withChanges(
  ticket: TicketFacts,
  changes: readonly { readonly at: Instant; readonly change: TicketChange }[],
): TicketFacts {
  const valuesOf = <Key extends keyof TicketChange>(key: Key): readonly Assumed<NonNullable<TicketChange[Key]>>[] =>
    changes.flatMap(({ at, change }) => {
      const value = change[key];
      return value === undefined ? [] : [{ at, value }];
    });
  return {
    ...ticket,
    stage: withAssumed(ticket.stage, valuesOf('stage')),
    customerSaved: withAssumed(ticket.customerSaved, valuesOf('customerSaved')),
    cancellationApproval: withAssumed(ticket.cancellationApproval, valuesOf('cancellationApproval')),
    rcmCancellationDate: withAssumed(ticket.rcmCancellationDate, valuesOf('rcmCancellationDate')),
    invoiceDetermination: withAssumed(ticket.invoiceDetermination, valuesOf('invoiceDetermination')),
    financeApproval: withAssumed(ticket.financeApproval, valuesOf('financeApproval')),
  };
}

export function assumeStatus(
  companyId: CompanyId,
  clientStatus: Timeline<ClientStatus>,
  kept: readonly KeptWrite[],
): Timeline<ClientStatus> {
  const given = kept.flatMap(({ at, write }) =>
    write.kind === 'setClientStatus' && write.companyId === companyId ? [{ at, value: write.status }] : [],
  );
  return withAssumed(clientStatus, given);
}

export function assumeCompany(company: CompanyFacts, kept: readonly KeptWrite[]): CompanyFacts {
  if (company.kind !== 'one') return company;
  const clientStatus = assumeStatus(company.id, company.clientStatus, kept);
  const unknownStatus = company.unknownStatus && clientStatus[0] === company.clientStatus[0];
  return { ...company, clientStatus, unknownStatus };
}

interface Assumed<T> {
  readonly at: Instant;
  readonly value: T | null;
}

/** The newest first; at the same instant what HubSpot shows counts more. */
export function withAssumed<T>(timeline: Timeline<T>, assumed: readonly Assumed<T>[]): Timeline<T> {
  if (assumed.length === 0) return timeline;
  const own = [...assumed].reverse().map(({ at, value }): Change<T> => ({ value, at, by: SERVICE }));
  return [...timeline, ...own].sort((a, b) => b.at - a.at);
}

/** Which of the ticket's values differ from what HubSpot shows. */
export function aheadOf(shown: TicketFacts, assumed: TicketFacts): readonly AssumedField[] {
  return FIELDS.filter((field) => currentOf(shown[field]) !== currentOf(assumed[field]));
}

/** The same of its company. */
export function aheadOfCompany(
  shown: CompanyFacts | undefined,
  assumed: CompanyFacts | undefined,
): readonly AssumedField[] {
  if (shown?.kind !== 'one' || assumed?.kind !== 'one') return [];
  return currentOf(shown.clientStatus) === currentOf(assumed.clientStatus) ? [] : ['clientStatus'];
}

function currentOf(timeline: Timeline<unknown>): unknown {
  return currentValue(timeline)?.value;
}

export function assumeNotes(
  evidence: EvidenceFacts,
  ticketId: TicketFacts['id'],
  kept: readonly KeptWrite[],
): EvidenceFacts {
  const serviceNotes = assumeServiceNotes(evidence.serviceNotes, ticketId, kept);
  return serviceNotes === evidence.serviceNotes ? evidence : { ...evidence, serviceNotes };
}

/** Of a support ticket, too (C3). */
export function assumeServiceNotes(
  shown: readonly ServiceNote[],
  ticketId: TicketFacts['id'],
  kept: readonly Kept<Write | SupportWrite>[],
): readonly ServiceNote[] {
  return kept.reduce<readonly ServiceNote[]>((notes, { at, write }) => {
    if ((write.kind !== 'addNote' && write.kind !== 'updateNote') || write.ticketId !== ticketId) return notes;
    const { reference, version } = write;
    const said = { reference, ...(version !== undefined && { version }) };
    if (write.kind === 'updateNote') {
      return notes.map((note) => (note.id === write.noteId ? { ...note, ...said } : note));
    }
    const isThere = notes.some((note) => note.reference === reference);
    return isThere ? notes : [...notes, { id: noteIdSchema.parse(assumedId(at, 0)), createdAt: at, ...said }];
  }, shown);
}

/** Tasks of one kind as they would be: made, moved and called off. */
export interface AssumedTasks {
  readonly checklist: readonly ChecklistTask[];
  /** C4, X1: of all purposes. */
  readonly asking: readonly AskingTask[];
}

export function assumeTasks(tasks: AssumedTasks, kept: readonly KeptWrite[], zone: TimeZone): AssumedTasks {
  return kept.reduce((before, { at, write }) => afterWrite(before, write, at, zone), tasks);
}

function afterWrite(tasks: AssumedTasks, write: Write, at: Instant, zone: TimeZone): AssumedTasks {
  switch (write.kind) {
    case 'createTasks':
      return write.tasks.reduce((before, task, index) => afterMaking(before, task, at, index, zone), tasks);
    case 'moveTasks':
      return { ...tasks, checklist: tasks.checklist.map((task) => moved(task, write.tasks, at, zone)) };
    case 'changeTasks':
      return { ...tasks, asking: tasks.asking.map((task) => changed(task, write.tasks)) };
    case 'callOffTasks': {
      const isLeft = ({ id }: { readonly id: TaskId }): boolean => !write.taskIds.includes(id);
      return {
        checklist: tasks.checklist.filter(isLeft),
        asking: tasks.asking.filter(isLeft),
      };
    }
    case 'setClientStatus':
    case 'updateTicket':
    case 'showOnTicket':
    case 'clearCaseTicket':
    case 'addNote':
    case 'updateNote':
    case 'addCompanyNote':
    case 'reassociateTasks':
      return tasks;
  }
}

function afterMaking(tasks: AssumedTasks, task: NewTask, at: Instant, index: number, zone: TimeZone): AssumedTasks {
  const id = assumedTaskId(at, index);
  const reference = parseReference(task.reference);
  switch (reference.kind) {
    case 'checklistTask': {
      const due = [{ value: dayOf(task.dueAt, zone), at, by: SERVICE }];
      const made: ChecklistTask = { id, key: reference.key, createdAt: at, due, open: true, edited: false };
      return { ...tasks, checklist: [...tasks.checklist, made] };
    }
    case 'undoTask': {
      const checklist = tasks.checklist.map((each) =>
        each.id === reference.taskId ? { ...each, isTakenBack: true } : each,
      );
      return { ...tasks, checklist };
    }
    case 'explanationTask':
    case 'attentionTask':
    case 'reminder':
      return { ...tasks, asking: [...tasks.asking, { id, reference: task.reference, open: true, edited: false }] };
    default:
      return tasks;
  }
}

function moved(task: ChecklistTask, moves: readonly MovedTask[], at: Instant, zone: TimeZone): ChecklistTask {
  const move = moves.find(({ id }) => id === task.id);
  if (move === undefined) return task;
  const assumed: readonly Assumed<CalendarDate>[] = [{ at, value: dayOf(move.dueAt, zone) }];
  return { ...task, due: withAssumed(task.due, assumed) };
}

function changed(task: AskingTask, changes: readonly ChangedTask[]): AskingTask {
  const change = changes.find(({ id }) => id === task.id);
  if (change === undefined) return task;
  const { status, text } = change;
  return {
    ...task,
    ...(text && { reference: text.reference }),
    ...(status !== undefined && { open: status === 'open' }),
  };
}

/** An id that HubSpot does not give: the instant of the kept write, and the task's place in it. */
function assumedTaskId(at: Instant, index: number): TaskId {
  return taskIdSchema.parse(assumedId(at, index));
}

function assumedId(at: Instant, index: number): string {
  return `9${String(at)}${String(index).padStart(4, '0')}`;
}

/** N9: the companies that a task would be on; `shown` asks HubSpot, which does not know a task that was never made. */
export async function assumeCompaniesOfTask(
  id: TaskId,
  kept: readonly KeptWrite[],
  shown: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const making = kept.find(
    ({ at, write }) => write.kind === 'createTasks' && write.tasks.some((_, index) => assumedTaskId(at, index) === id),
  );
  const first = making === undefined ? await shown() : companyOf(making.write);
  return kept.reduce<readonly string[]>((companies, { write }) => {
    if (write.kind !== 'reassociateTasks' || !write.taskIds.includes(id)) return companies;
    return [...companies.filter((company) => company !== write.from), write.to];
  }, first);
}

function companyOf(write: Write): readonly string[] {
  return write.kind === 'createTasks' && write.companyId !== undefined ? [write.companyId] : [];
}
