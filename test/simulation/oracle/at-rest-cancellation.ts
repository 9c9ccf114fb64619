import { sureReading } from './answer';
import { HOUR, wallClock } from './calendar';
import { isDue } from './cancellation';
import { approvalOf, dateOf, isPlausible } from './evidence';
import { entriesOf, last, valueAt, valueIn } from './history';
import { objectionToApproval } from './invoices';
import { isCompleted, isOfService, referenceOf } from './note';
import { isAnyLost, isForeignAfter, isStatusForeign, statusOf, type Rest } from './rest';
import { isLive, isOpen, stagesOf, companyOf, wasMerged, type Ticket } from './view';

/** N6–N9, C1, X2: what a client who is not saved lacks, or has and should not. */
export function restOfCancellation(rest: Rest): readonly string[] {
  const missed =
    rest.decider.kind === 'cancellation' ? [status(rest), closing(rest), approval(rest), ...checklist(rest)] : [];
  return [...missed, takenBack(rest), ...rest.tickets.flatMap(twice)].flatMap((each) => each ?? []);
}

type Of = Extract<Rest['decider'], { kind: 'cancellation' }>;

function status(rest: Rest): string | undefined {
  const { ticket, since } = rest.decider as Of;
  const { choices, now } = rest;
  if (isStatusForeign(rest, since)) return undefined;
  // Active or Cancelled by a newer ticket that is gone since, or a client who came back by one: RULES do not say what becomes of the client then.
  const bySop = entriesOf(rest.company.record, 'client_status').filter(({ by, at }) => by === 'service' && at > since);
  const newest = last(entriesOf(rest.company.record, 'client_status'));
  const isCarriedOut = bySop.some(({ value }) => value === 'Cancelled');
  const isOver = newest !== undefined && newest === bySop.at(-1) && (newest.value === 'Active' || isCarriedOut);
  if (isOver && isAnyLost(rest)) return undefined;
  const due = isDue(ticket, choices, now);
  if (due !== isDue(ticket, choices, now - 3 * HOUR)) return undefined;
  const wanted = due ? 'Cancelled' : 'Cancellation in Progress';
  return statusOf(rest) === wanted
    ? undefined
    : `N7, N8, C1: a client who is not saved is ${statusOf(rest)} instead of ${wanted}`;
}

function closing(rest: Rest): string | undefined {
  const { ticket, since } = rest.decider as Of;
  const { memory, choices, view } = rest;
  if (!isOpen(ticket) || companyOf(ticket) === undefined || isForeignAfter(stagesOf(ticket), since)) return undefined;
  const wasReopened = stagesOf(ticket).some(
    ({ by, value }, index) => index > 0 && value === 'open' && by !== 'service',
  );
  const isFree = !memory.mayBeHeld(ticket.id) || objectionToApproval(ticket, view, choices) === undefined;
  return isFree && !wasReopened ? 'N6: the ticket of a client who is not saved is open' : undefined;
}

/** N5, where the service sets it. */
function approval(rest: Rest): string | undefined {
  const { ticket } = rest.decider as Of;
  if (rest.choices.cancellationApproval !== 'automatic' || isOpen(ticket)) return undefined;
  return approvalOf(ticket) === 'none' &&
    last(stagesOf(ticket))?.by === 'service' &&
    !isForeignAfter(entriesOf(ticket.record, 'cancellation_approval'), 0)
    ? 'N5: Cancellation Approval was not set'
    : undefined;
}

/** N9: one task for each team, due on the date. What people did to tasks is theirs. */
function checklist(rest: Rest): readonly string[] {
  const { ticket, since, day } = rest.decider as Of;
  const { choices, company } = rest;
  const statuses = entriesOf(company.record, 'client_status');
  const newest = last(statuses);
  if (newest?.by !== 'service' || newest.at < since || wasMerged(ticket.record)) return [];
  // Of a merged company it may be the other one's; whether it is right, `status` says.
  if (newest.value === 'At-Risk') return [];
  // A client who was Cancelled already has no work left to end.
  if (statuses.slice(0, -1).some(({ value }) => value === 'Cancelled') || rest.tickets.length > 1) return [];
  const all = ticket.tasks.filter((task) => isOfService(task) && /^N9-\d+-[a-z]/.test(referenceOf(task) ?? ''));
  if (all.some(isTouched)) return [];
  return choices.checklist.flatMap(({ key }) => {
    const own = all.filter((task) => isLive(task) && referenceOf(task) === `N9-${ticket.id}-${key}`);
    if (own.length !== 1) return [`N9: ${String(own.length)} tasks for a team instead of one`];
    const due = Date.parse(valueIn(own[0] ?? ticket.record, 'hs_timestamp'));
    return wallClock(due, choices.timeZone).day === day ? [] : ['N9: a task is not due on the date'];
  });
}

