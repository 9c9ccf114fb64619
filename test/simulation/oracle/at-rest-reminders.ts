import type { CrmRecord } from '../../../emulator/model/types';
import { sureReading } from './answer';
import { DAY } from './calendar';
import { approvalOf, dateOf, missingEvidence } from './evidence';
import { entriesOf, valueIn } from './history';
import { isOutstanding, objectionToApproval } from './invoices';
import { bodyOf, isCompleted, isOfService, linesOf, referenceOf } from './note';
import { isAnyDeleted, isAnyLost, isForeignAfter, type Rest } from './rest';
import { isLive, isOldImport, isOpen, openedAt, stagesOf, wasMerged, type Ticket } from './view';

/** In milliseconds: longer than three business days with two holidays' worth of weekends around them. */
const OWNER_LATE_MS = 8 * DAY;
/** The same for ten, of the answer. */
const ANSWER_LATE_MS = 18 * DAY;

/** X1, I1: who must act has heard of it, by a task that says what is so now; and nobody is asked for what is done. */
export function restOfReminders(rest: Rest): readonly string[] {
  // Which of several tickets waits for whom, RULES leave open in places; also once one of them is gone that had taken over.
  if (rest.tickets.length > 1 || isAnyLost(rest) || isAnyDeleted(rest)) return [];
  const tickets = rest.tickets.filter((ticket) => !isOldImport(ticket) && !wasMerged(ticket.record));
  return tickets.flatMap((ticket) => [finance(ticket, rest), owner(ticket, rest)].flatMap((missed) => missed ?? []));
}

/** I1: one task for Finance while an invoice holds the ticket. */
function finance(ticket: Ticket, { memory, view, choices }: Rest): string | undefined {
  const tasks = remindersOf(ticket, 'finance');
  const isHeld = memory.isHeld(ticket.id) && isOutstanding(ticket, view);
  const isFree = objectionToApproval(ticket, view, choices) === undefined || !memory.mayBeHeld(ticket.id);
  if (tasks.some(isTheirs)) return undefined;
  const open = tasks.filter(isOpenTask).length;
  // N5: where an import approved, RULES leave open whether all is there, before which no invoice is read.
  const isSure = approvalOf(ticket) !== 'unclear' || valueIn(ticket.record, 'outstanding_invoice') === 'Yes';
  if (isOpen(ticket) && isHeld && !isFree && isSure) {
    return open === 1 ? undefined : `I1: ${String(open)} tasks ask Finance about a hold`;
  }
  return isClosedByService(ticket) && open > 0
    ? 'I1: Finance is still asked, although the ticket is closed'
    : undefined;
}

const WORDS: readonly (readonly [missing: string, words: string])[] = [
  ['N2 notice', 'written cancellation notice'],
  ['N3 ETF note', 'Early Termination Fee note'],
  ['N4 date', 'enters the RCM Cancellation Date'],
  ['N5 approval', 'sets Cancellation Approval to Yes'],
];

/** N1-N5: the owner, of what has been missing for long. */
function owner(ticket: Ticket, { choices, view, now }: Rest): string | undefined {
  const tasks = remindersOf(ticket, 'owner');
  if (isClosedByService(ticket))
    return tasks.some((task) => isOpenTask(task) && !isTheirs(task))
      ? 'X1: the owner is still asked, although the ticket is closed'
      : undefined;
  const reading = sureReading(ticket, choices);
  if (!isOpen(ticket) || tasks.some(isTheirs)) return undefined;
  const isAsked = tasks.some(isOpenTask) || ticket.tasks.some(isOfAttention);
  if (reading?.kind === 'none') {
    const answers = entriesOf(ticket.record, 'customer_saved');
    // A value that nobody gave has a note of its own.
    if (valueIn(ticket.record, 'customer_saved') !== '') return undefined;
    const since = Math.max(openedAt(ticket), ...answers.map(({ at }) => at));
    return now - since < ANSWER_LATE_MS || isAsked ? undefined : 'X1: nobody was reminded of the answer';
  }
  if (reading?.kind !== 'notSaved') return undefined;
  const missing = missingOf(ticket, view, choices);
  const changes = ['rcm_cancellation_date', 'cancellation_approval'].flatMap((name) => entriesOf(ticket.record, name));
  const since = Math.max(reading.since, ...changes.map(({ at }) => at));
  if (missing.length > 0 && now - since >= OWNER_LATE_MS && !isAsked)
    return 'X1: nobody was reminded of what is missing';
  return tasks.filter(isOpenTask).flatMap((task) => objectionToText(task, missing) ?? [])[0];
}

function missingOf(ticket: Ticket, view: Rest['view'], { cancellationApproval }: Rest['choices']): readonly string[] {
  const isApproved = cancellationApproval === 'automatic' || approvalOf(ticket) === 'person';
  return [
    ...missingEvidence(ticket, view),
    ...(dateOf(ticket) === undefined ? ['N4 date'] : []),
    ...(isApproved ? [] : ['N5 approval']),
  ];
}

/** It names just what is missing. */
function objectionToText(task: CrmRecord, missing: readonly string[]): string | undefined {
  const text = linesOf(bodyOf(task)).join('\n');
  if (text.includes('Customer Saved')) return undefined;
  const wrong = WORDS.filter(([code, words]) => text.includes(words) !== missing.includes(code));
  return wrong.length === 0 ? undefined : `X1: a reminder is wrong about ${wrong.map(([code]) => code).join(', ')}`;
}

function remindersOf(ticket: Ticket, of: string): readonly CrmRecord[] {
  return ticket.tasks.filter(
    (task) => isOfService(task) && (referenceOf(task) ?? '').startsWith(`X1-remind-${of}-${ticket.id}-`),
  );
}

function isOfAttention(task: CrmRecord): boolean {
  return isOfService(task) && (referenceOf(task) ?? '').startsWith('X1-task-');
}

function isOpenTask(task: CrmRecord): boolean {
  return isLive(task) && !isCompleted(task);
}

/** Deleted, completed or changed by a person. */
function isTheirs(task: CrmRecord): boolean {
  const names = ['hs_task_subject', 'hs_task_body', 'hs_task_status'];
  return !isLive(task) || names.some((name) => isForeignAfter(entriesOf(task, name), 0));
}

function isClosedByService(ticket: Ticket): boolean {
  const [newest] = [...stagesOf(ticket)].reverse();
  return newest?.value === 'closed' && newest.by === 'service';
}