/** Changed or deleted by a person; a deletion shows in the recycle bin, the service's own in its calling off. */
function isTouched(task: Parameters<typeof isLive>[0]): boolean {
  const names = ['hs_task_subject', 'hs_task_body', 'hs_task_status', 'hs_timestamp'];
  return !isLive(task) || names.some((name) => isForeignAfter(entriesOf(task, name), 0));
}

/** A status may be written on the way while the answer is turned. */
const CROSSED_MS = 60_000;

/** X2: on an open ticket that was never closed, the status follows the answer: what an older answer gave is taken back. */
function takenBack(rest: Rest): string | undefined {
  const { tickets, company, choices, decider } = rest;
  const [ticket, ...others] = tickets;
  if (ticket === undefined || others.length > 0 || decider.kind !== 'nobody' || wasMerged(company.record))
    return undefined;
  const stages = stagesOf(ticket);
  const reading = sureReading(ticket, choices);
  if (reading === undefined || reading.kind === 'saved' || stages.some(({ value }) => value === 'closed'))
    return undefined;
  const statuses = entriesOf(company.record, 'client_status');
  const newest = last(statuses);
  // What this ticket never asked for, or not by then, was given for another one.
  const answers = entriesOf(ticket.record, 'customer_saved').filter(({ by }) => by !== 'clone');
  if (newest === undefined) return undefined;
  // X2: put back to what somebody else had set.
  if (statuses.some(({ by, value }) => by !== 'service' && value === newest.value)) return undefined;
  const isOfSaved = ['Monitor for 30 days', 'Active'].includes(newest.value);
  const mayBeOurs = isOfSaved
    ? valueAt(answers, newest.at - CROSSED_MS) === 'Yes' || valueAt(answers, newest.at) === 'Yes'
    : rest.memory.stoodSince(ticket.id, 0) && answers.some(({ value, at }) => value === 'No' && at <= newest.at);
  if (!mayBeOurs) return undefined;
  const given = ['Monitor for 30 days', 'Cancellation in Progress', 'Cancelled', 'Active'];
  if (newest.by !== 'service' || !given.includes(newest.value)) return undefined;
  // Complete but for the approval, a person is asked; complete once, RULES do not say. Another answer in between, for seconds, changes nothing of that.
  if (reading.kind === 'notSaved') {
    const isSame = valueAt(answers, reading.since - CROSSED_MS) === 'No';
    if (rest.memory.stoodSince(ticket.id, isSame ? 0 : reading.since)) return undefined;
  }
  const date = dateOf(ticket);
  if (date !== undefined && !isPlausible(date, choices, 2)) return undefined;
  return `X2: the client is still ${newest.value}, though the answer was turned`;
}

/** N9, C4, X3: open tasks are there once, on a merged ticket too. One that a person changed is theirs, and the next change is asked about beside it (C4). */
function twice(ticket: Ticket): readonly string[] {
  // An answer that only came with a merge is none: until a person answers, what work is to end is open, and the tasks of both stay.
  const mayBeUnanswered = entriesOf(ticket.record, 'customer_saved').some(({ by }) => by === 'merge');
  const open = ticket.tasks.filter((task) => isLive(task) && isOfService(task) && !isCompleted(task));
  const kinds = open.flatMap((task) => {
    const reference = referenceOf(task) ?? '';
    const [, key] = /^N9-\d+-([a-z][a-z0-9-]*)/.exec(reference) ?? [];
    if (key !== undefined) return mayBeUnanswered ? [] : [`N9: the task of ${key}`];
    return reference.startsWith('C4-explain') && !isTouched(task) ? ['C4: the task that asks for the note'] : [];
  });
  return [...new Set(kinds)]
    .filter((kind) => kinds.filter((each) => each === kind).length > 1)
    .map((kind) => `${kind} is there twice`);
}
